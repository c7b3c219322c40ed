import type { Caller } from '../core/jobs/caller.ts';
import { create, type NewJob } from '../core/jobs/create.ts';
import type { JobRow } from '../core/jobs/row.ts';
import type { RunningRun } from '../core/jobs/run-in-flight.ts';
import { once } from './core/schedule/tables.ts';

/** The job of tests that have one. */
export const ID = 'job_01KDVDNA00ABCDEFGHJKMNPQRS';

/** The caller that asks in tests. */
export const CALLER: Caller = { actor: 'anna', via: 'token', address: '10.0.0.7' };

/** A job as its dispatch at `now`, Unix ms, writes it: one run at once, unless the test says otherwise. */
export function jobRow(now: number, job: Partial<NewJob> = {}): JobRow {
  const base = {
    id: ID,
    product: 'shop',
    env: 'dev',
    namespace: 'actions',
    target: 'app:event',
    schedule: once(now),
    retry: { retries: 0 },
    timeout: 30_000,
  } as const;
  return create({ ...base, ...job }, now).row;
}

/** The first run of a job, which a worker began at its occurrence, Unix ms, and has for half a minute and a margin. */
export function runningRun(occurrence: number, rest: Partial<RunningRun> = {}): RunningRun {
  return {
    state: 'running',
    number: 1,
    occurrence,
    attempt: 1,
    lost: 0,
    started_by: 'wake-up',
    claimed_at: occurrence,
    started_at: occurrence,
    lease_until: occurrence + 35_000,
    ...rest,
  };
}
