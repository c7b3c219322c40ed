import type { Job } from '../../contract/job.ts';
import type { Schedule } from '../../contract/schedule.ts';

/**
 * The rest of a job's schedule, as a preview takes it, with the runs that its limit leaves. Undefined where no run follows, and for a
 * job that runs once. An interval is counted from its first run; a cron has to be told of that only while it is to come.
 */
export function restOf(job: Job, now: number): Schedule | undefined {
  const { cron, every, tz, limit, end_date: end, precision, scheduled_at: first } = job;
  if (!job.recurring || ['completed', 'cancelled', 'failed'].includes(job.status)) return undefined;
  const left = limit === undefined ? undefined : limit - job.execution_count;
  if (left !== undefined && left < 1) return undefined;
  return {
    ...(cron !== undefined && { cron, ...(tz !== undefined && { tz }) }),
    ...(every !== undefined && { every }),
    ...((every !== undefined || first > now) && { start_at: first }),
    ...(left !== undefined && { limit: left }),
    ...(end !== undefined && { endDate: end }),
    ...(precision !== undefined && { precision }),
  };
}
