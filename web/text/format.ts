/** Numbers and times as the page says them. Nothing here reads a clock. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS: readonly [name: string, ms: number][] = [
  ['d', DAY],
  ['h', HOUR],
  ['min', MINUTE],
  ['s', SECOND],
];

/** A whole number with its thousands apart. */
export const count = (value: number): string => new Intl.NumberFormat('en').format(value);

/** "1 job", "1,204 jobs". */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** A share from 0 to 1 with one digit: "99.8 %". */
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** How long something took: "12 ms", "2.1 s", "4.0 min". */
export function took(ms: number): string {
  if (ms < SECOND) return `${Math.round(ms)} ms`;
  if (ms < MINUTE) return `${(ms / SECOND).toFixed(1)} s`;
  return ms < HOUR ? `${(ms / MINUTE).toFixed(1)} min` : `${(ms / HOUR).toFixed(1)} h`;
}

/** A span in its two largest units: "41 s", "12 min", "18 h 5 min", "3 d". */
export function span(ms: number): string {
  const whole = Math.max(0, Math.round(ms / SECOND)) * SECOND;
  const at = UNITS.findIndex(([, unit]) => whole >= unit);
  const [name, unit] = UNITS[at < 0 ? UNITS.length - 1 : at] ?? ['s', SECOND];
  const first = (round: (units: number) => number) => `${round(whole / unit)} ${name}`;
  const [nextName, nextUnit] = UNITS[at + 1] ?? [];
  if (at < 0 || nextName === undefined || nextUnit === undefined || whole >= 3 * unit)
    return first(Math.round);
  const rest = Math.floor((whole % unit) / nextUnit);
  return rest === 0 ? first(Math.floor) : `${first(Math.floor)} ${rest} ${nextName}`;
}

/** "in 41 s", "12 min ago", "now". */
export function relative(at: number, now: number): string {
  const ms = at - now;
  if (Math.abs(ms) < SECOND) return 'now';
  return ms > 0 ? `in ${span(ms)}` : `${span(-ms)} ago`;
}

/** An interval as a schedule has it, exactly: "90 s", "5 min", "1500 ms". */
export function interval(ms: number): string {
  const [name, unit] = UNITS.find(([, size]) => ms % size === 0) ?? ['ms', 1];
  return `${count(ms / unit)} ${name}`;
}

/** Reads what `interval` writes, with or without the blank; undefined for anything else. A unit has to be there. */
export function readInterval(text: string): number | undefined {
  const [, number = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*(ms|s|m|min|h|d)\s*$/.exec(text) ?? [];
  if (number === '') return undefined;
  const sizes: Record<string, number> = { ms: 1, s: SECOND, m: MINUTE, min: MINUTE, h: HOUR, d: DAY };
  return Math.round(Number(number) * (sizes[unit] ?? 1));
}

let own: string | undefined;

/** The zone of this browser. */
export function ownZone(): string {
  own ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return own;
}

/** A zone by its city: "New York" of `America/New_York`. */
export const cityOf = (zone: string): string => {
  const city = zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
  return RENAMED[city] ?? city;
};

/** Cities that browsers name zones by under an earlier name. */
const RENAMED: Readonly<Record<string, string>> = {
  Calcutta: 'Kolkata',
  Katmandu: 'Kathmandu',
  Kiev: 'Kyiv',
  Rangoon: 'Yangon',
  Saigon: 'Ho Chi Minh',
};

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment by the clock of a zone; formats are kept, as each takes longer to make than to use. */
function dated(at: number, timeZone: string, options: Intl.DateTimeFormatOptions, locale = 'en-GB'): string {
  const key = `${locale} ${timeZone} ${Object.entries(options).join()}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone });
  formats.set(key, format);
  return format.format(at);
}

/** `2026-11-30` */
const dayIn = (at: number, zone: string): string => dated(at, zone, { dateStyle: 'short' }, 'en-CA');

/** A moment by the clock of a zone, with as much of the date as it needs: "14:03:12", "tomorrow 09:00", "Thu 19 Nov 15:00". */
export function moment(at: number, now: number, zone: string): string {
  const seconds = at % MINUTE === 0 ? {} : ({ second: '2-digit' } as const);
  const time = dated(at, zone, { hour: '2-digit', minute: '2-digit', ...seconds });
  const day = dayIn(at, zone);
  if (day === dayIn(now, zone)) return time;
  if (day === dayIn(now + DAY, zone)) return `tomorrow ${time}`;
  if (day === dayIn(now - DAY, zone)) return `yesterday ${time}`;
  const year = Math.abs(at - now) < 180 * DAY ? {} : ({ year: 'numeric' } as const);
  const date = dated(at, zone, { weekday: 'short', day: 'numeric', month: 'short', ...year });
  return `${date.replace(',', '')} ${time}`;
}

/** All that can be said of a moment, for those who point at it. */
export function inFull(at: number, zones: readonly string[]): string {
  const local = [...new Set(zones)].map(
    (zone) => `${dated(at, zone, { dateStyle: 'medium', timeStyle: 'medium' })} ${cityOf(zone)}`,
  );
  return [...local, new Date(at).toISOString(), `${at} ms`].join(' · ');
}
