import type { Execution } from '../../contract/job.ts';
import { isTaken } from '../../core/jobs/move-attempts.ts';
import { isEnded, type JobRow } from '../../core/jobs/row.ts';
import { firstOccurrence, nextOccurrence, occurrencesUntil } from '../../core/schedule/occurrences.ts';
import { isRecurring, isSameTiming, type ParsedSchedule } from '../../core/schedule/parsed-schedule.ts';

/** A part of a job's life in which its times were the same: all its occurrences must be in the history, Unix ms. */
export interface Era {
  schedule: ParsedSchedule;
  from: number;
  /** The last moment that counts; infinite while it lasts. */
  until: number;
}

/** The eras of jobs, by what their rows were committed as; it asks no one what was skipped. */
export class Eras {
  private readonly jobs = new Map<string, Era[]>();

  created({ id, schedule, created_at }: JobRow): void {
    const from = firstOccurrence(schedule, created_at) ?? created_at;
    this.jobs.set(id, [{ schedule, from, until: Number.POSITIVE_INFINITY }]);
  }

  committed(before: JobRow, after: JobRow): void {
    const eras = this.jobs.get(after.id) ?? [];
    const wasOpen = before.next_run_at !== null;
    const isOpen = after.next_run_at !== null;
    const same = isSameTiming(before.schedule, after.schedule);
    const current = eras.at(-1);
    // One that was cut short stays as it is: what follows lies within it.
    if (current && wasOpen && current.until === Number.POSITIVE_INFINITY) {
      if (!same || !isOpen) current.until = same ? endOf(before, after) : changedAt(before, after);
      else if (isCutShort(before, after)) current.until = after.updated_at;
      else current.schedule = after.schedule;
    }
    if (isOpen && !(wasOpen && same)) {
      eras.push({ schedule: after.schedule, from: beginOf(before, after), until: Number.POSITIVE_INFINITY });
    }
    this.jobs.set(after.id, eras);
  }

  /** What of a job's occurrences its history does not tell, tells twice, or tells wrong. */
  violations(row: JobRow, executions: readonly Execution[]): string[] {
    const eras = this.jobs.get(row.id) ?? [];
    const skipped = executions.filter(({ status }) => status === 'skipped');
    const ran = new Set(executions.flatMap((e) => (e.status === 'skipped' ? [] : [e.occurrence])));
    const stretches = skipped.map((e) => [e.occurrence, e.through ?? e.occurrence] as const);
    const found: string[] = [];
    for (const { schedule, from, until } of eras) {
      const last = Math.min(until, row.next_run_at === null ? until : row.next_run_at - 1);
      for (
        let t = firstOccurrence(schedule, from);
        t !== null && t <= last;
        t = nextOccurrence(schedule, t)
      ) {
        const moment = t;
        const told = stretches.filter(([first, end]) => first <= moment && moment <= end).length;
        const times = told + (ran.has(moment) ? 1 : 0);
        if (times === 0) found.push(`occurrence ${new Date(t).toISOString()} is not accounted for`);
        if (times > 1) found.push(`occurrence ${new Date(t).toISOString()} is told of ${times} times`);
      }
    }
    for (const { occurrence, through = occurrence, count = 1 } of skipped) {
      const counts = eras
        .filter(({ schedule }) => firstOccurrence(schedule, occurrence) === occurrence)
        .map(({ schedule }) => occurrencesUntil(schedule, occurrence, through).count ?? count);
      if (!counts.includes(count))
        found.push(`${count} skipped from ${new Date(occurrence).toISOString()} on`);
    }
    return found.slice(0, 5);
  }
}

/** Whether the schedule now ends in the past, so that what had come due by the earlier one is still to be told of. */
function isCutShort({ schedule: old }: JobRow, { schedule, updated_at }: JobRow): boolean {
  if (!isRecurring(schedule) || !isRecurring(old) || schedule.end === undefined) return false;
  return schedule.end < updated_at && schedule.end < (old.end ?? Number.POSITIVE_INFINITY);
}

/** Where the times became others: what was due by then counts. The one occurrence of a one-time job was moved. */
function changedAt(before: JobRow, after: JobRow): number {
  return isRecurring(before.schedule) ? after.updated_at : Number.NEGATIVE_INFINITY;
}

/** What counts of a job that has nothing to come any more. */
function endOf(before: JobRow, after: JobRow): number {
  const known = new Set(before.runs.map(({ number }) => number));
  const fresh = after.runs.find(({ number }) => !known.has(number));
  if (fresh && !fresh.triggered) return fresh.occurrence;
  const counted = after.execution_count > before.execution_count;
  if (!isRecurring(after.schedule) && counted) return before.next_run_at ?? 0;
  if (isEnded(after) && after.status === 'cancelled') return (before.next_run_at ?? 0) - 1;
  return after.updated_at;
}

/** The first occurrence of the new times. That of a one-time job whose run was waiting is made by this very run. */
function beginOf(before: JobRow, after: JobRow): number {
  const { schedule } = after;
  if (!isRecurring(schedule)) return after.next_run_at ?? 0;
  // What came due while it was cancelled is told of too, where that is undone.
  const since = before.status === 'cancelled' ? (before.completed_at ?? 0) + 1 : after.updated_at;
  const first = firstOccurrence(schedule, Math.max(since, (before.claimed_to ?? 0) + 1));
  if (first === null) return Number.POSITIVE_INFINITY;
  const moved = isTaken(before) && before.runs.length > 0;
  return moved ? (nextOccurrence(schedule, first) ?? Number.POSITIVE_INFINITY) : first;
}
