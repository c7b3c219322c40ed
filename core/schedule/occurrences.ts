import { Limits } from '../../contract/limits.ts';
import { DAY } from '../time/units.ts';
import { cronCounter, firstToReach } from './count-cron.ts';
import { nextCron } from './cron.ts';
import { type CronSchedule, isRecurring, type ParsedSchedule } from './parsed-schedule.ts';

/** The first occurrence strictly after `after`, Unix ms, or null when the schedule has no more, also past {@link Limits.latestMs}. */
export function nextOccurrence(schedule: ParsedSchedule, after: number): number | null {
  const next = unbounded(schedule, after);
  if (next === null || next > Limits.latestMs) return null;
  return isRecurring(schedule) && schedule.end !== undefined && next > schedule.end ? null : next;
}

/** The first occurrence at or after `from`, Unix ms, or null. */
export function firstOccurrence(schedule: ParsedSchedule, from: number): number | null {
  return nextOccurrence(schedule, from - 1);
}

function unbounded(schedule: ParsedSchedule, after: number): number | null {
  switch (schedule.kind) {
    case 'once':
      return schedule.at > after ? schedule.at : null;
    case 'every': {
      const k = Math.max(0, Math.floor((after - schedule.anchor) / schedule.every) + 1);
      return schedule.anchor + k * schedule.every;
    }
    case 'cron':
      return nextCron(
        schedule.cron,
        schedule.tz,
        schedule.start === undefined ? after : Math.max(after, schedule.start - 1),
      );
  }
}

/** A stretch of occurrences; `count` is left out where counting them would take too long. */
export interface OccurrenceRange {
  first: number;
  last: number;
  count?: number;
}

/** Occurrences that are walked one by one; more of them are counted by arithmetic. */
const WALK_MAX = 100;
/** How far back is counted, the nearest first, ms; farther takes too long. */
const WINDOWS = [DAY, 31 * DAY, 366 * DAY] as const;

/** The occurrences from `first` (an occurrence itself) up to and including `until`, also of a long outage at little cost. */
export function occurrencesUntil(schedule: ParsedSchedule, first: number, until: number): OccurrenceRange {
  if (schedule.kind === 'every') {
    const bound = Math.min(until, schedule.end ?? until);
    const count = Math.max(0, Math.floor((bound - first) / schedule.every)) + 1;
    return { first, last: first + (count - 1) * schedule.every, count };
  }
  const near = walk(schedule, first, until, WALK_MAX);
  const last = near.at(-1) ?? first;
  if (schedule.kind === 'once' || near.length < WALK_MAX) return { first, last, count: near.length };
  const ending = lastCounted(schedule, first, until, 1);
  return ending ? { first, ...ending } : { first, last };
}

/**
 * Counts the occurrences from `first`, one of them, up to and including a moment that is at most `until`, by arithmetic: many moments may be asked
 * for at little cost.
 */
export function occurrenceCounter(
  schedule: ParsedSchedule,
  first: number,
  until: number,
): (to: number) => number {
  if (schedule.kind === 'once') return (to) => (first <= to ? 1 : 0);
  const end = Math.min(until, schedule.end ?? until);
  const counted =
    schedule.kind === 'cron'
      ? cronCounter(schedule, first, end)
      : (to: number) => Math.floor((to - first) / schedule.every) + 1;
  return (to) => (to < first ? 0 : counted(Math.min(to, end)));
}

/** The last `count` occurrences from `first` up to and including `until`, oldest first; `count` is at most a hundred. */
export function lastOccurrences(
  schedule: ParsedSchedule,
  first: number,
  until: number,
  count: number,
): number[] {
  if (schedule.kind === 'every') {
    const { last } = occurrencesUntil(schedule, first, until);
    const from = Math.max(first, last - (count - 1) * schedule.every);
    return Array.from({ length: (last - from) / schedule.every + 1 }, (_, i) => from + i * schedule.every);
  }
  const start = firstOccurrence(schedule, first);
  const near = start === null || start > until ? [] : walk(schedule, start, until, WALK_MAX);
  if (schedule.kind === 'once' || near.length < WALK_MAX) return near.slice(-count);
  const from = lastCounted(schedule, first, until, count)?.last ?? first;
  return walk(schedule, from, until, count);
}

/** The occurrences from `first`, one of them, up to and including `until`, at most `max`. */
function walk(schedule: ParsedSchedule, first: number, until: number, max: number): number[] {
  const found = [first];
  for (let next = nextOccurrence(schedule, first); found.length < max; ) {
    if (next === null || next > until) break;
    found.push(next);
    next = nextOccurrence(schedule, next);
  }
  return found;
}

/**
 * The n-th last of a cron's occurrences from `first` up to and including `until`, and how many there are where the stretch
 * is at most a month; undefined when there are fewer.
 */
function lastCounted(
  schedule: CronSchedule,
  first: number,
  until: number,
  n: number,
): { last: number; count?: number } | undefined {
  const end = Math.min(until, schedule.end ?? until);
  for (const window of [...WINDOWS, Number.POSITIVE_INFINITY]) {
    const from = Math.max(first, end - window);
    const counted = cronCounter(schedule, from, end);
    const count = counted(end);
    if (count < n && from > first) continue;
    if (count < n) return undefined;
    const last = firstToReach(count - n + 1, counted, from, end);
    const whole = end - first <= WINDOWS[1];
    return { last, ...(whole && { count: from === first ? count : cronCounter(schedule, first, end)(end) }) };
  }
  return undefined;
}
