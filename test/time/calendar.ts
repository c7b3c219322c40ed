const DAY = 86_400_000;

/** A local date and time in numbers: month 1–12, weekday 0–6 from Sunday. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** The local time written as the Unix ms that show it in UTC. */
export function localTime(wall: number): LocalTime {
  const date = new Date(wall);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
  };
}

/** How many days a month has. */
export function daysIn({ year, month }: LocalTime): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The n-th of its weekday in its month, 1–5. */
export function ordinal({ day }: LocalTime): number {
  return Math.ceil(day / 7);
}

/** Whether no later day of its month has the same weekday. */
export function isLastOfItsWeekday(time: LocalTime): boolean {
  return time.day + 7 > daysIn(time);
}

/** Whether it is the weekday of its month nearest to day `wanted`, which must exist in it. */
export function isNearestWeekday(time: LocalTime, wanted: number): boolean {
  const last = daysIn(time);
  if (wanted > last) return false;
  const at = (day: number) => new Date(Date.UTC(time.year, time.month - 1, 1) + (day - 1) * DAY).getUTCDay();
  const candidates = [0, -1, 1, -2, 2].map((shift) => wanted + shift);
  const nearest = candidates.find((day) => day >= 1 && day <= last && at(day) !== 0 && at(day) !== 6);
  return time.day === nearest;
}

/** Whether it is the last Monday-to-Friday of its month. */
export function isLastWeekday(time: LocalTime): boolean {
  return isNearestWeekday(time, daysIn(time));
}
