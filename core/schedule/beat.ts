import { matchesWallClock } from './cron.ts';
import { cronFields } from './cron-fields.ts';
import { eventBridgeCrons } from './event-bridge-cron.ts';
import type { Recurring, Timetable } from './timetable.ts';
import { isSecondShowing } from './wall-clock.ts';

const MINUTE = 60_000;
const UNITS = [
  ['day', 1440 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const;

/** The recurring EventBridge schedules that keep a job alive. */
export interface Beat {
  expressions: string[];
  /** Zone the expressions are read in; `rate()` has none. */
  timezone?: string;
  /** Whether the beat alone fires every occurrence, or only comes by now and then to heal. */
  native: boolean;
}

/** How often a job that EventBridge cannot express is looked after: each minute when it runs about that often. */
const COARSE = { frequent: 'rate(1 minute)', rare: 'rate(5 minutes)', frequentBelow: 5 * MINUTE };

/** The beat of a recurring schedule: its native translation where there is one, else a coarse `rate()`. */
export function beatOf(table: Recurring): Beat {
  if (table.kind === 'every') {
    if (table.every % MINUTE !== 0) return coarse(table.every);
    return { expressions: [rate(table.every)], native: true };
  }
  const expressions = eventBridgeCrons(table.cron);
  return expressions.length > 0
    ? { expressions, timezone: table.tz, native: true }
    : coarse(shortestPeriod(table.cron));
}

/**
 * Whether the beat alone fires at `occurrence`: not in a DST gap, which EventBridge skips, nor when a local time
 * comes for the second time, as it fires the first time only (`time.md` §2).
 */
export function firesNatively(table: Timetable, occurrence: number): boolean {
  if (table.kind === 'once' || !beatOf(table).native) return false;
  if (table.kind === 'every') return true;
  const { cron, tz } = table;
  return matchesWallClock(cron, tz, occurrence) && !isSecondShowing(tz, occurrence);
}

/** A guess that need only tell frequent from rare: a cron that names most minutes is frequent. */
function shortestPeriod(expression: string): number {
  const minutes = cronFields(expression).minute.filter(Boolean).length;
  return (60 / minutes) * MINUTE;
}

function coarse(period: number): Beat {
  return { expressions: [period < COARSE.frequentBelow ? COARSE.frequent : COARSE.rare], native: false };
}

/** The canonical `rate()` of a whole number of minutes: singular for 1, the largest unit that fits (`time.md` §4). */
function rate(every: number): string {
  for (const [unit, length] of UNITS) {
    if (every % length === 0) return `rate(${every / length} ${unit}${every === length ? '' : 's'})`;
  }
  throw new RangeError(`${every} ms is not a whole number of minutes`);
}
