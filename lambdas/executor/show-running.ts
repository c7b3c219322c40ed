import { Limits } from '../../contract/limits.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import type { JobStore } from '../../core/ports/job-store.ts';

/** How often it is tried again where the row was changed meanwhile, ms. */
const AGAIN_MS = 1000;

/** Has lists show the job as running if the work on a run of it is not done within seconds. */
export async function showRunning<T>(
  { id }: JobRow,
  work: () => Promise<T>,
  jobs: Pick<JobStore, 'showRunning'>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const show = async () => {
    // It is shown by its next commit at the latest.
    const shown = await jobs.showRunning(id).catch(() => false);
    if (!shown && timer !== undefined) timer = setTimeout(show, AGAIN_MS);
  };
  timer = setTimeout(show, Limits.runningShownAfterMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    timer = undefined;
  }
}
