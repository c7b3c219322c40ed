import type { Job } from '../../contract/job.ts';
import type { Schedule } from '../../contract/schedule.ts';

/**
 * The rest of a job's schedule, as a preview takes it: from its next run on, with the runs that its limit leaves. Undefined where
 * none follows, and for a job that runs once.
 */
export function restOf(job: Job): Schedule | undefined {
  const { cron, every, tz, limit, end_date: end, precision, next_run_at: next, status } = job;
  if (!job.recurring || ['completed', 'cancelled', 'failed'].includes(status)) return undefined;
  const left = limit === undefined ? undefined : limit - job.execution_count;
  if (left !== undefined && left < 1) return undefined;
  // A paused job keeps the time it had; resumed, it continues from now.
  const isAhead = next !== undefined && status !== 'paused';
  return {
    ...(cron !== undefined && { cron, ...(tz !== undefined && { tz }) }),
    ...(every !== undefined && { every }),
    ...(isAhead && { start_at: next }),
    ...(left !== undefined && { limit: left }),
    ...(end !== undefined && { endDate: end }),
    ...(precision !== undefined && { precision }),
  };
}
