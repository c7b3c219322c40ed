import type { RunFailure } from '../../contract/errors.ts';
import type { Execution } from '../../contract/job.ts';
import { boundedFailure } from '../errors/run-error.ts';
import { type Failure, retryDelay } from '../retry/retry-policy.ts';
import { isEndUnknown } from '../retry/unknown-end.ts';
import type { Random } from '../time/clock.ts';
import { armRetry } from './arm.ts';
import { attemptErrorsBytes, withAttemptError } from './attempt-errors.ts';
import { type Deferred, defer } from './defer.ts';
import type { Draft } from './draft.ts';
import { endAsRecorded, endRun, failRun } from './end-run.ts';
import { toldLong } from './long-run.ts';
import { type JobRow, waitingStatus } from './row.ts';
import { isElsewhere, type RunInFlight, type RunningRun, waiting } from './run-in-flight.ts';

/** How an attempt ended, that it continues later, or that the record of an earlier worker says how it ended. */
export type Ending = Outcome | { ok: 'recorded'; execution: Execution };

/** How an attempt ended, or that it continues later. */
export type Outcome =
  | { ok: true; result: unknown }
  | { ok: false; failure: RunFailure & Failure }
  | { ok: 'deferred'; deferral: Deferred };

/** Ends an attempt: the run is over, or waits for its next attempt. A worker thought dead changes nothing. */
export function finish(
  draft: Draft,
  run: RunningRun,
  startedAt: number,
  outcome: Ending,
  random: Random,
): void {
  const found = draft.row.runs.find((r) => r.number === run.number);
  if (found === undefined || found.state !== 'running' || !isSameTry(found, run)) return;
  const current = toldLong(draft, found);
  // One that has left the executor began when it left.
  const begins = run.attempt === 1 && run.lost === 0 && !isElsewhere(current);
  const first = begins ? startedAt : current.started_at;
  const called = isElsewhere(current) ? undefined : startedAt;

  if (outcome.ok === 'recorded') {
    endAsRecorded(draft, current, outcome.execution);
  } else if (outcome.ok === 'deferred') {
    defer(draft, { ...current, started_at: first }, outcome.deferral);
  } else if (outcome.ok) {
    endRun(draft, current, first, { status: 'completed', result: outcome.result });
  } else {
    const delay = draft.ended
      ? null
      : retryDelay(current.retry ?? draft.row.retry, run.attempt, outcome.failure, random);
    if (delay === null) failRun(draft, current, first, outcome.failure, { called });
    else retry(draft, { ...current, started_at: first }, delay, outcome.failure, called);
  }
}

/** Whether it is still the try that `run` was: not the next attempt, nor a redelivery's, nor one called again. */
function isSameTry(current: RunInFlight, run: RunningRun): boolean {
  return current.attempt === run.attempt && current.lost === run.lost && current.deferrals === run.deferrals;
}

function retry(
  draft: Draft,
  run: RunningRun,
  delay: number,
  failure: RunFailure & Failure,
  started_at: number | undefined,
): void {
  const { deferrals: _ofThisAttempt, slot: _slot, ...rest } = run;
  const unsure = isEndUnknown(failure) && ({ unsure: true } as const);
  const at = freeTurn(draft.row, run.number, draft.now + delay);
  const times = { started_at, delay_ms: at - draft.now, bytes: attemptErrorsBytes(draft.row) };
  const attempt_errors = withAttemptError(run, failure, draft.now, times);
  const next = { ...rest, ...unsure, attempt: run.attempt + 1, attempt_errors };
  const retrying = waiting(next, at);
  draft.setRun(retrying);
  draft.set({
    status: waitingStatus(draft.row),
    retry_count: run.attempt,
    last_error: boundedFailure(failure),
  });
  draft.after.push(...armRetry(draft.row, retrying, draft.now));
}

/**
 * Between the attempts that two runs of one job wait for, ms at least. Each attempt is two commits of one row: many at once would lose
 * them to each other, and keep from the row what a caller asks of the job.
 */
const APART = 250;

/** The first moment from `wanted` on that is not beside the attempt of another run, Unix ms. */
function freeTurn({ runs }: JobRow, number: number, wanted: number): number {
  const others = runs.flatMap((run) =>
    run.state === 'waiting' && run.number !== number ? run.retry_at : [],
  );
  let at = wanted;
  for (const other of others.sort((a, b) => a - b)) {
    if (Math.abs(other - at) < APART) at = other + APART;
  }
  return at;
}
