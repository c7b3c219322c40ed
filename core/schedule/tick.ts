import { DAY, HOUR, MINUTE } from '../time/units.ts';
import { matchesWallClock } from './cron.ts';
import { cronFields } from './cron-fields.ts';
import { eventBridgeCrons } from './event-bridge-cron.ts';
import type { ParsedSchedule, RecurringSchedule } from './parsed-schedule.ts';
import { isSecondShowing } from './wall-clock.ts';

/** The units of a `rate()` that are longer than a minute. */
const LONGER = [
  ['day', DAY],
  ['hour', HOUR],
] as const;

/** The recurring EventBridge schedules that keep a job alive. */
export interface Tick {
  expressions: string[];
  /** Zone the expressions are read in; `rate()` has none. */
  timezone?: string;
  /** Whether the tick alone fires every occurrence, or only comes by now and then to heal. */
  native: boolean;
}

/** How often a job that EventBridge cannot express is looked after: each minute when it runs about that often. */
const COARSE = { frequent: 'rate(1 minute)', rare: 'rate(5 minutes)', frequentBelow: 5 * MINUTE };

/** The tick of a recurring schedule: its native translation where there is one, else a coarse `rate()`. */
export function tickOf(schedule: RecurringSchedule): Tick {
  if (schedule.kind === 'every') {
    if (schedule.every % MINUTE !== 0) return coarse(schedule.every);
    return { expressions: [rate(schedule.every)], native: true };
  }
  const expressions = eventBridgeCrons(schedule.cron);
  return expressions.length > 0
    ? { expressions, timezone: schedule.tz, native: true }
    : coarse(shortestPeriod(schedule.cron));
}

/**
 * Whether the tick alone fires at `occurrence`: not in a DST gap, which EventBridge skips, nor when a local time
 * comes for the second time, as it fires the first time only (docs/time.md, 3).
 */
export function firesNatively(schedule: ParsedSchedule, occurrence: number): boolean {
  if (schedule.kind === 'once' || !tickOf(schedule).native) return false;
  if (schedule.kind === 'every') return true;
  const { cron, tz } = schedule;
  return matchesWallClock(cron, tz, occurrence) && !isSecondShowing(tz, occurrence);
}

/** A guess that need only tell frequent from rare: a cron that names most minutes is frequent. */
function shortestPeriod(expression: string): number {
  const minutes = cronFields(expression).minute.filter(Boolean).length;
  return (60 / minutes) * MINUTE;
}

function coarse(period: number): Tick {
  return { expressions: [period < COARSE.frequentBelow ? COARSE.frequent : COARSE.rare], native: false };
}

/** The canonical `rate()` of a whole number of minutes: singular for 1, the largest unit that fits (docs/time.md, 7). */
function rate(every: number): string {
  const [unit, length] = LONGER.find((each) => every % each[1] === 0) ?? (['minute', MINUTE] as const);
  return `rate(${every / length} ${unit}${every === length ? '' : 's'})`;
}
