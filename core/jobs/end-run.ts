import type { RunFailure } from '../../contract/errors.ts';
import type { Execution } from '../../contract/job.ts';
import { isRecurring } from '../schedule/timetable.ts';
import { noteOfRun } from '../stats/note.ts';
import { aim } from './arm.ts';
import { complete } from './complete.ts';
import type { Draft } from './draft.ts';
import { Lease } from './lease.ts';
import { isGivenUp, type RunInFlight } from './row.ts';

/** Ends a run as failed. */
export function failRun(draft: Draft, run: RunInFlight, startedAt: number, failure: RunFailure): void {
  const error = { code: failure.code, message: failure.message };
  endRun(draft, run, startedAt, { status: 'failed', error });
}

/** Ends a run: writes down what came of it, and goes on with the job. */
export function endRun(
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
  const rank = rankOf(run);
  draft.before.push({ type: 'record', execution, rank, note: noteOfRun(row, run, execution, rank) });
  const ok = ending.status === 'completed';
  draft.tell(ok ? 'job.completed' : 'job.failed', ending.error);
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

/**
 * What is written down before a commit may belong to a decision that then loses; whoever won must outrank it. Later attempts
 * and recoveries outrank earlier ones, and the end of a run that waits is outranked by the attempt it waited for.
 */
function rankOf(run: RunInFlight): number {
  const rank = run.attempt * (Lease.recoveries + 2) + run.lost;
  return run.lease_until === undefined && !isGivenUp(run) ? Math.max(0, rank - 1) : rank;
}

/** Occurrences that came due behind the run are taken up now; they need a wake-up of their own. */
function continueBehind(draft: Draft): void {
  const { row, now } = draft;
  if (!draft.live || row.next_run_at === null || row.next_run_at > now) return;
  if (isRecurring(row.table) && row.table.overlap === 'queue') draft.set({ queued_until: now });
  draft.after.push(aim(row, row.next_run_at, now));
}
