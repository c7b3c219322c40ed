const REGIONS =
  /^(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)\/[A-Z]/;

/** Zones that were asked for, as asking takes long; a name always stands for the same zone. */
const known = new Map<string, string>();
const KNOWN_MAX = 1000;

/**
 * The name of a zone as it is kept, or undefined when there is none of that name. Names of the IANA regions
 * stay as they are; legacy aliases such as `US/Eastern` are resolved, as EventBridge may refuse them
 * (`time.md` §4, C).
 */
export function readZone(name: string): string | undefined {
  const kept = known.get(name);
  if (kept !== undefined) return kept;
  const found = look(name);
  if (found === undefined) return undefined;
  if (known.size >= KNOWN_MAX) known.clear();
  known.set(name, found);
  return found;
}

function look(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,49}$/.test(name)) return undefined;
  try {
    const canonical = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
    return REGIONS.test(name) && name.toLowerCase() !== canonical.toLowerCase() ? name : canonical;
  } catch {
    return undefined;
  }
}
