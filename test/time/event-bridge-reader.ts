import {
  daysIn,
  isLastOfItsWeekday,
  isNearestWeekday,
  type LocalDate,
  localDate,
  ordinal,
  secondOfDay,
  timesOfDay,
} from './calendar.ts';
import { numbersOf } from './cron-reader.ts';
import { eachShown, type Window } from './scan.ts';
import { isRepeated, type ZoneHistory } from './zone-history.ts';

/**
 * Whether a local time (the Unix ms that show it in UTC) is one that an EventBridge expression names, by the words of its
 * user guide: six fields, weekdays 1-7 from Sunday, `L`, `W` and `#` alone in their field, one day field `?`.
 */
export function readEventBridgeCron(expression: string): (wall: number) => boolean {
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1]?.split(' ') ?? [];
  const [minute = '', hour = '', dom = '', month = '', dow = '', year = ''] = fields;
  if (fields.length !== 6 || (dom === '?') === (dow === '?')) throw new Error(`${expression} is refused`);
  const times = timesOfDay(new Set([0]), numbersOf(minute, 0, 59), numbersOf(hour, 0, 23));
  const [months, years] = [numbersOf(month, 1, 12), numbersOf(year, 1970, 2199)];
  const isDay = dom === '?' ? weekdayTest(dow) : dayTest(dom);
  return (wall) => {
    if (times[secondOfDay(wall)] !== 1) return false;
    const date = localDate(wall);
    return months.has(date.month) && years.has(date.year) && isDay(date);
  };
}

function dayTest(field: string): (date: LocalDate) => boolean {
  if (field === 'L') return (date) => date.day === daysIn(date);
  if (field.endsWith('W')) return (date) => isNearestWeekday(date, Number(field.slice(0, -1)));
  const days = numbersOf(field, 1, 31);
  return (date) => days.has(date.day);
}

function weekdayTest(field: string): (date: LocalDate) => boolean {
  const [, day, which] = /^(\d)(L|#\d)$/.exec(field) ?? [];
  if (which === 'L') return (date) => date.weekday + 1 === Number(day) && isLastOfItsWeekday(date);
  if (which) return (date) => date.weekday + 1 === Number(day) && ordinal(date) === Number(which.slice(1));
  const weekdays = numbersOf(field, 1, 7);
  return (date) => weekdays.has(date.weekday + 1);
}

/** The minutes of a window at which any of the expressions fires: none of a gap, the first of two of an overlap (A). */
export function scanForEventBridge(
  expressions: readonly string[],
  history: ZoneHistory,
  window: Window,
): number[] {
  const tests = expressions.map(readEventBridgeCron);
  const found: number[] = [];
  eachShown(history, window, (time, wall) => {
    if (tests.some((names) => names(wall)) && !isRepeated(history, time)) found.push(time);
  });
  return found;
}
