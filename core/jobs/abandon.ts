import { ErrorCode, type RunFailure } from '../../contract/errors.ts';
import type { Execution } from '../../contract/job.ts';
import { boundedFailure } from '../errors/run-error.ts';
import { withAttemptError } from './attempt-errors.ts';
import type { Draft } from './draft.ts';
import { endAsRecorded, executionOf } from './end-run.ts';
import type { RecordedExecution } from './recorded-execution.ts';
import { abandoned, type RunInFlight } from './run-in-flight.ts';

/** The end of a run whose worker did not come back. */
export const LOST = {
  code: ErrorCode.WorkerLost,
  message: 'The worker was lost during the run.',
} satisfies RunFailure;

/**
 * Gives a run up whose worker may still be alive: from then on no worker can write the row, and the history is asked how the
 * run ended, as the worker may have written that down.
 */
export function abandon(draft: Draft, run: RunInFlight): void {
  endLostAfterCommit(draft);
  if (run.state !== 'abandoned') draft.setRun(abandoned(run, draft.now));
}

/** Has the runs ended whose worker was lost and that no other calls, those of this decision and of earlier ones. */
export function endLostAfterCommit(draft: Draft): void {
  if (!draft.after.some((effect) => effect.type === 'end-lost')) draft.after.push({ type: 'end-lost' });
}

/** How an abandoned run ended of which nothing is written down. */
export function lostWorkerEnd(run: RunInFlight, failure: RunFailure, now: number): Execution {
  const attempt_errors = withAttemptError(run, failure, now);
  const ending = { status: 'failed', error: boundedFailure(failure), attempt_errors } as const;
  return executionOf(run, run.started_at, ending, run.attempt, now);
}

/**
 * Ends a run whose worker was lost as the history says, if it is still what it was when the history was asked. The record keeps its rank:
 * should the commit be lost, the next one that asks must know it for the end of the attempt.
 */
export function endLost(draft: Draft, { execution, rank }: RecordedExecution, of: RunInFlight): void {
  const run = draft.row.runs.find(({ number }) => number === of.number);
  const isStill = run?.state === of.state && run.attempt === of.attempt && run.lost === of.lost;
  if (isStill) endAsRecorded(draft, run, execution, rank);
}
