import { isRecurring } from '../schedule/parsed-schedule.ts';
import { disarmAll } from './arm.ts';
import type { Draft } from './draft.ts';

/**
 * Ends a job that has no occurrence left and no run in flight: a recurring one is completed whatever its runs came to, and
 * while it is paused only when it is resumed, as it may be given more; a one-time one as its run ended.
 */
export function complete(draft: Draft): void {
  const { row, now } = draft;
  if (draft.ended || row.next_run_at !== null || row.runs.length > 0) return;
  if (row.status === 'paused' && isRecurring(row.schedule)) return;
  const status = isRecurring(row.schedule) || !row.last_error ? 'completed' : 'failed';
  draft.set({ status, completed_at: row.completed_at ?? now });
  if (isRecurring(row.schedule)) draft.after.push(...disarmAll(row, now));
}
