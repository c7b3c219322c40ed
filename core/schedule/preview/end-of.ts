import { Limits } from '../../../contract/limits.ts';
import { defined } from '../../../contract/plain-data.ts';
import type { EndCause } from '../../../contract/preview.ts';
import { DAY } from '../../time/units.ts';
import { cronFields, YEARS } from '../cron-fields.ts';
import { cronTexts } from '../cron-texts.ts';
import type { RecurringSchedule } from '../parsed-schedule.ts';
import { lastOccurrence, nthOccurrence } from './count-ahead.ts';

const YEAR = 366 * DAY;
/** How far ahead the last run by a `limit` is looked for, ms. */
const LIMIT_WITHIN = 20 * YEAR;
/** The last run is told by its date when it is at most so far ahead, ms; farther, looking for it takes too long. */
const DATED_WITHIN = 40 * YEAR;

/** What ends a schedule, and its last occurrence, Unix ms, where that can be told. */
export interface End {
  by: EndCause;
  at?: number;
}

/** What ends a recurring schedule that begins at `from`, or undefined when it never ends. */
export function endOf(schedule: RecurringSchedule, from: number): End | undefined {
  const byTime = endInTime(schedule, from);
  const { limit } = schedule;
  if (limit === undefined) return byTime;
  const bound = Math.min(byTime?.at ?? Number.POSITIVE_INFINITY, Limits.latestMs);
  const at = nthOccurrence(schedule, limit, from, Math.min(from + LIMIT_WITHIN, bound));
  if (at !== undefined) return { by: 'limit', at };
  return from + LIMIT_WITHIN >= bound ? byTime : { by: 'limit' };
}

/** What ends it but for its limit. */
function endInTime(schedule: RecurringSchedule, from: number): End | undefined {
  const lastYear = schedule.kind === 'cron' ? lastYearOf(schedule.cron) : undefined;
  const yearEnd = lastYear === undefined ? Number.POSITIVE_INFINITY : Date.UTC(lastYear + 1, 0, 2);
  const end = schedule.end ?? Number.POSITIVE_INFINITY;
  const until = Math.min(end, yearEnd);
  if (until === Number.POSITIVE_INFINITY) return undefined;
  const by = end <= yearEnd ? 'endDate' : 'cron';
  if (until - from > DATED_WITHIN) return { by };
  const at = lastOccurrence(schedule, from, until);
  return { by, ...defined({ at }) };
}

/** The last year that a cron names, or undefined when it names years for good, by a star or steps over all. */
function lastYearOf(cron: string): number | undefined {
  const { years } = cronFields(cron);
  if (!years || cronTexts(cron).year?.includes('*')) return undefined;
  const last = Math.max(...years);
  return last >= YEARS.last ? undefined : last;
}
