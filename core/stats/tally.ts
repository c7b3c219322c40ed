import type { StoredStatus } from '../jobs/outbox.ts';
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

/** A job's change from one stored status to another; without `from` it is new, without `to` it is gone. */
export function changeOf(from: StoredStatus | undefined, to: StoredStatus | undefined): Tally {
  return {
    ...(from && { [Count.in(from)]: -1 }),
    ...(to && { [Count.in(to)]: 1 }),
    ...(to === 'cancelled' && { [Count.cancelled]: 1 }),
  };
}

/** Whether two tallies differ. */
export function changed(a: Tally, b: Tally): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].some((name) => (a[name] ?? 0) !== (b[name] ?? 0));
}
