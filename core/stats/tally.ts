import type { Namespace } from '../../contract/namespaces.ts';
import type { EndedRun, StoredStatus } from '../jobs/did.ts';
import { isOfAlert, type JobRow } from '../jobs/row.ts';
import type { Tally } from '../ports/stats-store.ts';
import { bucketOf } from './lag-buckets.ts';

/** What a job is counted as while it is so: its state unless it has ended, that its last run failed, that a run of it waits for another attempt. */
export type Gauge = StoredStatus | 'failing' | 'retrying';

/** Names in the item of an hour, which is to stay small. */
const SHORT: { [Name in Gauge]?: string } = { failing: 'f', retrying: 'r' };

/** The names of what is counted. */
export const Count = {
  dispatched: 'dispatched',
  cancelled: 'cancelled',
  completed: 'completed',
  firstTry: 'first_try',
  failed: 'failed',
  retries: 'retries',
  /** Jobs that are so: those that came to be less those that no longer are, of those written from an epoch on. */
  in: (gauge: Gauge, epoch = 0) => {
    const name = `in.${SHORT[gauge] ?? gauge}`;
    return epoch === 0 ? name : `${name}.${epoch}`;
  },
  /** Runs of a namespace that came to a good end, and that failed. No two begin alike, and the item of an hour is to stay small. */
  of: (namespace: Namespace, ok: boolean) => `${ok ? '+' : '-'}${namespace.slice(0, 1)}`,
  /** Runs of jobs that alerts dispatched, which are among all others too. */
  ofAlerts: (ok: boolean) => (ok ? '+!' : '-!'),
  /** Runs in one bucket of lag. */
  lag: (lagMs: number) => `lag.${bucketOf(lagMs)}`,
} as const;

/** What a run of a job counts that has ended. */
export function ended({ ok, attempts, lag }: EndedRun, row: Pick<JobRow, 'namespace' | 'created_by'>): Tally {
  const retries = Math.max(0, attempts - 1);
  return {
    [ok ? Count.completed : Count.failed]: 1,
    [Count.of(row.namespace, ok)]: 1,
    ...(isOfAlert(row) && { [Count.ofAlerts(ok)]: 1 }),
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

/** The higher count of each. */
export function highest(a: Tally, b: Tally): Tally {
  const higher = Object.entries(b).filter(([name, count]) => count > (a[name] ?? 0));
  return { ...a, ...Object.fromEntries(higher) };
}

/** The counts with those of jobs by status from one epoch on alone, under their plain names. */
export function since(epoch: number, tally: Tally): Tally {
  const counts = Object.entries(tally).flatMap(([name, count]) => {
    const [kind, status, of = '0'] = name.split('.');
    if (kind !== 'in') return [[name, count] as const];
    return Number(of) === epoch ? [[`in.${status}`, count] as const] : [];
  });
  return Object.fromEntries(counts);
}

/** The counts that only grow: those but jobs by status. */
export function growing(tally: Tally): Tally {
  return Object.fromEntries(Object.entries(tally).filter(([name]) => !name.startsWith('in.')));
}

/** The counts of all. */
export function sumOf(tallies: readonly Tally[]): Tally {
  return tallies.reduce(add, {});
}

/** How many runs there are in each bucket of lag. */
export function lagsIn(tally: Tally): Map<number, number> {
  const prefix = 'lag.';
  const lags = Object.entries(tally).filter(([name]) => name.startsWith(prefix));
  return new Map(lags.map(([name, count]) => [Number(name.slice(prefix.length)), count]));
}
