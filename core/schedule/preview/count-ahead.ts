import { DAY } from '../../time/units.ts';
import { cronCounter, firstToReach, runsInDay } from '../count-cron.ts';
import { firstOccurrence } from '../occurrences.ts';
import type { RecurringSchedule } from '../parsed-schedule.ts';

/** How far back the last occurrence is looked for, ms, the nearest first: a year is enough for most. */
const WINDOWS = [366 * DAY, Number.POSITIVE_INFINITY];

/**
 * Counts the occurrences of a recurring schedule without walking them, its `endDate` kept and its `limit` not.
 * @returns the number from `from` up to and including a moment, which is at most `until`
 */
export function countAhead(schedule: RecurringSchedule, from: number, until: number): (to: number) => number {
  const end = schedule.end ?? Number.POSITIVE_INFINITY;
  const first = firstOccurrence(schedule, from) ?? Number.POSITIVE_INFINITY;
  const fromFirst = (count: (bound: number) => number) => (to: number) => {
    const bound = Math.min(to, end);
    return bound < first ? 0 : count(bound);
  };
  if (schedule.kind === 'cron') return fromFirst(cronCounter(schedule, from, Math.min(until, end)));
  const { every } = schedule;
  return fromFirst((bound) => Math.floor((bound - first) / every) + 1);
}

/** The most runs on one day that no change of the clock lengthens. */
export function mostInDay(schedule: RecurringSchedule): number {
  return schedule.kind === 'cron' ? runsInDay(schedule.cron) : Math.ceil(DAY / schedule.every);
}

/** The moment of the n-th occurrence, or undefined when it is after `until`. */
export function nthOccurrence(
  schedule: RecurringSchedule,
  n: number,
  from: number,
  until: number,
): number | undefined {
  const count = countAhead(schedule, from, until);
  return count(until) < n ? undefined : firstToReach(n, count, from, until);
}

/** The last occurrence from `from` up to and including `until`, looked for in the year before `until` first. */
export function lastOccurrence(schedule: RecurringSchedule, from: number, until: number): number | undefined {
  for (const window of WINDOWS) {
    const begin = Math.max(from, until - window);
    const count = countAhead(schedule, begin, until);
    const n = count(until);
    if (n > 0) return firstToReach(n, count, begin, until);
    if (begin === from) break;
  }
  return undefined;
}
