import {
  daysIn,
  isLastOfItsWeekday,
  isLastWeekday,
  isNearestWeekday,
  type LocalDate,
  localDate,
  ordinal,
  secondOfDay,
  timesOfDay,
} from './calendar.ts';

type Test = (date: LocalDate) => boolean;

/** A cron expression as a question to a local time, read without the library that the scheduler uses. */
export interface CronReading {
  /** Whether a local time, written as the Unix ms that show it in UTC, is one that the expression names. */
  names(wall: number): boolean;
  /** Whether seconds, minutes and hours are numbers, lists and ranges only (decision 2). */
  readonly isFixed: boolean;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** A star, numbers and ranges, stepped or not, in a list: as a set of numbers. */
export function numbersOf(field: string, min: number, max: number): Set<number> {
  const numbers = new Set<number>();
  for (const item of field.split(',')) {
    const [range = '', step = '1'] = item.split('/');
    const [first, last = first] = range === '*' ? [min, max] : range.split('-').map(Number);
    for (let n = first ?? min; n <= (last ?? max); n += Number(step)) numbers.add(n);
  }
  return numbers;
}

function plain(field: string, min: number, max: number, part: keyof LocalDate): Test {
  const numbers = numbersOf(field, min, max);
  return (date) => numbers.has(date[part]);
}

const anyOf =
  (tests: readonly Test[]): Test =>
  (date) =>
    tests.some((test) => test(date));

function dayOfMonth(field: string): Test {
  return anyOf(
    field.split(',').map((item): Test => {
      if (item === 'L') return (date) => date.day === daysIn(date);
      if (item === 'LW') return isLastWeekday;
      const nearest = /^(\d+)W$/.exec(item)?.[1];
      return nearest ? (date) => isNearestWeekday(date, Number(nearest)) : plain(item, 1, 31, 'day');
    }),
  );
}

function dayOfWeek(field: string): Test {
  return anyOf(
    field.split(',').map((item): Test => {
      const [, day = item, which] = /^(.+?)(L|#L|#\d)$/.exec(item) ?? [];
      const numbers = new Set([...numbersOf(day, 0, 7)].map((n) => n % 7));
      return (date) => {
        if (!numbers.has(date.weekday)) return false;
        if (which === undefined) return true;
        return which.endsWith('L') ? isLastOfItsWeekday(date) : ordinal(date) === Number(which.slice(1));
      };
    }),
  );
}

function spellOut(field: string, names: readonly string[], first: number): string {
  return names.reduce((text, name, i) => text.replaceAll(name, String(i + first)), field.toUpperCase());
}

/** Reads a valid expression of five, six or seven fields by the words of OCPS 1.0 to 1.4; one that is not valid, anyhow. */
export function readCron(expression: string): CronReading {
  const fields = expression.trim().replaceAll('?', '*').split(/\s+/);
  if (fields.length === 5) fields.unshift('0');
  const [second = '', minute = '', hour = '', dom = '', month = '', dow = '', year = '*'] = fields;
  const weekday = dow.replace(/^\+/, '');
  const days = [dayOfMonth(dom.toUpperCase()), dayOfWeek(spellOut(weekday, DAYS, 0))];
  const both = dow.startsWith('+') || dom === '*' || weekday === '*';
  const times = timesOfDay(numbersOf(second, 0, 59), numbersOf(minute, 0, 59), numbersOf(hour, 0, 23));
  const tests: Test[] = [
    both ? (date) => days.every((test) => test(date)) : anyOf(days),
    plain(spellOut(month, MONTHS, 1), 1, 12, 'month'),
    plain(year, 1970, 9999, 'year'),
  ];
  return {
    names: (wall) => {
      if (times[secondOfDay(wall)] !== 1) return false;
      const date = localDate(wall);
      return tests.every((test) => test(date));
    },
    isFixed: [second, minute, hour].every((field) => !/[*/]/.test(field)),
  };
}
