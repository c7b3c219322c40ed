import type { Draft } from './draft.ts';
import type { JobRow } from './row.ts';
import { illegal } from './transitions.ts';

/** Whether a job is one-time and its one occurrence has been claimed: what is asked of it is asked of its run. */
export function isTaken(row: JobRow): boolean {
  return row.schedule.kind === 'once' && row.next_run_at === null;
}

/**
 * Moves the next attempt of each run that waits for one to a moment, Unix ms; the run stays the same, and so does its
 * idempotency key. A run to which a target has given a turn keeps it where it is to be called earlier, as each turn that is asked for is one that others
 * wait behind; called later, it asks for another one then. An attempt whose work continues elsewhere
 * has begun, and cannot be moved.
 * @param to what the job was to become
 * @throws RequestError `ILLEGAL_TRANSITION` when no run waits
 */
export function moveAttempts(draft: Draft, at: number, to: string): void {
  const { row } = draft;
  if (!row.runs.some(({ state }) => state === 'waiting')) {
    throw illegal(`An attempt of the job, which is ${row.status}, has begun: it cannot become ${to} yet.`);
  }
  const runs = row.runs.map((run) => {
    if (run.state !== 'waiting' || (run.slot === 'reserved' && at <= run.retry_at)) return run;
    return { ...run, retry_at: at, ...(run.slot && { slot: 'wanted' as const }) };
  });
  draft.set({ runs });
}
