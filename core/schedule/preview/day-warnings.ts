import type { PreviewWarning } from '../../../contract/preview.ts';
import { cronFields } from '../cron-fields.ts';
import { cronTexts, writeCron } from '../cron-texts.ts';

/** The days of a month, counted from 0, in leap years. */
const lengthOf = (month: number) => new Date(Date.UTC(2000, month + 1, 0)).getUTCDate();

const FEBRUARY = 1;
const NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
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
    const lacking = NAMES.filter((_, i) => month[i] && day > lengthOf(i));
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
