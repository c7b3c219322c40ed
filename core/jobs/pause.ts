import type { Random } from '../ports/clock.ts';
import { firstOccurrence, occurrencesUntil } from '../schedule/occurrences.ts';
import { isRecurring, type Timetable } from '../schedule/timetable.ts';
import { disarmAll } from './arm.ts';
import { complete } from './complete.ts';
import type { Draft } from './draft.ts';
import { renew } from './renew.ts';
import { assertCommand } from './transitions.ts';

/** Pauses a job: an attempt under way goes on and is recorded, nothing further starts. Pausing again changes nothing. */
export function pause(draft: Draft): void {
  const { row, now } = draft;
  assertCommand(row, 'pause');
  if (row.status !== 'paused') {
    draft.set({ status: 'paused', paused_at: now });
    draft.tell('job.paused');
    draft.before.push({ type: 'keep-payload' });
  }
  draft.after.push(...disarmAll({ ...row, status: 'scheduled' }, now));
}

/**
 * Lets a paused job go on from now: what passed meanwhile is written down as skipped (`paused`) and not made up; only
 * a one-time job whose moment has passed runs at once. Runs that waited for another attempt have it.
 */
export function resume(draft: Draft, random: Random): void {
  const { row, now } = draft;
  assertCommand(row, 'resume');
  draft.tell('job.resumed');
  const due = row.next_run_at;
  if (due === null) {
    renew(draft, row.table, null, random);
  } else if (isRecurring(row.table)) {
    if (due < now) draft.skip(occurrencesUntil(row.table, due, now - 1), 'paused');
    renew(draft, row.table, due < now ? firstOccurrence(row.table, now) : due, random);
  } else {
    const at = Math.max(due, now);
    const table: Timetable = { ...row.table, at };
    renew(draft, table, at, random);
  }
  complete(draft);
}
