import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution, History, Job } from '../../contract/job.ts';
import type { Stats } from '../../contract/stats.ts';
import { MINUTE } from '../../core/time/units.ts';
import type { Jobs } from '../../sdk/jobs.ts';
import { inParallel } from '../measure.ts';
import { type Account, accountOf, type Known } from './account.ts';

/** Calls at a time. */
const WIDTH = 4;
const PAGE = 100;
/** Between two looks at jobs that are not settled, ms. */
const LOOK = 5000;

/** A job, and all its history, read after it. */
export interface Read {
  job: Job;
  executions: Execution[];
  totals: Pick<History, 'successful_executions' | 'failed_executions'>;
}

/** Reads jobs with their histories. */
export async function readAll(jobs: Jobs, ids: readonly string[]): Promise<Map<string, Read>> {
  const all = new Map<string, Read>();
  await inParallel(WIDTH, ids.length, async (index) => {
    const id = ids[index] ?? '';
    const job = await jobs.get(id);
    let page = await jobs.getHistory(id, { limit: PAGE });
    const executions = page.executions;
    while (page.cursor !== undefined) {
      page = await jobs.getHistory(id, { limit: PAGE, cursor: page.cursor });
      executions.push(...page.executions);
    }
    all.set(id, { job, executions, totals: page });
  });
  return all;
}

/**
 * Waits until every occurrence up to `moment` is over, at most `within` ms.
 * @param tell told how many jobs are left, at each look
 * @returns the accounts of the jobs of which some are not
 */
export async function settle(
  jobs: Jobs,
  ids: readonly string[],
  knownOf: (id: string, read: Read) => Known,
  moment: number,
  within: number,
  tell: (left: number) => void,
): Promise<Map<string, Account>> {
  const end = Date.now() + within;
  let left = new Map<string, Account>();
  for (let open = ids; ; open = [...left.keys()]) {
    left = new Map();
    for (const [id, read] of await readAll(jobs, open)) {
      const account = accountOf(knownOf(id, read), moment);
      if (isOpen(read.job, account, moment)) left.set(id, account);
    }
    tell(left.size);
    if (left.size === 0 || Date.now() > end) return left;
    await sleep(LOOK);
  }
}

/** Whether something up to `moment` is not over; later runs are always in flight somewhere. */
function isOpen(job: Job, { due, missing, inFlight, faults }: Account, moment: number): boolean {
  const isLast = job.next_run_at === undefined;
  const late = missing.some((occurrence) => occurrence <= moment);
  return due.length > 0 || late || (isLast && inFlight > 0) || faults.length > 0;
}

/** Pauses every job that has more to come, and waits until no worker can have a run any more: so long a lease is, ms. */
export async function bringToRest(jobs: Jobs, lease: number): Promise<void> {
  await jobs.pauseMany({});
  // A paused job does not show whether a run of it is still under way.
  await sleep(lease);
}

/** What a process that was killed has not told is told by the sweep, which comes each minute and leaves a busy executor alone, ms. */
const TOLD_WITHIN = 5 * MINUTE;

/** The statistics once they count what the jobs do, or as they are when the sweep has had its time. */
export async function settledStats(jobs: Jobs, reads: ReadonlyMap<string, Read>): Promise<Stats> {
  const totals = [...reads.values()].map(({ totals: each }) => each);
  const ended = totals.reduce((sum, each) => sum + each.successful_executions + each.failed_executions, 0);
  for (const until = Date.now() + TOLD_WITHIN; ; await sleep(5000)) {
    const stats = await jobs.getStats();
    if (stats.completed + stats.failed === ended || Date.now() > until) return stats;
  }
}
