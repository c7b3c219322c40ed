import type { PreviewWarning } from '../../../contract/preview.ts';
import { cronFields } from '../cron-fields.ts';
import { cronTexts, writeCron } from '../cron-texts.ts';

const FEBRUARY = 1;

/** The months that lack a day, counted from 0, with the days that they have, in leap years. */
const SHORT = [
  { at: FEBRUARY, name: 'February', days: 29 },
  { at: 3, name: 'April', days: 30 },
  { at: 5, name: 'June', days: 30 },
  { at: 8, name: 'September', days: 30 },
  { at: 10, name: 'November', days: 30 },
];

/** What the two day fields of a cron say that is easily overlooked. */
export function dayWarnings(cron: string): PreviewWarning[] {
  return [...missingDays(cron), ...eitherDay(cron)];
}

/** Days that are named one by one, or as the nearest weekday to them; a range means "up to the end". */
function missingDays(cron: string): PreviewWarning[] {
  const texts = cronTexts(cron);
  const { month } = cronFields(cron);
  const named = texts.day.split(',').flatMap((item) => /^(\d+)W?$/.exec(item)?.[1] ?? []);
  return named.map(Number).flatMap((day) => {
    const lacking = SHORT.filter(({ at, days }) => month[at] && day > days).map(({ name }) => name);
    const leap = day === 29 && month[FEBRUARY] ? ['February but in leap years'] : [];
    const where = [...lacking, ...leap];
    if (where.length === 0) return [];
    const last = lacking.length > 0 ? ' For the last day of each month write L.' : '';
    return [
      { code: 'MISSING_DAY' as const, message: `There is no day ${day} in ${where.join(', ')}.${last}` },
    ];
  });
}

function eitherDay(cron: string): PreviewWarning[] {
  const { starDOM, starDOW, useAndLogic } = cronFields(cron);
  if (starDOM || starDOW || useAndLogic) return [];
  const texts = cronTexts(cron);
  const both = writeCron({ ...texts, weekday: `+${texts.weekday}` });
  return [
    {
      code: 'EITHER_DAY',
      message:
        'Day of month and day of week are both given: it runs on days that match either. ' +
        `For days that match both write "${both}".`,
      suggested: { cron: both },
    },
  ];
}
