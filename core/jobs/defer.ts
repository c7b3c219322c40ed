import { ErrorCode } from '../../contract/errors.ts';
import { armRetry } from './arm.ts';
import type { Draft } from './draft.ts';
import { failRun } from './end-run.ts';
import { type RunInFlight, waitingStatus } from './row.ts';

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
export function defer(draft: Draft, run: RunInFlight, { until, slot }: Deferred): void {
  const { lease_until: _over, slot: _had, ...rest } = run;
  if (draft.ended) {
    failRun(draft, run, run.started_at, CANCELLED);
    return;
  }
  const waiting = {
    ...rest,
    retry_at: Math.max(until, draft.now),
    deferred: (run.deferred ?? 0) + 1,
    ...(slot ? { slot } : { elsewhere: true as const }),
  };
  draft.set({
    status: waitingStatus(draft.row),
    runs: draft.row.runs.map((r) => (r.number === run.number ? waiting : r)),
  });
  draft.after.push(...armRetry(draft.row, waiting, draft.now));
}
