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

/** After a clock went back it shows again what it showed so long before, ms; two hours at Troll. */
const REPEATS = [30, 60, 120].map((minutes) => minutes * 60_000);

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Whether the local time at `time`, Unix ms, is one that the zone's clock shows for the second time. */
export function isSecondShowing(tz: string, time: number): boolean {
  const clock =
    clocks.get(tz) ??
    new Intl.DateTimeFormat('en', { timeZone: tz, dateStyle: 'short', timeStyle: 'medium' });
  clocks.set(tz, clock);
  return REPEATS.some((repeat) => clock.format(time - repeat) === clock.format(time));
}
