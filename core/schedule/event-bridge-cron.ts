import { type CronFields, cronFields } from './cron-fields.ts';

const EXPRESSION_MAX = 256;
/** More schedules than this for one job cost more than a coarse tick. */
const EXPRESSIONS_MAX = 4;
const ANY_WEEK = 63;
const LAST_WEEK = 32;

/**
 * The six-field EventBridge expressions that together fire on exactly the minutes of a cron expression
 * outside DST transitions, or none when EventBridge cannot say it (docs/time.md, 7).
 *
 * Seconds other than 0, `LW`, and both day fields at once (`+`) cannot be said. Day-of-month *or*
 * day-of-week takes two expressions, since one of the two must be `?`. Everything is expanded to plain
 * numbers, as mixed lists, names and reversed ranges are not known to be accepted.
 */
export function eventBridgeCrons(expression: string): string[] {
  const fields = cronFields(expression);
  const seconds = numbers(fields.second, 0);
  const restrictsBoth = !fields.starDOM && !fields.starDOW;
  if (seconds.length !== 1 || seconds[0] !== 0) return [];
  if (fields.lastWeekday || (fields.useAndLogic && restrictsBoth)) return [];

  const time = `${list(fields.minute, 0)} ${list(fields.hour, 0)}`;
  const month = list(fields.month, 1);
  const year = fields.years ? yearList(fields.years) : '*';
  if (year === undefined) return [];
  const days = fields.starDOM && !fields.starDOW ? [] : daysOfMonth(fields);
  const weekdays = fields.starDOW ? [] : daysOfWeek(fields);
  const expressions = [
    ...days.map((day) => `cron(${time} ${day} ${month} ? ${year})`),
    ...weekdays.map((day) => `cron(${time} ? ${month} ${day} ${year})`),
  ];
  const sayable =
    expressions.length <= EXPRESSIONS_MAX && expressions.every((e) => e.length <= EXPRESSION_MAX);
  return sayable ? expressions : [];
}

function daysOfMonth(fields: CronFields): string[] {
  const plain = numbers(fields.day, 1);
  return [
    ...(plain.length > 0 ? [list(fields.day, 1)] : []),
    ...(fields.lastDayOfMonth ? ['L'] : []),
    ...numbers(fields.nearestWeekdays, 1).map((day) => `${day}W`),
  ];
}

/** EventBridge counts weekdays 1–7 from Sunday and takes one `#` per field (docs/time.md, 7). */
function daysOfWeek(fields: CronFields): string[] {
  const weekly = fields.dayOfWeek.flatMap((weeks, day) => (weeks === ANY_WEEK ? [day + 1] : []));
  const special = fields.dayOfWeek.flatMap((weeks, day) => {
    if (weeks === 0 || weeks === ANY_WEEK) return [];
    const nth = [1, 2, 3, 4, 5].filter((n) => weeks & (1 << (n - 1))).map((n) => `${day + 1}#${n}`);
    return weeks & LAST_WEEK ? [...nth, `${day + 1}L`] : nth;
  });
  if (weekly.length === 7) return ['*'];
  return weekly.length > 0 ? [compact(weekly), ...special] : special;
}

function numbers(flags: readonly number[], offset: number): number[] {
  return flags.flatMap((flag, index) => (flag ? [index + offset] : []));
}

function list(flags: readonly number[], offset: number): string {
  return flags.every(Boolean) ? '*' : compact(numbers(flags, offset));
}

/** One range where the numbers are one, a plain list otherwise. */
function compact(values: readonly number[]): string {
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined) return '';
  return values.length > 2 && last - first === values.length - 1 ? `${first}-${last}` : values.join(',');
}

/** EventBridge knows the years 1970 to 2199. */
function yearList(years: ReadonlySet<number>): string | undefined {
  const known = [...years].filter((year) => year <= 2199);
  return known.length > 0 ? compact(known) : undefined;
}
