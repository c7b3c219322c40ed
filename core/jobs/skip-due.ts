import type { SkipReason } from '../../contract/job.ts';
import { occurrencesUntil } from '../schedule/occurrences.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import type { Draft } from './draft.ts';

/** Ends the schedule of a job that has had all its runs; what had come due and waited is written down as skipped. */
export function endSchedule(draft: Draft): void {
  skipDue(draft, draft.now, 'limit');
  draft.set({ next_run_at: null });
}

/**
 * Writes down as skipped what has come due of a job until a moment, Unix ms, and will not run as a command ends or replaces its
 * schedule; what a pause let pass is skipped as such.
 */
export function skipDue(draft: Draft, until: number, reason: SkipReason): void {
  const due = draft.row.next_run_at;
  if (due !== null && due <= until) skipStretch(draft, due, until, reason);
}

/** The same of the occurrences from `first`, which is one, on. */
export function skipStretch(draft: Draft, first: number, until: number, reason: SkipReason): void {
  const { schedule, status } = draft.row;
  if (!isRecurring(schedule)) return;
  draft.skip(occurrencesUntil(schedule, first, until), status === 'paused' ? 'paused' : reason);
}
