import { ErrorCode, type RunFailure } from '../../contract/errors.ts';
import type { Execution } from '../../contract/job.ts';
import { boundedFailure } from '../errors/bounded-failure.ts';
import { withAttemptError } from './attempt-errors.ts';
import type { Draft } from './draft.ts';
import { endAsRecorded, executionOf } from './end-run.ts';
import { abandoned, type RunInFlight } from './run-in-flight.ts';

/** The end of a run whose worker did not come back. */
export const LOST = {
  code: ErrorCode.WorkerLost,
  message: 'The worker was lost during the run, repeatedly.',
} satisfies RunFailure;

/**
 * Gives a run up whose worker may still be alive: from then on no worker can write the row, and the history is asked how the
 * run ended, as the worker may have written that down.
 */
export function abandon(draft: Draft, run: RunInFlight): void {
  failAbandonedAfterCommit(draft);
  if (run.state !== 'abandoned') draft.setRun(abandoned(run, draft.now));
}

/** Has the abandoned runs ended, those of this decision and of earlier ones. */
export function failAbandonedAfterCommit(draft: Draft): void {
  if (!draft.after.some((effect) => effect.type === 'fail-abandoned'))
    draft.after.push({ type: 'fail-abandoned' });
}

/** How an abandoned run ended of which nothing is written down. */
export function lostWorkerEnd(run: RunInFlight, failure: RunFailure, now: number): Execution {
  const attempt_errors = withAttemptError(run, failure, now);
  const ending = { status: 'failed', error: boundedFailure(failure), attempt_errors } as const;
  return executionOf(run, run.started_at, ending, run.attempt, now);
}

/** Ends a run that an earlier commit abandoned, as the history says, which says the same to every process that asks it. */
export function failAbandoned(draft: Draft, end: Execution): void {
  const run = draft.row.runs.find((each) => each.state === 'abandoned' && each.number === end.number);
  if (run) endAsRecorded(draft, run, end, draft.now);
}
