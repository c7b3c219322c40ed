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
import { firstToReach } from '../../schedule/count-cron.ts';
import { firstOccurrence, nextOccurrence, occurrenceCounter } from '../../schedule/occurrences.ts';
import { isRecurring } from '../../schedule/parsed-schedule.ts';
import { HOUR, MINUTE } from '../../time/units.ts';

/** Occurrences that are told one by one. */
const TIMES = 60;

/** Jobs that are looked at for a time that begins later. */
const READ_MAX = 1000;

/** Longest time of which runs are counted by minutes, ms. */
const MINUTES_WITHIN = 2 * HOUR;

/** What is due to run in a time ahead. It is found by the index of what may be overdue, so reads grow with the jobs that are due by its end, at most `limit`, or a thousand where it begins later. */
export async function listUpcoming(
  filter: CheckedUpcoming,
  scopes: readonly Scope[],
  { jobs, holds, clock }: Pick<Ports, 'jobs' | 'holds' | 'clock'>,
): Promise<Upcoming> {
  const now = clock.now();
  const from = Math.max(now, filter.from ?? now);
  const to = Math.max(from, Math.min(filter.to ?? from + HOUR, from + Limits.upcomingMs, Limits.latestMs));
  const { limit } = filter;
  // What is due before it is read too.
  const most = from > now ? READ_MAX : limit;
  const [rows, known] = await Promise.all([
    jobs.listOverdue(scopes, to + LOOKED_AT_WITHIN, most),
    holds.current(),
  ]);
  const all = rows.flatMap((row) => upcomingOf(row, from, to, known, now));
  const found = all.sort((a, b) => firstOf(a.job) - firstOf(b.job)).slice(0, limit);
  const bucket_ms = to - from > MINUTES_WITHIN ? 15 * MINUTE : MINUTE;
  return {
    from,
    to,
    jobs: found.map(({ job }) => job),
    bucket_ms,
    buckets: bucketsOf(found, from, to, bucket_ms),
    more: rows.length === most || all.length > limit,
  };
}

const firstOf = ({ times, retry_at }: UpcomingJob) => Math.min(times[0] ?? Infinity, retry_at ?? Infinity);

/** A job, and how many of its runs start up to and including a moment: none that the schedule starts while it is held. */
interface Found {
  job: UpcomingJob;
  counted(to: number): number;
}

function upcomingOf(row: JobRow, from: number, to: number, holds: readonly Hold[], now: number): Found[] {
  if (!isLive(row) || row.deleted_at !== undefined) return [];
  const { times, count, last, counted } = dueOf(row, from, to);
  const attempt = nextAttemptAt(row);
  const retry_at = attempt !== undefined && attempt >= from && attempt <= to ? attempt : undefined;
  if (times.length === 0 && retry_at === undefined) return [];
  const { id, namespace, target, product, env } = row;
  const hold = holdOn(row, holds, now);
  const held = hold && { reason: hold.reason, ...defined({ until: hold.until }) };
  const name = row.declared?.name;
  const told = defined({ count, last, retry_at, held });
  const job = { id, ...defined({ name }), namespace, target, product, env, times, ...told };
  // A hold keeps no run from its next attempt.
  const due = (at: number) => (held ? 0 : counted(at));
  return [{ job, counted: (at) => due(at) + (retry_at !== undefined && retry_at <= at ? 1 : 0) }];
}

/** How many runs start in each stretch of a time, where some do. */
function bucketsOf(found: readonly Found[], from: number, to: number, ms: number): Upcoming['buckets'] {
  const runsTo = (at: number) => found.reduce((sum, { counted }) => sum + counted(at), 0);
  const begin = Math.floor(from / ms) * ms;
  const buckets = Array.from({ length: Math.floor((to - begin) / ms) + 1 }, (_, i) => begin + i * ms);
  let before = 0;
  return buckets.flatMap((at): Upcoming['buckets'] => {
    const sum = runsTo(Math.min(at + ms - 1, to));
    const runs = sum - before;
    before = sum;
    return runs > 0 ? [[at, runs]] : [];
  });
}

/** The occurrences of a job in a time, as many as it has runs left. */
function dueOf(row: JobRow, from: number, to: number) {
  const { schedule, next_run_at: next, execution_count } = row;
  const first = next === null || next >= from ? next : firstOccurrence(schedule, from);
  if (first === null || first > to) return { times: [], counted: () => 0 };
  const before = next !== null && next < first ? occurrenceCounter(schedule, next, first - 1)(first - 1) : 0;
  const left = isRecurring(schedule) ? (schedule.limit ?? Infinity) - execution_count - before : 1;
  if (left <= 0) return { times: [], counted: () => 0 };
  const times: number[] = [];
  let at: number | null = first;
  for (; at !== null && at <= to && times.length < Math.min(left, TIMES); at = nextOccurrence(schedule, at))
    times.push(at);
  const isWhole = at === null || at > to || times.length === left;
  if (isWhole) return { times, counted: (until: number) => times.filter((time) => time <= until).length };
  const counter = occurrenceCounter(schedule, first, to);
  const counted = (until: number) => Math.min(left, counter(until));
  const count = counted(to);
  return { times, count, last: firstToReach(count, counter, first, to), counted };
}
