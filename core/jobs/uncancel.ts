import type { PausedBy } from '../../contract/job.ts';
import { firstOccurrence, occurrencesUntil } from '../schedule/occurrences.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import type { Random } from '../time/clock.ts';
import { limitReached } from './claim.ts';
import type { Draft } from './draft.ts';
import { replaceSchedule } from './reschedule.ts';
import { unclaimedFrom } from './row.ts';
import { illegal } from './transitions.ts';

/**
 * Takes the cancel of a recurring job back: it continues from now, and what came due since the cancel is written down as skipped
 * (`cancelled`). Runs that the cancel ended stay ended.
 * @param held by whom it was paused when it was cancelled: then it is paused again
 * @throws RequestError `ILLEGAL_TRANSITION` for a job that is not cancelled, or has no run left
 */
export function uncancel(draft: Draft, held: PausedBy | undefined, random: Random): void {
  const { row, now } = draft;
  const { schedule } = row;
  if (row.status !== 'cancelled' || !isRecurring(schedule))
    throw illegal('The job is not cancelled any more.');
  // Its name may stand for another job by now.
  if (row.declared) throw illegal('It is the job of a named schedule: declare the schedule again.');
  if (limitReached(draft)) throw illegal('The job has had all its runs.');
  const since = unclaimedFrom(row, (row.completed_at ?? now) + 1);
  const next = firstOccurrence(schedule, Math.max(now, since));
  if (next === null) throw illegal('The schedule has ended: the job has nothing left to run.');
  const passed = firstOccurrence(schedule, since);
  if (passed !== null && passed < now) draft.skip(occurrencesUntil(schedule, passed, now - 1), 'cancelled');
  draft.clear('queued_until', 'reason', 'completed_at');
  if (held) {
    draft.set({ status: 'paused', paused_at: now, paused_by: held, next_run_at: next });
    draft.before.push({ type: 'keep-payload' });
  } else replaceSchedule(draft, schedule, next, random);
  draft.emit('job.scheduled');
}
