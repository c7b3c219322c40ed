import cronstrue from 'cronstrue';
import { cronFields } from '../cron-fields.ts';
import { type CronTexts, cronTexts, writeCron } from '../cron-texts.ts';

/** `logicalAndDayFields`: both day fields are only ever handed over together where both must match. */
const OPTIONS = {
  verbose: true,
  use24HourTimeFormat: true,
  dayOfWeekStartIndexZero: true,
  logicalAndDayFields: true,
};
const ANY_WEEK = 63;
const LAST_WEEK = 32;

/**
 * A cron expression in plain English, by cronstrue. What it would misread it is not asked: days are given as parsed
 * numbers, one kind at a time, and the readings joined by "or". What it cannot read is named as it is written.
 */
export function cronReading(expression: string): string {
  const texts = cronTexts(expression);
  const { starDOM, starDOW, useAndLogic } = cronFields(expression);
  const days = starDOM ? ['*'] : dayGroups(texts.day);
  const weekdays = starDOW ? ['*'] : weekdayGroups(expression, useAndLogic);
  const either = !starDOM && !starDOW && !useAndLogic;
  const pairs = either
    ? [...days.map((day) => ({ day, weekday: '*' })), ...weekdays.map((weekday) => ({ day: '*', weekday }))]
    : days.flatMap((day) => weekdays.map((weekday) => ({ day, weekday })));
  try {
    return pairs
      .map((pair) => read({ ...texts, ...pair }))
      .map((reading, i) => (i === 0 ? reading : small(reading)))
      .join(', or ');
  } catch {
    return `At the times of the cron expression "${expression.trim()}"`;
  }
}

function read(texts: CronTexts): string {
  const { second = '0', minute } = texts;
  if (isSingle(second) || !isSingle(minute)) return translate({ ...texts, second });
  // Of several seconds of one minute cronstrue says "between 12:00 and 12:00".
  const star = { minute: '*', hour: '*', day: '*', month: '*', weekday: '*' };
  const seconds = translate({ ...star, second }, { verbose: false });
  const ofMinute = seconds.endsWith('past the minute') ? '' : ' of the minute';
  return `${seconds}${ofMinute}, ${small(translate({ ...texts, second: '0' }))}`;
}

function translate(texts: CronTexts, options: object = {}): string {
  // With all seven fields cronstrue need not guess whether the sixth is a year. A range of one value is that value.
  const cron = writeCron({ year: '*', ...texts }).replace(/\b(\d+)-\1\b(?!\/)/g, '$1');
  return cronstrue.toString(cron, { ...OPTIONS, ...options });
}

const isSingle = (text: string) =>
  /^\d+(-\d+)?$/.test(text) && new Set(text.split('-').map(Number)).size === 1;

const small = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** Plain days in one text, `L` and each `15W` in one of their own. */
function dayGroups(day: string): string[] {
  const items = day.split(',');
  const plain = items.filter((item) => !/[LW]/.test(item));
  const special = items.filter((item) => /[LW]/.test(item));
  return [...(plain.length > 0 ? [plain.join(',')] : []), ...special];
}

/** Weekdays of every week in one text, those of one week of the month in another, the last ones in a third. */
function weekdayGroups(expression: string, asList: boolean): string[] {
  const byDay = [...cronFields(expression).dayOfWeek.entries()];
  const weekly = byDay.flatMap(([day, weeks]) => (weeks === ANY_WEEK ? [day] : []));
  const partly = byDay.filter(([, weeks]) => weeks !== 0 && weeks !== ANY_WEEK);
  const nth = partly.flatMap(([day, weeks]) =>
    [1, 2, 3, 4, 5].filter((n) => weeks & (1 << (n - 1))).map((n) => `${day}#${n}`),
  );
  const last = partly.flatMap(([day, weeks]) => (weeks & LAST_WEEK ? [`${day}L`] : []));
  const [first, end] = [weekly[0], weekly.at(-1)];
  // "And Monday through Friday" would read like either; a list reads "only on".
  const isRange = !asList && first !== undefined && end !== undefined && end - first === weekly.length - 1;
  const ofWeek = isRange && weekly.length > 2 ? `${first}-${end}` : weekly.join(',');
  return [ofWeek, nth.join(','), last.join(',')].filter((group) => group !== '');
}
