import { ErrorCode, type RunFailure } from '../../contract/errors.ts';
import type { Execution } from '../../contract/job.ts';
import type { Random } from '../ports/clock.ts';
import { type Failure, retryDelay } from '../retry/retry-policy.ts';
import { isRecurring } from '../schedule/timetable.ts';
import { aim, armRetry } from './arm.ts';
import { complete } from './complete.ts';
import type { Draft } from './draft.ts';
import { Lease } from './lease.ts';
import type { RunInFlight } from './row.ts';

/** How an attempt ended. */
export type Outcome = { ok: true; result: unknown } | { ok: false; failure: RunFailure & Failure };

/** The end of a run whose worker did not come back. */
export const LOST: RunFailure = {
  code: ErrorCode.WorkerLost,
  message: 'The worker was lost during the run, repeatedly.',
};

/** Ends an attempt: the run is over, or waits for its next attempt. A worker thought dead changes nothing. */
export function finish(
  draft: Draft,
  run: RunInFlight,
  startedAt: number,
  outcome: Outcome,
  random: Random,
): void {
  const current = draft.row.runs.find((r) => r.number === run.number);
  const fenced =
    current?.attempt !== run.attempt || current.lost !== run.lost || current.lease_until === undefined;
  if (current === undefined || fenced) return;
  const first = run.attempt === 1 && run.lost === 0 ? startedAt : current.started_at;

  if (outcome.ok) {
    end(draft, run, first, { status: 'completed', result: outcome.result });
  } else {
    const delay = draft.live ? retryDelay(draft.row.retry, run.attempt, outcome.failure, random) : null;
    if (delay === null) failRun(draft, run, first, outcome.failure);
    else retry(draft, { ...run, started_at: first }, delay, outcome.failure);
  }
}

/** Ends a run as failed. */
export function failRun(draft: Draft, run: RunInFlight, startedAt: number, failure: RunFailure): void {
  const error = { code: failure.code, message: failure.message };
  end(draft, run, startedAt, { status: 'failed', error });
}

function end(
  draft: Draft,
  run: RunInFlight,
  startedAt: number,
  ending: Pick<Execution, 'status' | 'error' | 'result'>,
): void {
  const { row, now } = draft;
  const execution = {
    number: run.number,
    occurrence: run.occurrence,
    ...ending,
    started_at: startedAt,
    completed_at: now,
    duration_ms: now - startedAt,
    lag_ms: startedAt - run.occurrence,
    attempts: run.attempt,
  };
  draft.before.push({ type: 'record', execution, rank: rankOf(run) });
  const ok = ending.status === 'completed';
  draft.set({
    runs: row.runs.filter((r) => r.number !== run.number),
    [ok ? 'succeeded' : 'failed']: row[ok ? 'succeeded' : 'failed'] + 1,
    retry_count: run.attempt - 1,
    started_at: startedAt,
    completed_at: now,
  });
  if (ending.error) draft.set({ last_error: ending.error });
  else delete row.last_error;
  continueBehind(draft);
  complete(draft);
}

/** Later attempts and recoveries outrank earlier ones, so a worker thought dead cannot overwrite its heir. */
function rankOf(run: RunInFlight): number {
  return run.attempt * (Lease.recoveries + 1) + run.lost;
}

/** Occurrences that came due behind the run are taken up now; they need a wake-up of their own. */
function continueBehind(draft: Draft): void {
  const { row, now } = draft;
  if (!draft.live || row.next_run_at === null || row.next_run_at > now) return;
  if (isRecurring(row.table) && row.table.overlap === 'queue') draft.set({ queued_until: now });
  draft.after.push(aim(row, row.next_run_at, now));
}

function retry(draft: Draft, run: RunInFlight, delay: number, failure: RunFailure): void {
  const { lease_until: _over, ...rest } = run;
  const waiting = { ...rest, attempt: run.attempt + 1, retry_at: draft.now + delay };
  draft.set({
    status: 'scheduled',
    runs: draft.row.runs.map((r) => (r.number === run.number ? waiting : r)),
    retry_count: run.attempt,
    last_error: { code: failure.code, message: failure.message },
  });
  draft.after.push(...armRetry(draft.row, waiting, draft.now));
}
