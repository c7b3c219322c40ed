const REGIONS =
  /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)\/[A-Z]/;

/**
 * The name of a zone as it is kept, or undefined when there is none of that name. Names of the IANA regions
 * stay as they are; legacy aliases such as `US/Eastern` are resolved, as EventBridge may refuse them
 * (`time.md` §4, C).
 */
export function readZone(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,49}$/.test(name)) return undefined;
  try {
    const canonical = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return REGIONS.test(name) && name.toLowerCase() !== canonical.toLowerCase() ? name : canonical;
  } catch {
    return undefined;
  }
}
