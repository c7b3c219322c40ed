import type { Hold } from '../../../contract/hold.ts';
import { Limits } from '../../../contract/limits.ts';
import { defined } from '../../../contract/plain-data.ts';
import type { Upcoming, UpcomingJob } from '../../../contract/upcoming.ts';
import type { CheckedUpcoming } from '../../input/job-filter.ts';
import { LOOKED_AT_WITHIN } from '../../jobs/heal-overdue.ts';
import { holdOn } from '../../jobs/hold.ts';
import { isLive, type JobRow, nextAttemptAt } from '../../jobs/row.ts';
import type { Scope } from '../../jobs/scope.ts';
import type { Ports } from '../../ports/ports.ts';
import { firstOccurrence, nextOccurrence, occurrencesUntil } from '../../schedule/occurrences.ts';
import { isRecurring } from '../../schedule/parsed-schedule.ts';
import { HOUR } from '../../time/units.ts';

/** Occurrences that are told one by one. */
const TIMES = 60;

/** What is due to run in a time ahead. It is found by the index of what may be overdue, so reads grow with the jobs that are due, at most `limit`. */
export async function listUpcoming(
  filter: CheckedUpcoming,
  scopes: readonly Scope[],
  { jobs, holds, clock }: Pick<Ports, 'jobs' | 'holds' | 'clock'>,
): Promise<Upcoming> {
  const now = clock.now();
  const from = Math.max(now, filter.from ?? now);
  const to = Math.min(filter.to ?? from + HOUR, from + Limits.upcomingMs);
  const { limit } = filter;
  const [rows, known] = await Promise.all([
    jobs.listOverdue(scopes, to + LOOKED_AT_WITHIN, limit),
    holds.current(),
  ]);
  const upcoming = rows.flatMap((row) => upcomingOf(row, from, to, known, now));
  const firstOf = ({ times, retry_at }: UpcomingJob) => Math.min(times[0] ?? Infinity, retry_at ?? Infinity);
  return {
    from,
    to,
    jobs: upcoming.sort((a, b) => firstOf(a) - firstOf(b)),
    more: rows.length === limit,
  };
}

function upcomingOf(
  row: JobRow,
  from: number,
  to: number,
  holds: readonly Hold[],
  now: number,
): UpcomingJob[] {
  if (!isLive(row) || row.deleted_at !== undefined) return [];
  const due = timesOf(row, from, to);
  const attempt = nextAttemptAt(row);
  const retry_at = attempt !== undefined && attempt >= from && attempt <= to ? attempt : undefined;
  if (due.times.length === 0 && retry_at === undefined) return [];
  const { id, namespace, target, product, env } = row;
  const hold = holdOn(row, holds, now);
  const held = hold && { reason: hold.reason, ...defined({ until: hold.until }) };
  const name = row.declared?.name;
  return [
    { id, ...defined({ name }), namespace, target, product, env, ...due, ...defined({ retry_at, held }) },
  ];
}

/** The occurrences of a job in a time, as many as it has runs left. */
function timesOf(row: JobRow, from: number, to: number): Pick<UpcomingJob, 'times' | 'count' | 'last'> {
  const { schedule, next_run_at: next, execution_count } = row;
  const first = next === null || next >= from ? next : firstOccurrence(schedule, from);
  if (first === null || first > to) return { times: [] };
  const left = isRecurring(schedule) ? (schedule.limit ?? Infinity) - execution_count : 1;
  const times: number[] = [];
  let at: number | null = first;
  for (; at !== null && at <= to && times.length < Math.min(left, TIMES); at = nextOccurrence(schedule, at))
    times.push(at);
  if (at === null || at > to || times.length === left) return { times };
  const range = occurrencesUntil(schedule, first, to);
  // Which one is the last that the limit leaves is not worth a walk.
  if (range.count === undefined || range.count > left)
    return { times, ...(left < Infinity && { count: left }), last: range.last };
  return { times, count: range.count, last: range.last };
}
