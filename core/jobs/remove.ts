import { disarmAll } from './arm.ts';
import { cancelRun } from './cancel.ts';
import type { Draft } from './draft.ts';
import { hasLostAttempt, isUnderWay } from './run-in-flight.ts';
import { assertCommand, illegal } from './transitions.ts';

/**
 * Deletes a job with its payload and history, unless an attempt is under way, also one of a job that has ended. From the
 * commit on no caller sees it; a process that finds the row after that continues to remove what belongs to it.
 */
export function remove(draft: Draft): void {
  const { row, now } = draft;
  if (row.deleted_at === undefined) {
    assertCommand(row, 'delete');
    if (row.runs.some(isUnderWay)) {
      throw illegal(
        `An attempt of the job, which is ${row.status}, is running: it cannot become deleted yet.`,
      );
    }
    draft.after.push(...disarmAll(row, now));
    draft.set({ deleted_at: now, ...(!draft.ended && { status: 'cancelled' }), next_run_at: null });
    // Of an attempt whose worker was lost only the history knows whether it ended, and that goes.
    draft.set({ runs: row.runs.filter((run) => !hasLostAttempt(run)) });
    for (const run of row.runs) cancelRun(draft, run);
  }
  draft.after.push({ type: 'purge' });
}
