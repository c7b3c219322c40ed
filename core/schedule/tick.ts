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

/** Looks after a job whose timers bring it on time: a job without them is found by the sweep within seven minutes, and by this. */
const COARSE: Tick = { expressions: ['rate(1 hour)'], native: false };

/** How often a coarse tick fires, ms. */
export const COARSE_PERIOD = HOUR;

/** What fires this often in a day at most is fired by EventBridge itself; more would cost more than it heals. */
const NATIVE_A_DAY = 24;

/**
 * The tick of a recurring schedule: its native translation where there is one, else a coarse `rate()`; also where timers bring
 * each occurrence on the second and EventBridge would fire beside them more often than hourly.
 */
export function tickOf(schedule: RecurringSchedule): Tick {
  return schedule.precision === 'minute' || firesRarely(schedule) ? (nativeTick(schedule) ?? COARSE) : COARSE;
}

function nativeTick(schedule: RecurringSchedule): Tick | undefined {
  if (schedule.kind === 'every')
    return schedule.every % MINUTE === 0 ? { expressions: [rate(schedule.every)], native: true } : undefined;
  const expressions = eventBridgeCrons(schedule.cron);
  return expressions.length > 0 ? { expressions, timezone: schedule.tz, native: true } : undefined;
}

/** A day of a cron counts as one that it names. */
function firesRarely(schedule: RecurringSchedule): boolean {
  if (schedule.kind === 'every') return schedule.every >= DAY / NATIVE_A_DAY;
  const { hour, minute } = cronFields(schedule.cron);
  return hour.filter(Boolean).length * minute.filter(Boolean).length <= NATIVE_A_DAY;
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

/** The canonical `rate()` of a whole number of minutes: singular for 1, the largest unit that fits (docs/time.md, 7). */
function rate(every: number): string {
  const [unit, length] = LONGER.find((each) => every % each[1] === 0) ?? (['minute', MINUTE] as const);
  return `rate(${every / length} ${unit}${every === length ? '' : 's'})`;
}
