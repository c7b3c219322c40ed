import type { ScheduleCalendar } from '../../../contract/preview.ts';
import { validationError } from '../../errors/request-error.ts';
import { readCalendar } from '../../input/preview-request.ts';
import { isRecurring, type ParsedSchedule } from '../../schedule/parsed-schedule.ts';
import { countAhead } from '../../schedule/preview/count-ahead.ts';
import { dstWarnings } from '../../schedule/preview/dst-warnings.ts';
import { offsetAt } from '../../schedule/transitions.ts';
import { instantOf } from '../../schedule/wall-clock.ts';
import { DAY } from '../../time/units.ts';

/** On which days of a year a schedule runs, and what changes of the clock do to it; no job is made. @throws RequestError naming every mistake */
export function scheduleCalendar(body: unknown, now: number): ScheduleCalendar {
  const request = readCalendar(body, now);
  if (!request.ok) throw validationError(request.issues);
  const { schedule } = request.value;
  const tz = schedule.kind === 'cron' ? schedule.tz : 'UTC';
  const { year = new Date(now + offsetAt(tz, now)).getUTCFullYear() } = request.value;
  const first = Date.UTC(year, 0, 1);
  const length = (Date.UTC(year + 1, 0, 1) - first) / DAY;
  const ends = Array.from({ length }, (_, day) => instantOf(tz, first + (day + 1) * DAY) - 1);
  const until = ends.at(-1) ?? first;
  const counted = counter(schedule, now, until);
  const begin = instantOf(tz, first);
  let before = counted(begin - 1);
  const days = ends.map((end) => {
    const sum = counted(end);
    const runs = sum - before;
    before = sum;
    return runs;
  });
  return {
    year,
    tz,
    days,
    changes: schedule.kind === 'cron' ? dstWarnings(schedule, Math.max(now, begin), until) : [],
  };
}

/** Counts the runs from `now` up to a moment. */
function counter(schedule: ParsedSchedule, now: number, until: number): (to: number) => number {
  if (!isRecurring(schedule)) return (to) => (schedule.at <= to ? 1 : 0);
  const count = countAhead(schedule, now, Math.max(now, until));
  const most = schedule.limit ?? Number.POSITIVE_INFINITY;
  return (to) => Math.min(most, count(to));
}
