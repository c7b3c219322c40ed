import { ErrorCode } from '../../contract/errors.ts';
import { defined } from '../../contract/plain-data.ts';
import { abandon } from './abandon.ts';
import { armRetry } from './arm.ts';
import type { Draft } from './draft.ts';
import { failRun } from './end-run.ts';
import { waitingStatus } from './row.ts';
import { deferred, isElsewhere, type RunningRun, waiting } from './run-in-flight.ts';

/** That an attempt left the executor, and when it is to be called again. */
export interface Deferred {
  /** Unix ms. */
  until: number;
  /** It waits its turn at a target with a limit; `reserved` when it has one at `until`. */
  slot?: 'wanted' | 'reserved';
  /** The history could not be asked whether the attempt had ended by a worker that was lost with it. */
  unasked?: true;
}

/** Why a deferred run of a cancelled job ended. */
export const CANCELLED = {
  code: ErrorCode.Cancelled,
  message: 'The job was cancelled before the run had ended.',
};

/** Puts an attempt aside; it is the same attempt when it is called again. */
export function defer(draft: Draft, run: RunningRun, { until, slot, unasked }: Deferred): void {
  if (draft.ended) {
    if (unasked) abandon(draft, run);
    else failRun(draft, run, run.started_at, CANCELLED);
    return;
  }
  const { slot: _had, ...rest } = run;
  const aside = { ...rest, deferrals: (run.deferrals ?? 0) + 1, ...defined({ slot }) };
  const at = Math.max(until, draft.now);
  const idle =
    slot && !isElsewhere(run)
      ? { ...waiting(aside, at), ...defined({ lost_attempt: unasked }) }
      : deferred(aside, at);
  draft.setRun(idle);
  draft.set({ status: waitingStatus(draft.row) });
  draft.after.push(...armRetry(draft.row, idle, draft.now));
}
