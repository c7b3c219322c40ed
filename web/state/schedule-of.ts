import type { Job } from '../../contract/job.ts';
import type { SchedulePatch } from '../../contract/schedule.ts';
import { ductape } from '../api/client.ts';
import { type Previewed, useAsked } from './preview.ts';

/** Whether a run of a job's schedule may follow. */
export const hasRest = (job: Job) =>
  job.recurring &&
  !['completed', 'cancelled', 'failed'].includes(job.status) &&
  job.next_run_at !== undefined;

/** What follows of a job's schedule, or would with a change, as the API says by the rules of a reschedule. */
export function useRest(job: Job, count: number, schedule?: SchedulePatch): Previewed {
  const isAsked = schedule !== undefined || hasRest(job);
  const key = isAsked ? JSON.stringify([job.id, job.next_run_at, job.limit, schedule]) : undefined;
  return useAsked(key, () => ductape.jobs.previewJob(job.id, { count, ...(schedule && { schedule }) }));
}
