import { DAY } from '../../core/time/units.ts';

/** A local date in numbers: month 1–12, weekday 0–6 from Sunday. */
export interface LocalDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

/** The local date of a local time written as the Unix ms that show it in UTC. */
export function localDate(wall: number): LocalDate {
  const date = new Date(wall);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

/** The times of day that are made of such seconds, minutes and hours: one flag for each second of a day. */
export function timesOfDay(seconds: Set<number>, minutes: Set<number>, hours: Set<number>): Uint8Array {
  const times = new Uint8Array(86_400);
  for (const hour of hours)
    for (const minute of minutes) for (const second of seconds) times[hour * 3600 + minute * 60 + second] = 1;
  return times;
}

/** Which second of its day a local time is. */
export function secondOfDay(wall: number): number {
  // Asked for billions of minutes; in the test runner's context, reading a global such as Math is slow.
  return ((wall % DAY) - (wall % 1000)) / 1000;
}

/** How many days a month has. */
export function daysIn({ year, month }: LocalDate): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The n-th of its weekday in its month, 1–5. */
export function ordinal({ day }: LocalDate): number {
  return Math.ceil(day / 7);
}

/** Whether no later day of its month has the same weekday. */
export function isLastOfItsWeekday(date: LocalDate): boolean {
  return date.day + 7 > daysIn(date);
}

/** Whether it is the weekday of its month nearest to day `wanted`, which must exist in it. */
export function isNearestWeekday(date: LocalDate, wanted: number): boolean {
  const last = daysIn(date);
  if (wanted > last) return false;
  const at = (day: number) => new Date(Date.UTC(date.year, date.month - 1, 1) + (day - 1) * DAY).getUTCDay();
  const candidates = [0, -1, 1, -2, 2].map((shift) => wanted + shift);
  const nearest = candidates.find((day) => day >= 1 && day <= last && at(day) !== 0 && at(day) !== 6);
  return date.day === nearest;
}

/** Whether it is the last Monday-to-Friday of its month. */
export function isLastWeekday(date: LocalDate): boolean {
  return isNearestWeekday(date, daysIn(date));
}
