import type { SkipReason } from '../../contract/job.ts';
import { occurrencesUntil } from '../schedule/occurrences.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import type { Draft } from './draft.ts';

/**
 * Writes down as skipped what has come due of a job until a moment, Unix ms, and will not run as a command ends or replaces its
 * schedule; what a pause let pass is skipped as such.
 */
export function skipDue(draft: Draft, until: number, reason: SkipReason): void {
  const { schedule, next_run_at: due, status } = draft.row;
  if (!isRecurring(schedule) || due === null || due > until) return;
  draft.skip(occurrencesUntil(schedule, due, until), status === 'paused' ? 'paused' : reason);
}
