import type { Held } from '../../contract/hold.ts';
import { MINUTE } from '../time/units.ts';
import { armNext, armRuns, armTick } from './arm.ts';
import type { Draft } from './draft.ts';
import { meetHold } from './hold.ts';
import { isEnded, isHeld, isLive, type JobRow, mayContinue, scheduledRuns } from './row.ts';
import { dueAt, isIdle, Lease, type RunInFlight } from './run-in-flight.ts';
import { isPurged } from './tombstone.ts';

/** What is due so long ago should have begun, ms: EventBridge alone may be 60 s late, and so is `precision: minute`. */
const OVERDUE_AFTER = { second: MINUTE, minute: 2 * MINUTE };

/** Moments to look at a job are this far apart, ms, so that a frequent job's entry in the index seldom moves. */
const GRID = 240_000;

/** They lie between full minutes, ms: most jobs are due at one, and neither a claim nor an end that is a little late moves their entries. */
const BETWEEN = 30_000;

/**
 * What is to begin counts as if it had, ms at most: a run of usual length then leaves the entry in the index where it was, at its claim and
 * at its end.
 */
const BEGUN = MINUTE;

/** An overdue job whose wake-ups were sent again is looked at again so long after, ms. */
const PATIENCE = 240_000;

/** Delay before the sweep does what a caller's command left undone that brings no message: its process died, ms. */
const LEFT_AFTER = MINUTE;

/** A job that is due is looked at within so long, ms: what is above taken together. */
export const LOOKED_AT_WITHIN = 12 * MINUTE;

/** When the job counts as overdue, Unix ms: while all is well a wake-up has come by then. */
export function overdueAt(row: JobRow): number | undefined {
  if (isPurged(row)) return undefined;
  if (row.deleted_at !== undefined || hasSkipsLeft(row)) return row.updated_at + LEFT_AFTER;
  const due = earliest(row, Math.min(BEGUN, row.timeout + Lease.margin));
  if (due === undefined) return undefined;
  const patience = (row.healed_at ?? Number.NEGATIVE_INFINITY) + PATIENCE;
  const moment = Math.max(due + OVERDUE_AFTER[row.schedule.precision], patience);
  return Math.ceil((moment - BETWEEN) / GRID) * GRID + BETWEEN;
}

/** Since when something of the job should have begun or ended, Unix ms; undefined while all of it may still be in time. */
export function overdueSince(row: JobRow, now: number): number | undefined {
  const due = row.deleted_at === undefined ? earliest(row) : undefined;
  return due !== undefined && due + OVERDUE_AFTER[row.schedule.precision] <= now ? due : undefined;
}

/**
 * Heals an overdue job: the wake-ups of what is overdue were lost, so they are sent and created again.
 * @param hold in force on it: what is due of the job waits for its end, and is not missed
 */
export function healOverdue(draft: Draft, hold?: Held): void {
  const { row, now } = draft;
  if (hold) meetHold(draft, hold);
  if (row.deleted_at !== undefined) draft.after.push({ type: 'purge' });
  const overdue = now - OVERDUE_AFTER[row.schedule.precision];
  const due = earliest(row);
  const patient = row.healed_at !== undefined && row.healed_at + PATIENCE > now;
  if (row.deleted_at !== undefined) return;
  // They are written down before the commit, as before each.
  if (hasSkipsLeft(row)) {
    draft.set({});
    return;
  }
  if (patient || due === undefined || due > overdue) {
    // The index lags and still lists this job. An empty commit corrects its entry, which would stand before overdue jobs otherwise.
    draft.set({});
    return;
  }

  draft.set({ healed_at: now });
  draft.emit('job.missed');
  if (occurrenceDue(row) !== undefined) draft.after.push(...armTick(row, now), ...armNext(row, now));
  const late = row.runs.filter((run) => (momentOf(row, run) ?? now) <= overdue);
  draft.after.push(...armRuns(row, late, now));
}

/** Whether skipped occurrences may not be in the history yet, and no commit is to come that writes them there. */
function hasSkipsLeft(row: JobRow): boolean {
  return row.skips !== undefined && isEnded(row);
}

/**
 * The earliest moment at which something of the job should begin or end: an occurrence, an attempt, a lease.
 * @param ahead what is to begin counts so much later, ms
 */
function earliest(row: JobRow, ahead = 0): number | undefined {
  const moments = row.runs.map((run) => later(momentOf(row, run), isIdle(run) ? ahead : 0));
  const known = [later(occurrenceDue(row), ahead), ...moments].filter((moment) => moment !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

const later = (moment: number | undefined, ms: number) => (moment === undefined ? undefined : moment + ms);

/** The next occurrence, unless it waits for a run or for the end of a hold. */
function occurrenceDue(row: JobRow): number | undefined {
  if (!isLive(row) || isHeld(row) || row.next_run_at === null || scheduledRuns(row).length > 0)
    return undefined;
  return row.next_run_at;
}

/** When something about a run is due; nothing is about one that waits in a paused job. */
function momentOf(row: JobRow, run: RunInFlight): number | undefined {
  return isIdle(run) && !mayContinue(row, run) ? undefined : dueAt(run);
}
