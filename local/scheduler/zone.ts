import { isIanaName } from '../../core/schedule/zone.ts';
import { DAY } from '../../core/time/units.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(zone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(zone, formatter);
  }
  return formatter;
}

/**
 * Whether the service knows the zone. Names are IANA's and case-sensitive: neither offsets nor names that only ICU has are
 * zones. `US/*` may be refused by the service (docs/time.md, 7), so it is refused here: callers must use canonical names.
 */
export function isKnownZone(zone: string): boolean {
  if (!isIanaName(zone) || zone.startsWith('US/')) return false;
  try {
    formatterOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** The local time shown in `zone` at `instant`, written as the UTC milliseconds that show the same. */
export function wallTime(instant: number, zone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatterOf(zone).formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) + (((instant % 1000) + 1000) % 1000);
}

/** The instants at which `zone` shows `wall`, earliest first: two in an overlap, none in a gap. */
export function instantsOf(wall: number, zone: string): number[] {
  if (zone === 'UTC') return [wall];
  const offsets = new Set([-DAY, DAY].map((shift) => wallTime(wall + shift, zone) - (wall + shift)));
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((instant) => wallTime(instant, zone) === wall)
    .sort((a, b) => a - b);
}

/** The one instant meant by `wall`: the first in an overlap; in a gap, later by the gap's length. */
export function instantOf(wall: number, zone: string): number {
  const before = wall - DAY;
  return instantsOf(wall, zone)[0] ?? wall - (wallTime(before, zone) - before);
}
