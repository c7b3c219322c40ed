import { defined } from '../../contract/plain-data.ts';
import { abandon } from './abandon.ts';
import { disarmAll } from './arm.ts';
import { CANCELLED } from './defer.ts';
import type { Draft } from './draft.ts';
import { failRun } from './end-run.ts';
import { skipDue } from './reschedule.ts';
import { hasLostAttempt, isElsewhere, isIdle, type RunInFlight } from './run-in-flight.ts';
import { assertCommand } from './transitions.ts';

/**
 * Cancels a job: attempts under way continue and are recorded, nothing further runs, and what had come due is written down as
 * skipped. Cancelling again changes nothing.
 */
export function cancel(draft: Draft, reason: string | undefined): void {
  const { row, now } = draft;
  assertCommand(row, 'cancel');
  if (row.status === 'cancelled') {
    draft.after.push(...disarmAll(row, now));
    return;
  }
  const disarm = disarmAll(row, now);
  skipDue(draft, now, 'cancelled');
  // That of a pause is over.
  draft.clear('reason');
  draft.set({
    status: 'cancelled',
    next_run_at: null,
    completed_at: now,
    ...defined({ reason }),
  });
  draft.emit('job.cancelled');
  for (const run of row.runs.filter(isIdle)) {
    // Its attempt may have ended, as the history knows.
    if (hasLostAttempt(run)) abandon(draft, run);
    else cancelRun(draft, run);
  }
  draft.after.push(...disarm);
}

/** Ends a run that no worker has: with the error of its last attempt, or as cancelled where none has ended. */
export function cancelRun(draft: Draft, run: RunInFlight): void {
  const begun = isElsewhere(run);
  const error = begun || run.attempt === 1 ? CANCELLED : (draft.row.last_error ?? CANCELLED);
  failRun(draft, run, run.started_at, error, { attempts: begun ? run.attempt : run.attempt - 1 });
}
