import type { Job } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import type { Schedule } from '../../contract/schedule.ts';
import { type Previewed, usePreview } from './preview.ts';

/**
 * The rest of a job's schedule, as a preview takes it, with the runs that its limit leaves. Undefined where no run follows, and for a
 * job that runs once. An interval is counted from its first run.
 */
export function restOf(job: Job): Schedule | undefined {
  const { cron, every, tz, limit, end_date: end, precision, scheduled_at: first } = job;
  if (!job.recurring || ['completed', 'cancelled', 'failed'].includes(job.status)) return undefined;
  const left = limit === undefined ? undefined : limit - job.execution_count;
  if (left !== undefined && left < 1) return undefined;
  return {
    ...defined({ cron, limit: left, endDate: end, precision }),
    ...(cron !== undefined && defined({ tz })),
    ...(every !== undefined && { every, start_at: first }),
  };
}

/** What follows of a job's schedule, by the API: of a cron that begins later, from its next run on. */
export function useRest(job: Job, occurrences: number): Previewed & { rest: Schedule | undefined } {
  const rest = restOf(job);
  const next = job.next_run_at;
  const plain = usePreview(rest, occurrences, next);
  const first = plain.preview?.occurrences[0]?.at;
  const isLater = rest?.cron !== undefined && first !== undefined && next !== undefined && first < next;
  const later = usePreview(isLater ? { ...rest, start_at: next } : undefined, occurrences);
  return { rest, ...(isLater ? later : plain) };
}
