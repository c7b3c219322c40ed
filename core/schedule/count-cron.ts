import { DAY, SECOND } from '../time/units.ts';
import { matchesWallClock, nextCron } from './cron.ts';
import { cronCalendar } from './cron-calendar.ts';
import { cronFields } from './cron-fields.ts';
import type { CronSchedule } from './parsed-schedule.ts';
import { offsetAt, transitions } from './transitions.ts';

/**
 * Counts the occurrences of a cron, its `start` kept and its `end` and `limit` not, by arithmetic: each of
 * the days it names gives seconds × minutes × hours but for the parts of days at the edges and at changes of the
 * clock. A year of every second so takes as long as a year of days.
 * @returns the number of occurrences from `from` up to and including a moment, which is at most `until`
 */
export function cronCounter(schedule: CronSchedule, from: number, until: number): (to: number) => number {
  const { cron, tz } = schedule;
  const begin = Math.max(from, schedule.start ?? from);
  const { isFixedTime } = cronFields(cron);
  const changes = transitions(tz, begin - 1, until).map((change) => ({
    ...change,
    // What a gap leaves out runs right after it, unless another run stands in for it (decision 2).
    moved: change.after > change.before && isMovedTo(schedule, change.at) ? 1 : 0,
  }));
  const onWall = wallCounter(cron, begin - 2 * DAY, until + 2 * DAY);

  return (to) => {
    let sum = 0;
    let start = begin;
    const stop = to + 1;
    for (const { at, before, after, moved } of changes) {
      if (at >= stop) break;
      sum += onWall(start + before, at + before) + moved;
      // A fixed time that comes twice runs the first time only.
      start = after < before && isFixedTime ? at + (before - after) : at;
    }
    const offset = offsetAt(tz, to);
    return start < stop ? sum + onWall(start + offset, stop + offset) : sum;
  };
}

/** How many local times a cron names from `low` up to but not including `high`, both as if they were UTC. */
export function countNamed(cron: string, low: number, high: number): number {
  return wallCounter(cron, low - DAY, high)(low, high);
}

/** Counts named local times from one up to but not including another, both between `from` and `until`. */
function wallCounter(cron: string, from: number, until: number): (low: number, high: number) => number {
  const inDay = dayCounter(cron);
  const wholeDay = inDay(DAY);
  const days = cronCalendar(cron).days(from, until);
  return (low, high) => {
    const [first, end] = [indexFrom(days, low - DAY + 1), indexFrom(days, high)];
    if (first >= end) return 0;
    const part = (day = 0) => inDay(Math.min(high - day, DAY)) - inDay(Math.max(low - day, 0));
    const inner = Math.max(0, end - first - 2) * wholeDay;
    return part(days[first]) + inner + (end - first > 1 ? part(days[end - 1]) : 0);
  };
}

/** How many of the days, which are in order, are before `time`. */
function indexFrom(days: readonly number[], time: number): number {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether an occurrence is at `time` though the wall clock there does not show what the cron says. */
function isMovedTo({ cron, tz }: CronSchedule, time: number): boolean {
  return nextCron(cron, tz, time - SECOND) === time && !matchesWallClock(cron, tz, time);
}

/** Counts the times of day a cron names before a time of day, ms. */
function dayCounter(cron: string): (before: number) => number {
  const { second, minute, hour } = cronFields(cron);
  const size = (flags: readonly number[]) => flags.filter(Boolean).length;
  const [seconds, minutes] = [size(second), size(minute)];
  return (before) => {
    const total = Math.ceil(before / SECOND);
    const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
    const inHour = hour[h] ? size(minute.slice(0, m)) * seconds : 0;
    const inMinute = hour[h] && minute[m] ? size(second.slice(0, s)) : 0;
    return size(hour.slice(0, h)) * minutes * seconds + inHour + inMinute;
  };
}

/** The times a cron names on a day it runs. */
export function runsInDay(cron: string): number {
  return dayCounter(cron)(DAY);
}

/** The first moment from `from` to `until` up to which `n` are counted. */
export function firstToReach(n: number, count: (to: number) => number, from: number, until: number): number {
  let [low, high] = [from, until];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (count(middle) >= n) high = middle;
    else low = middle + 1;
  }
  return high;
}
