import type { SchedulePatch } from '../../contract/schedule.ts';
import { validationError } from '../errors/request-error.ts';
import type { Random } from '../ports/clock.ts';
import { changeSchedule } from '../schedule/change-schedule.ts';
import { firstOccurrence } from '../schedule/occurrences.ts';
import { isRecurring, type Timetable } from '../schedule/timetable.ts';
import type { Draft } from './draft.ts';
import { renew } from './renew.ts';
import { assertCommand } from './transitions.ts';

/**
 * Changes a job's schedule from now on; the count of its runs stays, and a paused job stays paused. No occurrence that
 * was claimed is claimed again.
 * @throws RequestError `VALIDATION_ERROR` naming what of the new schedule is wrong
 */
export function reschedule(draft: Draft, patch: SchedulePatch, random: Random): void {
  const { row, now } = draft;
  assertCommand(row, 'reschedule');
  const changed = changeSchedule(row.table, patch, now);
  if (!changed.ok) throw validationError(changed.issues);
  const { table, next } = beginning(changed.value, Math.max(now, (row.claimed_to ?? 0) + 1));
  if (isRecurring(table) && table.limit !== undefined && table.limit <= row.execution_count) {
    const message = `must be more than the ${row.execution_count} runs there have been`;
    throw validationError([{ path: 'schedule.limit', message }]);
  }
  if (next === null) {
    throw validationError([{ path: 'schedule.endDate', message: 'is before the next occurrence' }]);
  }
  if (row.status === 'paused') draft.set({ table, next_run_at: next });
  else renew(draft, table, next, random);
  draft.set({ scheduled_at: next });
}

/** The schedule and its first occurrence at or after `from`. */
function beginning(table: Timetable, from: number): { table: Timetable; next: number | null } {
  if (isRecurring(table)) return { table, next: firstOccurrence(table, from) };
  const at = Math.max(table.at, from);
  return { table: { ...table, at }, next: at };
}
