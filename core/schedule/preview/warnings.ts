import type { PreviewWarning } from '../../../contract/preview.ts';
import { DAY } from '../../time/units.ts';
import { isRecurring, type ParsedSchedule, type RecurringSchedule } from '../parsed-schedule.ts';
import { mostInDay } from './count-ahead.ts';
import { dayWarnings } from './day-warnings.ts';
import { dstWarnings } from './dst-warnings.ts';
import type { End } from './end-of.ts';
import { cronSlips, intervalSlips } from './likely-slips.ts';
import { localText } from './moment-text.ts';

const YEAR = 366 * DAY;
const OFTEN = 1000;

/** What about a schedule that is dispatched `now` may not be meant; `end` is what ends it. */
export function warningsOf(schedule: ParsedSchedule, now: number, end: End | undefined): PreviewWarning[] {
  const late = schedule.precision === 'minute' ? [LATE] : [];
  if (!isRecurring(schedule)) return late;
  const until = Math.min(now + YEAR, end?.at ?? Number.POSITIVE_INFINITY);
  const own =
    schedule.kind === 'cron'
      ? [
          ...cronSlips(schedule.cron),
          ...dayWarnings(schedule.cron),
          ...dstWarnings(schedule, Math.max(now, schedule.start ?? now), until),
        ]
      : intervalSlips(schedule.every);
  return [...own, ...frequent(schedule), ...ending(schedule, end), ...late];
}

const LATE: PreviewWarning = {
  code: 'MINUTE_PRECISION',
  message: 'With precision "minute" EventBridge alone starts it, up to 60 s late.',
};

function frequent(schedule: RecurringSchedule): PreviewWarning[] {
  const perDay = mostInDay(schedule);
  if (perDay <= OFTEN || (schedule.limit ?? Number.POSITIVE_INFINITY) <= OFTEN) return [];
  return [{ code: 'FREQUENT', message: `It runs ${perDay} times on a day; see the price.` }];
}

const CAUSE = {
  limit: (schedule: RecurringSchedule) => `the limit of ${schedule.limit} is reached then`,
  endDate: () => 'endDate allows none after it',
  cron: () => 'the cron names no later year',
};

function ending(schedule: RecurringSchedule, end: End | undefined): PreviewWarning[] {
  if (!end) return [];
  const why = CAUSE[end.by](schedule);
  if (end.at === undefined) return [{ code: 'ENDS', message: `There is a last run: ${why}.` }];
  const when = localText(end.at, schedule.kind === 'cron' ? schedule.tz : 'UTC');
  return [{ code: 'ENDS', message: `The last run is on ${when}: ${why}.`, at: end.at }];
}
