import { isRecurring } from '../schedule/timetable.ts';
import { complete } from './complete.ts';
import type { Draft } from './draft.ts';
import { failRun } from './finish.ts';
import type { RunInFlight } from './row.ts';
import type { WakeUp } from './wake-up.ts';

const UNDELIVERED = {
  code: 'DEAD_LETTERED',
  message: 'The wake-up of this run failed too often and was set aside.',
};

/**
 * Fails the run that a dead-lettered wake-up belonged to. A recurring job is left to its beat, which claims
 * what is due; a run that a worker still has is left to that worker.
 */
export function deadLetter(draft: Draft, message: WakeUp): void {
  const { row, now } = draft;
  if (!draft.live || message.gen !== row.gen) return;
  for (const run of row.runs.filter((r) => belongs(r, message) && (r.lease_until ?? 0) <= now)) {
    failRun(draft, run, run.started_at, UNDELIVERED);
  }
  const due = row.next_run_at;
  if (isRecurring(row.table) || due === null || due > now || message.kind !== 'aim') return;
  const number = row.execution_count + 1;
  draft.set({ execution_count: number, next_run_at: null });
  failRun(draft, { number, occurrence: due, attempt: 0, lost: 0, started_at: now }, now, UNDELIVERED);
  complete(draft);
}

function belongs(run: RunInFlight, message: WakeUp): boolean {
  switch (message.kind) {
    case 'aim':
      return run.occurrence === message.occurrence;
    case 'retry':
      return run.number === message.run;
    case 'beat':
    case 'recover':
      return true;
  }
}
