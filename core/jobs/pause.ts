import type { PausedBy } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import { firstOccurrence, occurrencesUntil } from '../schedule/occurrences.ts';
import { isRecurring, type ParsedSchedule, type RecurringSchedule } from '../schedule/parsed-schedule.ts';
import type { Random } from '../time/clock.ts';
import { disarmAll } from './arm.ts';
import type { Draft } from './draft.ts';
import { complete } from './end-run.ts';
import { replaceSchedule } from './reschedule.ts';
import { isHeld, mayContinue } from './row.ts';
import { assertCommand, illegal } from './transitions.ts';

/**
 * Pauses a job: an attempt under way, here or elsewhere, continues and is recorded, nothing further starts. Pausing again
 * changes nothing, but that a job paused in bulk is from then on paused by hand if a caller says so by name.
 * @param reason stands in the job while it is paused, and with what passes
 */
export function pause(draft: Draft, by: PausedBy, reason?: string): void {
  const { row, now } = draft;
  assertCommand(row, 'pause');
  if (row.status !== 'paused') {
    if (row.met_hold && isHeld(row)) draft.set({ met_hold: { ...row.met_hold, to: now } });
    draft.clear('reason');
    draft.set({ status: 'paused', paused_at: now, paused_by: by, ...defined({ reason }) });
    draft.emit('job.paused');
    draft.before.push({ type: 'keep-payload' });
  } else if (by === 'hand' && row.paused_by !== 'hand') {
    draft.set({ paused_by: 'hand' });
    if (reason !== undefined) draft.set({ reason });
  }
  const held = row.runs.filter((run) => !mayContinue(row, run));
  draft.after.push(...disarmAll({ ...row, runs: held }, now));
}

/**
 * Lets a paused job go on from now: what passed meanwhile is written down as skipped (`paused`) and not made up; only
 * a one-time job whose moment has passed runs at once. Runs that waited for another attempt have it.
 * @param bulk whether it is one of many jobs, of which those that were paused by hand stay paused
 * @throws RequestError `ILLEGAL_TRANSITION` for a job that is not paused, or not by the same means
 */
export function resume(draft: Draft, bulk: boolean, random: Random): void {
  const { row, now } = draft;
  assertCommand(row, 'resume');
  if (bulk && row.paused_by !== 'bulk') throw illegal('A job that was paused by hand is resumed by name.');
  draft.emit('job.resumed');
  const due = row.next_run_at;
  if (due === null) {
    replaceSchedule(draft, row.schedule, null, random);
  } else if (isRecurring(row.schedule)) {
    skipPassed(draft, row.schedule, due);
    replaceSchedule(draft, row.schedule, due < now ? firstOccurrence(row.schedule, now) : due, random);
  } else {
    const at = Math.max(due, now);
    const schedule: ParsedSchedule = { ...row.schedule, at };
    replaceSchedule(draft, schedule, at, random);
  }
  complete(draft);
}

/** Writes down what passed of a paused job: what came due in a hold before the pause has the reason of the hold, the rest that of the pause. */
function skipPassed(draft: Draft, schedule: RecurringSchedule, due: number): void {
  const last = draft.now - 1;
  const held = Math.min(draft.row.met_hold?.to ?? Number.NEGATIVE_INFINITY, last);
  if (due <= held) draft.skip(occurrencesUntil(schedule, due, held), 'paused');
  draft.clear('met_hold');
  const rest = firstOccurrence(schedule, Math.max(due, held + 1));
  if (rest !== null && rest <= last) draft.skip(occurrencesUntil(schedule, rest, last), 'paused');
}
