import type { SchedulePatch } from '../../contract/schedule.ts';
import { validationError } from '../errors/request-error.ts';
import { changeSchedule } from '../schedule/change-schedule.ts';
import { firstOccurrence, nextOccurrence, occurrencesUntil } from '../schedule/occurrences.ts';
import { isRecurring, isSameTiming, type ParsedSchedule } from '../schedule/parsed-schedule.ts';
import type { Random } from '../time/clock.ts';
import type { Draft } from './draft.ts';
import { isTaken, moveAttempts } from './move-attempts.ts';
import { replaceSchedule } from './replace-schedule.ts';
import { originOf, scheduledRuns } from './row.ts';
import { skipDue, skipStretch } from './skip-due.ts';
import { assertCommand, COMMANDS } from './transitions.ts';

/**
 * Changes a job's schedule; the count of its runs stays, and a paused job stays paused. A change that leaves the times
 * alone leaves what is due as it is. One of the times holds from now on: what is due by the old ones is written down as
 * skipped, no occurrence that was claimed is claimed again, and the run of a one-time job has its next attempt at the new
 * moment.
 * @throws RequestError `VALIDATION_ERROR` naming what of the new schedule is wrong, `ILLEGAL_TRANSITION` for a one-time job
 * whose run cannot be moved
 */
export function reschedule(draft: Draft, patch: SchedulePatch, random: Random): void {
  const { row, now } = draft;
  assertCommand(row, 'reschedule');
  const schedule = changedTable(draft, patch);
  if (isSameTiming(row.schedule, schedule) && (row.next_run_at !== null || isTaken(row))) {
    keepDue(draft, schedule);
    replace(draft, schedule, row.next_run_at, random);
    return;
  }
  const first = beginning(draft, schedule);
  // What runs in flight are, and what their operators see, is what they were before.
  const runs = row.runs.map((run) => ({ ...run, origin: originOf(row, run) }));
  draft.set({ runs });
  draft.clear('queued_until');
  if (isTaken(row)) {
    moveAttempts(draft, first, COMMANDS.reschedule.to);
    const once = { kind: 'once', at: first, precision: schedule.precision } as const;
    if (isRecurring(schedule)) replace(draft, schedule, nextOccurrence(schedule, first), random);
    else replace(draft, once, null, random);
  } else {
    skipDue(draft, Math.min(now, first - 1), 'rescheduled');
    replace(draft, isRecurring(schedule) ? schedule : { ...schedule, at: first }, first, random);
  }
  draft.set({ scheduled_at: first });
}

/** The changed schedule, checked against what the job has done and what is due. */
function changedTable({ row, now }: Draft, patch: SchedulePatch): ParsedSchedule {
  const due = Math.min(now, isRecurring(row.schedule) ? (row.next_run_at ?? now) : row.schedule.at);
  const changed = changeSchedule(row.schedule, patch, now, due);
  if (!changed.ok) throw validationError(changed.issues);
  const schedule = changed.value;
  if (isRecurring(schedule) && schedule.limit !== undefined && schedule.limit <= row.execution_count) {
    const { execution_count: count } = row;
    const message = `must be more than the ${count === 1 ? 'one run there has' : `${count} runs there have`} been`;
    throw validationError([{ path: 'schedule.limit', message }]);
  }
  return schedule;
}

/**
 * Keeps what is due under a schedule of the same times: it runs as it would have, whatever is now said of occurrences that overlap or are
 * missed; but for what lies after the new end, which is written down as skipped.
 */
function keepDue(draft: Draft, schedule: ParsedSchedule): void {
  const { row, now } = draft;
  const due = row.next_run_at;
  if (due === null || due > now || !isRecurring(row.schedule)) return;
  const { overlap, missed } = row.schedule;
  if (missed === 'all' || (overlap === 'queue' && scheduledRuns(row).length > 0))
    draft.set({ queued_until: now });
  const lost = nextOccurrence(row.schedule, occurrencesUntil(schedule, due, now).last);
  if (lost !== null && lost <= now) skipStretch(draft, lost, now, 'rescheduled');
}

/** The first moment of the new schedule that is neither past nor claimed. */
function beginning({ row, now }: Draft, schedule: ParsedSchedule): number {
  const from = Math.max(now, (row.claimed_to ?? 0) + 1);
  const first = isRecurring(schedule) ? firstOccurrence(schedule, from) : Math.max(schedule.at, from);
  if (first !== null) return first;
  throw validationError([{ path: 'schedule.endDate', message: 'is before the next occurrence' }]);
}

function replace(draft: Draft, schedule: ParsedSchedule, next: number | null, random: Random): void {
  if (draft.row.status === 'paused') draft.set({ schedule, next_run_at: next });
  else replaceSchedule(draft, schedule, next, random);
}
