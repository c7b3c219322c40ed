import { armBeat, armNext, armRetry, recovery } from './arm.ts';
import type { Draft } from './draft.ts';

/** Sends and creates again every wake-up a live job should have; those that still exist do no harm. */
export function rearm(draft: Draft): void {
  const { row, now } = draft;
  if (draft.live) draft.after.push(...armBeat(row), ...armNext(row, now));
  for (const run of row.runs) {
    draft.after.push(...armRetry(row, run, now));
    if (run.lease_until !== undefined) draft.after.push(recovery(row, run.lease_until, now));
  }
}
