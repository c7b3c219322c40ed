import type { Random } from '../time/clock.ts';
import type { Draft } from './draft.ts';
import { replaceSchedule } from './replace-schedule.ts';
import { assertCommand } from './transitions.ts';

/**
 * Runs a failed job once more, `delay` ms from now: a new run with all its attempts. While the target may have done what
 * the failed run asked, the new one carries its idempotency key, unless the caller wants a new one.
 */
export function retryJob(draft: Draft, delay: number, newKey: boolean, random: Random): void {
  const { row, now } = draft;
  assertCommand(row, 'retry');
  const at = Math.max(now + delay, (row.claimed_to ?? 0) + 1);
  replaceSchedule(draft, { kind: 'once', at, precision: row.schedule.precision }, at, random);
  draft.set({ retry_count: 0 });
  if (newKey) draft.clear('unsettled');
  draft.emit('job.scheduled');
}
