import { ErrorCode } from '../../contract/errors.ts';
import { keyOf, type WakeUp } from '../messages/wake-up.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import { abandon } from './abandon.ts';
import { look } from './arm.ts';
import type { Draft } from './draft.ts';
import { failRun } from './end-run.ts';
import type { RunInFlight } from './run-in-flight.ts';
import { takeUnsettled } from './unsettled.ts';

/** The end of a run whose wake-up was dead-lettered. */
export const UNDELIVERED = {
  code: ErrorCode.DeadLettered,
  message: 'The wake-up of this run failed too often and was dead-lettered.',
};

/**
 * Fails the run that a dead-lettered wake-up belonged to. A recurring job is left to its tick, which claims
 * what is due; a run that a worker still has is looked after when its lease is over, and one that a worker had is abandoned,
 * as that worker may have written down how it ended.
 */
export function deadLetter(draft: Draft, message: WakeUp): void {
  const { row, now } = draft;
  if (message.kind === 'completion' || message.gen !== row.gen) return;
  for (const run of row.runs.filter((r) => belongs(r, message))) {
    if (run.state === 'running' && run.lease_until > now) {
      draft.after.push(look(row, run.lease_until, now));
    } else if (run.state === 'running' || run.lost > 0) {
      abandon(draft, run);
    } else {
      failRun(draft, run, run.started_at, UNDELIVERED);
    }
  }
  const due = row.next_run_at;
  if (!draft.live || isRecurring(row.schedule) || due === null || due > now || message.kind !== 'timer')
    return;
  const number = row.execution_count + 1;
  draft.set({ execution_count: number, next_run_at: null });
  const began = { started_by: keyOf(message), claimed_at: now, started_at: now };
  const claimed = { number, occurrence: due, attempt: 0, lost: 0, ...began, ...takeUnsettled(draft) };
  const run: RunInFlight = { ...claimed, state: 'waiting', retry_at: now };
  failRun(draft, run, now, UNDELIVERED);
}

function belongs(run: RunInFlight, message: WakeUp): boolean {
  if (run.started_by === keyOf(message)) return true;
  switch (message.kind) {
    case 'timer':
      return run.occurrence === message.occurrence;
    case 'retry':
      return run.number === message.run;
    case 'tick':
    case 'recover':
    case 'completion':
      return true;
  }
}
