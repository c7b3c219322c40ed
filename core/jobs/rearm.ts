import { armNext, armRuns, armTick } from './arm.ts';
import type { Draft } from './draft.ts';

/** Sends and creates again every wake-up a live job should have; those that still exist do no harm. */
export function rearm(draft: Draft): void {
  const { row, now } = draft;
  if (draft.live) draft.after.push(...armTick(row, now), ...armNext(row, now));
  draft.after.push(...armRuns(row, row.runs, now));
}
