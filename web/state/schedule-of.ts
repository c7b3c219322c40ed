import type { Job } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import type { Schedule, SchedulePatch } from '../../contract/schedule.ts';
import { ductape } from '../api/client.ts';
import { type Previewed, useAsked } from './preview.ts';

/** Whether a run of a job's schedule may follow; of a paused job it is told by the preview alone. */
export const hasRest = (job: Job) =>
  job.recurring &&
  !['completed', 'cancelled', 'failed'].includes(job.status) &&
  (job.status === 'paused' || job.next_run_at !== undefined);

/**
 * The rest of a job's schedule, as a preview takes it, with the runs that its limit leaves. Undefined where no run follows, and for a
 * job that runs once. An interval is counted from its first run.
 */
export function restOf(job: Job): Schedule | undefined {
  const { cron, every, tz, limit, end_date: end, precision, scheduled_at: first } = job;
  if (!hasRest(job)) return undefined;
  const left = limit === undefined ? undefined : limit - job.execution_count;
  return {
    ...defined({ cron, limit: left, endDate: end, precision }),
    ...(cron !== undefined && defined({ tz })),
    ...(every !== undefined && { every, start_at: first }),
  };
}

/** What follows of a job's schedule, or would with a change, as the API says by the rules of a reschedule. */
export function useRest(job: Job, count: number, schedule?: SchedulePatch): Previewed {
  const isAsked = schedule !== undefined || hasRest(job);
  const key = isAsked
    ? JSON.stringify([job.id, job.status, job.next_run_at, job.limit, schedule])
    : undefined;
  return useAsked(key, () => ductape.jobs.previewJob(job.id, { count, ...(schedule && { schedule }) }));
}
