import type { AttemptError } from '../../contract/job.ts';
import type { RetryPolicy } from '../retry/retry-policy.ts';

/**
 * What makes a run's idempotency key and what its operators and handler see, the same on all its attempts: what its target
 * is sent under one key stays the same, whatever becomes of the job meanwhile. Moments in Unix ms.
 */
export interface RunOrigin {
  number: number;
  occurrence: number;
  claimed_at: number;
  scheduled_at: number;
  /** The zone that operators write dates in. */
  tz: string;
  /** The version of the payload that its target is sent; absent for the first. */
  payload?: number;
}

/** What is known of a run that was claimed and has not ended, whatever it does now. Moments in Unix ms. */
interface Claimed {
  /** Counts the job's runs from 1. */
  number: number;
  occurrence: number;
  /** The attempt under way, or the next one while it waits; from 1. */
  attempt: number;
  /** How often its worker was lost; with the attempt, the fence against a worker thought dead. */
  lost: number;
  /** The wake-up that started the attempt; a redelivery of it recovers the run when its worker has died. */
  started_by: string;
  /** When it was claimed: the run's start, which every attempt's operators see. */
  claimed_at: number;
  started_at: number;
  /** How often this attempt was put aside to be called again; part of the fence. */
  deferrals?: number;
  /** It waits its turn at a target with a limit, or had to; `reserved` when it has one at `retry_at`. */
  slot?: 'wanted' | 'reserved';
  /** Asked for beside the schedule, which does not count it. */
  triggered?: true;
  /** Its occurrence passed in a hold: how late it started does not count. */
  held?: true;
  /** Where it is something else than the run and the row say now: see `originOf`. */
  origin?: RunOrigin;
  /** Its retry policy, where its job has another one since it was claimed. */
  retry?: RetryPolicy;
  /** What its attempts failed with, see `withAttemptError`; absent for none. */
  attempt_errors?: AttemptError[];
  /** An attempt of it ended without telling whether the target had done what it was asked. */
  unsure?: true;
  /** How long it should take, ms, where its job says something else since it was claimed; 0 where nothing was said. */
  expected?: number;
  /** It was told that it takes longer than expected. */
  told_long?: true;
}

/** A worker has it until `lease_until`, or had it and has not come back. */
export interface RunningRun extends Claimed {
  state: 'running';
  lease_until: number;
  /** This attempt has left the executor before for work that continues elsewhere. */
  elsewhere?: true;
}

/** It waits for an attempt: in backoff, for its turn, or to be done again as its worker was lost. */
export interface WaitingRun extends Claimed {
  state: 'waiting';
  /** When the attempt is due. */
  retry_at: number;
  /** The attempt had begun, and its worker was lost: the history may know how it ended. */
  lost_attempt?: true;
}

/** Its attempt has left the executor for work that continues elsewhere; it may wait its turn to look at that. */
export interface DeferredRun extends Claimed {
  state: 'deferred';
  /** When it is called again, unless it is told before that the work has ended. */
  retry_at: number;
}

/** No worker can end it any more, and `endLostRuns` does. */
export interface AbandonedRun extends Claimed {
  state: 'abandoned';
  abandoned_at: number;
}

/** A run that was claimed and has not ended. */
export type RunInFlight = RunningRun | WaitingRun | DeferredRun | AbandonedRun;

/** Whether a worker has the run, or had it and it has not been ended yet. */
export function isUnderWay({ state }: RunInFlight): boolean {
  return state === 'running' || state === 'abandoned';
}

/** Runs of one job under way from which on they are a crowd: their commits, of one row, are lost to each other. */
export const CROWD = 10;

/** Whether the run's attempt has left the executor for work that continues elsewhere: it has begun and has not ended. */
export function isElsewhere(run: RunInFlight): boolean {
  return run.state === 'deferred' || (run.state === 'running' && run.elsewhere === true);
}

/** Whether no worker has the run, and one takes it when its time comes. */
export function isIdle(run: RunInFlight): run is WaitingRun | DeferredRun {
  return run.state === 'waiting' || run.state === 'deferred';
}

/** Whether the run waits while the attempt that a worker was lost with may have ended. */
export function hasLostAttempt(run: RunInFlight): run is WaitingRun {
  return run.state === 'waiting' && run.lost_attempt === true;
}

/** Whether an attempt of the run has begun, also one whose worker was lost. */
export function hasBegun({ attempt, lost }: RunInFlight): boolean {
  return attempt > 1 || lost > 0;
}

/** The moment at which something about the run is due, Unix ms: the end of its lease, its next call, or its end. */
export function dueAt(run: RunInFlight): number {
  switch (run.state) {
    case 'running':
      return run.lease_until;
    case 'waiting':
    case 'deferred':
      return run.retry_at;
    case 'abandoned':
      return run.abandoned_at;
  }
}

/** The run with a worker that has it until `lease_until`, Unix ms. */
export function running(run: RunInFlight, lease_until: number): RunningRun {
  const left = isElsewhere(run) && ({ elsewhere: true } as const);
  return { ...claimed(run), state: 'running', lease_until, ...left };
}

/** The run without a worker, whose next attempt is due at `retry_at`, Unix ms. */
export function waiting(run: RunInFlight, retry_at: number): WaitingRun {
  return { ...claimed(run), state: 'waiting', retry_at };
}

/** The run whose worker was lost, which waits to be done again from `retry_at`, Unix ms. */
export function waitingAgain(run: RunInFlight, retry_at: number): WaitingRun {
  return { ...claimed(run), lost: run.lost + 1, state: 'waiting', retry_at, lost_attempt: true };
}

/** The run without a worker, whose work continues elsewhere; it is called again at `retry_at`, Unix ms. */
export function deferred(run: RunInFlight, retry_at: number): DeferredRun {
  return { ...claimed(run), state: 'deferred', retry_at };
}

/** The run abandoned at `abandoned_at`, Unix ms, as its worker was lost once more. */
export function abandoned(run: RunInFlight, abandoned_at: number): AbandonedRun {
  return { ...claimed(run), lost: run.lost + 1, state: 'abandoned', abandoned_at };
}

/** What only some states have. */
type Own = 'state' | 'lease_until' | 'retry_at' | 'abandoned_at' | 'elsewhere' | 'lost_attempt';

function claimed(run: RunInFlight): Claimed {
  const all: Claimed & Partial<Record<Own, unknown>> = run;
  const {
    state: _state,
    lease_until: _lease,
    retry_at: _retry,
    abandoned_at: _abandoned,
    elsewhere: _elsewhere,
    lost_attempt: _lost,
    ...rest
  } = all;
  return rest;
}

/** How long a worker has a run before it is thought dead. */
export const Lease = {
  /** Time beyond the attempt's own limit to write down how it ended, and for clocks that differ, ms. */
  margin: 5000,
  /** How often a run is done again because its worker was lost, before it fails with `WORKER_LOST`. */
  recoveries: 2,
  /** @param timeout the attempt's own limit, ms */
  until: (timeout: number, now: number) => now + timeout + Lease.margin,
} as const;
