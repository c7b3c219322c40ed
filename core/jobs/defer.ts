import { ErrorCode } from '../../contract/errors.ts';
import { defined } from '../../contract/plain-data.ts';
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
}

/** Why a deferred run of a cancelled job ended. */
export const CANCELLED = {
  code: ErrorCode.Cancelled,
  message: 'The job was cancelled before the run had ended.',
};

/** Puts an attempt aside; it is the same attempt when it is called again. */
export function defer(draft: Draft, run: RunningRun, { until, slot }: Deferred): void {
  if (draft.ended) {
    failRun(draft, run, run.started_at, CANCELLED);
    return;
  }
  const { slot: _had, ...rest } = run;
  const aside = { ...rest, deferrals: (run.deferrals ?? 0) + 1, ...defined({ slot }) };
  const put = slot && !isElsewhere(run) ? waiting : deferred;
  const idle = put(aside, Math.max(until, draft.now));
  draft.setRun(idle);
  draft.set({ status: waitingStatus(draft.row) });
  draft.after.push(...armRetry(draft.row, idle, draft.now));
}
