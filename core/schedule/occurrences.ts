import { nextCron } from './cron.ts';
import { isRecurring, type Timetable } from './timetable.ts';

/** The first occurrence strictly after `after`, Unix ms, or null when the schedule has no more. */
export function nextOccurrence(table: Timetable, after: number): number | null {
  const next = unbounded(table, after);
  if (next === null) return null;
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

const COUNT_MAX = 1000;
const MINUTE = 60_000;
const WINDOWS = [MINUTE, 60 * MINUTE, 1440 * MINUTE, 31 * 1440 * MINUTE, 366 * 1440 * MINUTE];

/**
 * The occurrences from `first` (an occurrence itself) up to and including `until`. The last one is
 * found by looking into ever longer windows before `until`, so a long outage costs no long walk.
 */
export function occurrencesUntil(table: Timetable, first: number, until: number): Stretch {
  if (table.kind === 'every') {
    const bound = Math.min(until, table.end ?? until);
    const count = Math.max(0, Math.floor((bound - first) / table.every)) + 1;
    return { first, last: first + (count - 1) * table.every, count };
  }
  const near = walk(table, first, until, COUNT_MAX);
  if (near.done) return { first, last: near.last, count: near.count };
  for (const window of WINDOWS) {
    const from = until - window;
    if (from <= first) break;
    const hit = nextOccurrence(table, from);
    if (hit !== null && hit <= until) return { first, last: walk(table, hit, until).last };
  }
  return { first, last: walk(table, near.last, until).last };
}

function walk(table: Timetable, first: number, until: number, max = Number.POSITIVE_INFINITY) {
  let last = first;
  let count = 1;
  for (;;) {
    const next = nextOccurrence(table, last);
    if (next === null || next > until) return { last, count, done: true };
    if (count >= max) return { last, count, done: false };
    last = next;
    count += 1;
  }
}

/** The last `count` occurrences from `first` up to and including `until`, oldest first. */
export function lastOccurrences(table: Timetable, first: number, until: number, count: number): number[] {
  if (table.kind === 'every') {
    const { last } = occurrencesUntil(table, first, until);
    const from = Math.max(first, last - (count - 1) * table.every);
    return Array.from({ length: (last - from) / table.every + 1 }, (_, i) => from + i * table.every);
  }
  for (const window of [...WINDOWS, Number.POSITIVE_INFINITY]) {
    const from = Math.max(first, until - window);
    const found: number[] = [];
    for (let t = firstOccurrence(table, from); t !== null && t <= until; t = nextOccurrence(table, t))
      found.push(t);
    if (from === first || found.length >= count) return found.slice(-count);
  }
  return [];
}
