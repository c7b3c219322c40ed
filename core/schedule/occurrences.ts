import { Limits } from '../../contract/limits.ts';
import { cronCounter, firstToReach } from './count-cron.ts';
import { nextCron } from './cron.ts';
import { type CronTable, isRecurring, type Timetable } from './timetable.ts';

/** The first occurrence strictly after `after`, Unix ms, or null when the schedule has no more, also past {@link Limits.latestMs}. */
export function nextOccurrence(table: Timetable, after: number): number | null {
  const next = unbounded(table, after);
  if (next === null || next > Limits.latestMs) return null;
  return isRecurring(table) && table.end !== undefined && next > table.end ? null : next;
}

/** The first occurrence at or after `from`, Unix ms, or null. */
export function firstOccurrence(table: Timetable, from: number): number | null {
  return nextOccurrence(table, from - 1);
}

function unbounded(table: Timetable, after: number): number | null {
  switch (table.kind) {
    case 'once':
      return table.at > after ? table.at : null;
    case 'every': {
      const k = Math.max(0, Math.floor((after - table.anchor) / table.every) + 1);
      return table.anchor + k * table.every;
    }
    case 'cron':
      return nextCron(table.cron, table.tz, Math.max(after, (table.start ?? 0) - 1));
  }
}

/** A stretch of occurrences; `count` is left out where counting them would take too long. */
export interface Stretch {
  first: number;
  last: number;
  count?: number;
}

/** Occurrences that are walked one by one; more of them are counted by arithmetic. */
const WALK_MAX = 100;
const DAY = 86_400_000;
/** How far back is counted, the nearest first, ms; farther takes too long. */
const WINDOWS = [DAY, 31 * DAY, 366 * DAY] as const;

/** The occurrences from `first` (an occurrence itself) up to and including `until`, also of a long outage at little cost. */
export function occurrencesUntil(table: Timetable, first: number, until: number): Stretch {
  if (table.kind === 'every') {
    const bound = Math.min(until, table.end ?? until);
    const count = Math.max(0, Math.floor((bound - first) / table.every)) + 1;
    return { first, last: first + (count - 1) * table.every, count };
  }
  const near = walk(table, first, until, WALK_MAX);
  const last = near.at(-1) ?? first;
  if (table.kind === 'once' || near.length < WALK_MAX) return { first, last, count: near.length };
  const ending = lastCounted(table, first, until, 1);
  return ending ? { first, ...ending } : { first, last };
}

/** The last `count` occurrences from `first` up to and including `until`, oldest first; `count` is at most a hundred. */
export function lastOccurrences(table: Timetable, first: number, until: number, count: number): number[] {
  if (table.kind === 'every') {
    const { last } = occurrencesUntil(table, first, until);
    const from = Math.max(first, last - (count - 1) * table.every);
    return Array.from({ length: (last - from) / table.every + 1 }, (_, i) => from + i * table.every);
  }
  const start = firstOccurrence(table, first);
  const near = start === null || start > until ? [] : walk(table, start, until, WALK_MAX);
  if (table.kind === 'once' || near.length < WALK_MAX) return near.slice(-count);
  const from = lastCounted(table, first, until, count)?.last ?? first;
  return walk(table, from, until, count);
}

/** The occurrences from `first`, one of them, up to and including `until`, at most `max`. */
function walk(table: Timetable, first: number, until: number, max: number): number[] {
  const found = [first];
  for (let next = nextOccurrence(table, first); found.length < max; ) {
    if (next === null || next > until) break;
    found.push(next);
    next = nextOccurrence(table, next);
  }
  return found;
}

/**
 * The n-th last of a cron's occurrences from `first` up to and including `until`, and how many there are where the stretch
 * is at most a month; undefined when there are fewer.
 */
function lastCounted(
  table: CronTable,
  first: number,
  until: number,
  n: number,
): { last: number; count?: number } | undefined {
  const end = Math.min(until, table.end ?? until);
  for (const window of [...WINDOWS, Number.POSITIVE_INFINITY]) {
    const from = Math.max(first, end - window);
    const counted = cronCounter(table, from, end);
    const count = counted(end);
    if (count < n && from > first) continue;
    if (count < n) return undefined;
    const last = firstToReach(count - n + 1, counted, from, end);
    const whole = end - first <= WINDOWS[1];
    return { last, ...(whole && { count: from === first ? count : cronCounter(table, first, end)(end) }) };
  }
  return undefined;
}
