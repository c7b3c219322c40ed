import type { PreviewWarning } from '../../../contract/preview.ts';
import { isRecurring, type Recurring, type Timetable } from '../timetable.ts';
import { mostInDay } from './count-ahead.ts';
import { dayWarnings } from './day-warnings.ts';
import { dstWarnings } from './dst-warnings.ts';
import type { End } from './end-of.ts';
import { cronSlips, intervalSlips } from './likely-slips.ts';
import { localText } from './moment-text.ts';

const DAY = 86_400_000;
const YEAR = 366 * DAY;
const OFTEN = 1000;

/** What about a schedule that is dispatched `now` may not be meant; `end` is what ends it. */
export function warningsOf(table: Timetable, now: number, end: End | undefined): PreviewWarning[] {
  const late = table.precision === 'minute' ? [LATE] : [];
  if (!isRecurring(table)) return late;
  const until = Math.min(now + YEAR, end?.at ?? Number.POSITIVE_INFINITY);
  const own =
    table.kind === 'cron'
      ? [
          ...cronSlips(table.cron),
          ...dayWarnings(table.cron),
          ...dstWarnings(table, Math.max(now, table.start ?? now), until),
        ]
      : intervalSlips(table.every);
  return [...own, ...frequent(table), ...ending(table, end), ...late];
}

const LATE: PreviewWarning = {
  code: 'MINUTE_PRECISION',
  message: 'With precision "minute" EventBridge alone starts it, up to 60 s late.',
};

function frequent(table: Recurring): PreviewWarning[] {
  const perDay = mostInDay(table);
  if (perDay <= OFTEN || (table.limit ?? Number.POSITIVE_INFINITY) <= OFTEN) return [];
  return [{ code: 'FREQUENT', message: `It runs ${perDay} times on a day; see the price.` }];
}

const CAUSE = {
  limit: (table: Recurring) => `the limit of ${table.limit} is reached then`,
  endDate: () => 'endDate allows none after it',
  cron: () => 'the cron names no later year',
};

function ending(table: Recurring, end: End | undefined): PreviewWarning[] {
  if (!end) return [];
  const why = CAUSE[end.by](table);
  if (end.at === undefined) return [{ code: 'ENDS', message: `There is a last run: ${why}.` }];
  const when = localText(end.at, table.kind === 'cron' ? table.tz : 'UTC');
  return [{ code: 'ENDS', message: `The last run is on ${when}: ${why}.`, at: end.at }];
}
