import type { EndedRun, StoredStatus } from '../jobs/did.ts';
import type { Tally } from '../ports/stats-store.ts';
import { bucketOf } from './lag-buckets.ts';

/** The names of what is counted. */
export const Count = {
  dispatched: 'dispatched',
  cancelled: 'cancelled',
  completed: 'completed',
  firstTry: 'first_try',
  failed: 'failed',
  retries: 'retries',
  /** Jobs in a state: those that came into it less those that left it. */
  in: (status: StoredStatus) => `in.${status}`,
  /** Runs in one bucket of lag. */
  lag: (lagMs: number) => `lag.${bucketOf(lagMs)}`,
} as const;

/** What a run that ended counts. */
export function ended({ ok, attempts, lag }: EndedRun): Tally {
  const retries = Math.max(0, attempts - 1);
  return {
    [ok ? Count.completed : Count.failed]: 1,
    ...(ok && retries === 0 && { [Count.firstTry]: 1 }),
    ...(retries > 0 && { [Count.retries]: retries }),
    ...(lag !== undefined && { [Count.lag(lag)]: 1 }),
  };
}

/** The counts of both. */
export function add(a: Tally, b: Tally): Tally {
  const sum = { ...a };
  for (const [name, count] of Object.entries(b)) {
    sum[name] = (sum[name] ?? 0) + count;
    if (sum[name] === 0) delete sum[name];
  }
  return sum;
}

/** The counts of all. */
export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce(add, {});
}
