import { DAY, SECOND } from '../time/units.ts';
import { Cache } from './cache.ts';
import { type CronFields, cronFields, YEARS } from './cron-fields.ts';

/** Bits of {@link CronFields.dayOfWeek}: the first five stand for the weeks of a month, this one for its last. */
const LAST_WEEK = 32;

/**
 * The local times that a cron names, on a calendar without zones; a local time is written as the Unix ms that show it in
 * UTC, of whole seconds.
 */
export interface CronCalendar {
  readonly fields: CronFields;
  /** The first time it names at or after another, or null when there is none up to the end of the last year. */
  from(wall: number): number | null;
  names(wall: number): boolean;
  /** The days it names, by their beginnings, from one time up to and including another. */
  days(from: number, until: number): number[];
}

/** An expression always makes the same. */
const calendars = new Cache<CronCalendar>(2000);

/**
 * The calendar of a cron expression. Which days a month has depends on 28 kinds of month, and whether a year has any on 14
 * kinds of year, so that a date is found, or known not to exist, without going through days (decision 23).
 * @throws Error saying in words what is wrong with it
 */
export function cronCalendar(expression: string): CronCalendar {
  return calendars.of(expression, () => makeCalendar(cronFields(expression)));
}

function makeCalendar(fields: CronFields): CronCalendar {
  const daysOfYear = yearReader(fields);
  const firstTime = firstTimeOf(fields);

  /** The days of a year and month, those before `day` left out, as the bits of a number. */
  const daysFrom = (year: number, month: number, day: number) =>
    (daysOfYear(year)?.[month] ?? 0) & (-1 << (day - 1));

  const dayFrom = (wall: number): number | null => {
    const date = new Date(wall);
    const [first, month] = [date.getUTCFullYear(), date.getUTCMonth()];
    for (let year = first; year <= YEARS.last; year += 1) {
      const days = daysOfYear(year);
      if (!days) continue;
      for (let m = year === first ? month : 0; m < 12; m += 1) {
        const bits = year === first && m === month ? daysFrom(year, m, date.getUTCDate()) : (days[m] ?? 0);
        if (bits !== 0) return Date.UTC(year, m, lowestDay(bits));
      }
    }
    return null;
  };

  const from = (wall: number): number | null => {
    const midnight = wall - mod(wall, DAY);
    const today = dayFrom(midnight);
    if (today !== midnight) return today === null ? null : today + firstTime;
    const time = timeFrom(fields, wall - midnight);
    if (time !== undefined) return midnight + time;
    const later = dayFrom(midnight + DAY);
    return later === null ? null : later + firstTime;
  };

  return {
    fields,
    from,
    names: (wall) => from(wall) === wall,
    days: (begin, until) => {
      const found: number[] = [];
      const start = new Date(Math.ceil(begin / DAY) * DAY);
      let [year, month, day] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()];
      for (let at = start.getTime(); at <= until && year <= YEARS.last; at = Date.UTC(year, month, 1)) {
        for (let bits = daysFrom(year, month, day); bits !== 0; bits &= bits - 1) {
          const named = Date.UTC(year, month, lowestDay(bits));
          if (named <= until) found.push(named);
        }
        [year, month, day] = month === 11 ? [year + 1, 0, 1] : [year, month + 1, 1];
      }
      return found;
    },
  };
}

/** The days of a year by months, as the bits of numbers; undefined where it has none. There are 14 kinds of year. */
function yearReader(fields: CronFields): (year: number) => readonly number[] | undefined {
  const kinds = new Map<number, readonly number[]>();
  return (year) => {
    if (fields.years && !fields.years.has(year)) return undefined;
    const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    const weekday = new Date(Date.UTC(year, 0, 1)).getUTCDay();
    const kind = (isLeap ? 7 : 0) + weekday;
    let months = kinds.get(kind);
    if (!months) {
      const all = fields.month.map((isNamed, month) => (isNamed ? daysOfMonth(fields, year, month) : 0));
      months = all.some((days) => days !== 0) ? all : [];
      kinds.set(kind, months);
    }
    return months.length > 0 ? months : undefined;
  };
}

/** The days that the day fields name in a month, as the bits of a number, the lowest for the first. */
function daysOfMonth(fields: CronFields, year: number, month: number): number {
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const weekdayOfFirst = new Date(Date.UTC(year, month, 1)).getUTCDay();
  const ofMonth = new Set(daysByDate(fields, length, weekdayOfFirst));
  let bits = 0;
  for (let day = 1; day <= length; day += 1) {
    const weeks = fields.dayOfWeek[(weekdayOfFirst + day - 1) % 7] ?? 0;
    const isInWeek = (weeks & (1 << Math.floor((day - 1) / 7))) !== 0;
    const ofWeek = isInWeek || (day + 7 > length && (weeks & LAST_WEEK) !== 0);
    const both = fields.useAndLogic || fields.starDOM || fields.starDOW;
    if (both ? ofMonth.has(day) && ofWeek : ofMonth.has(day) || ofWeek) bits |= 1 << (day - 1);
  }
  return bits;
}

/** What the day-of-month field names in a month of `length` days whose first is `weekdayOfFirst`. */
function daysByDate(fields: CronFields, length: number, weekdayOfFirst: number): number[] {
  /** The weekday of the month nearest to a day. */
  const nearest = (day: number) => {
    const weekday = (weekdayOfFirst + day - 1) % 7;
    if (weekday === 6) return day === 1 ? day + 2 : day - 1;
    if (weekday === 0) return day === length ? day - 2 : day + 1;
    return day;
  };
  const numbers = (flags: readonly number[]) =>
    flags.flatMap((flag, i) => (flag && i < length ? [i + 1] : []));
  return [
    ...numbers(fields.day),
    ...numbers(fields.nearestWeekdays).map(nearest),
    ...(fields.lastDayOfMonth ? [length] : []),
    ...(fields.lastWeekday ? [nearest(length)] : []),
  ];
}

const lowestDay = (bits: number) => 32 - Math.clz32(bits & -bits);

const ofDay = (...[hours, minutes, seconds]: [number, number, number]) =>
  ((hours * 60 + minutes) * 60 + seconds) * SECOND;

/** The first time of day, ms, that a cron names. */
const firstTimeOf = ({ second, minute, hour }: CronFields) =>
  ofDay(hour.indexOf(1), minute.indexOf(1), second.indexOf(1));

/** The first time of day, ms, that a cron names at or after another, or undefined when there is none on that day. */
function timeFrom({ second, minute, hour }: CronFields, time: number): number | undefined {
  const total = time / SECOND;
  const [h, m, s] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (hour[h] && minute[m]) {
    const seconds = second.indexOf(1, s);
    if (seconds >= 0) return ofDay(h, m, seconds);
  }
  if (hour[h]) {
    const minutes = minute.indexOf(1, m + 1);
    if (minutes !== -1) return ofDay(h, minutes, second.indexOf(1));
  }
  const hours = hour.indexOf(1, h + 1);
  return hours === -1 ? undefined : ofDay(hours, minute.indexOf(1), second.indexOf(1));
}

const mod = (value: number, by: number) => ((value % by) + by) % by;
