import type { SkipReason } from '../../contract/job.ts';
import type { SchedulePatch } from '../../contract/schedule.ts';
import { validationError } from '../errors/request-error.ts';
import { changeSchedule } from '../schedule/change-schedule.ts';
import { firstOccurrence, nextOccurrence, occurrencesUntil } from '../schedule/occurrences.ts';
import {
  isRecurring,
  isSameSchedule,
  isSameTiming,
  type ParsedSchedule,
} from '../schedule/parsed-schedule.ts';
import type { Random } from '../time/clock.ts';
import { armNext, armRuns, armTick, disarmAll } from './arm.ts';
import type { Draft } from './draft.ts';
import { isTaken, moveAttempts } from './move-attempts.ts';
import { isHeld, type JobRow, originOf, scheduledRuns, unclaimedFrom } from './row.ts';
import { isIdle } from './run-in-flight.ts';
import { assertCommand, COMMANDS } from './transitions.ts';

/**
 * Changes a job's schedule; the count of its runs stays, and a paused job stays paused. A recurring job whose schedule it leaves as it is does not change. If
 * the patch leaves the times alone, due occurrences stay due. If it changes them, the new times apply from now: due occurrences are written down as skipped, no occurrence
 * that was claimed is claimed again, and the run of a one-time job has its next attempt at the new moment.
 * @throws RequestError `VALIDATION_ERROR` naming what of the new schedule is wrong, `ILLEGAL_TRANSITION` for a one-time job
 * whose run cannot be moved
 */
export function reschedule(draft: Draft, patch: SchedulePatch, random: Random): void {
  const { row, now } = draft;
  assertCommand(row, 'reschedule');
  const due = Math.min(now, isRecurring(row.schedule) ? (row.next_run_at ?? now) : row.schedule.at);
  const changed = changeSchedule(row.schedule, patch, now, due);
  if (!changed.ok) throw validationError(changed.issues);
  if (isRecurring(row.schedule) && isSameSchedule(row.schedule, changed.value)) return;
  giveSchedule(draft, changed.value, random);
  // The next declaration of a named schedule gives it the declared schedule again.
  if (row.declared) draft.set({ declared: { ...row.declared, digest: '', schedule_digest: '' } });
}

/**
 * Gives a job that a reschedule is allowed for another schedule, as {@link reschedule} does.
 * @throws RequestError `VALIDATION_ERROR` or `ILLEGAL_TRANSITION`
 */
export function giveSchedule(draft: Draft, schedule: ParsedSchedule, random: Random): void {
  const { row, now } = draft;
  assertRunsLeft(row, schedule);
  if (isSameTiming(row.schedule, schedule) && (row.next_run_at !== null || isTaken(row))) {
    assertNextLeft(draft, schedule);
    keepDue(draft, schedule);
    replace(draft, schedule, row.next_run_at, random);
    return;
  }
  const first = beginning(draft, schedule);
  // Each run in flight keeps its idempotency key and what its operators see.
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

function assertRunsLeft(row: JobRow, schedule: ParsedSchedule): void {
  if (isRecurring(schedule) && schedule.limit !== undefined && schedule.limit <= row.execution_count) {
    const { execution_count: count } = row;
    const message = `must be more than the ${count === 1 ? 'one run there has' : `${count} runs there have`} been`;
    throw validationError([{ path: 'schedule.limit', message }]);
  }
}

/** @throws RequestError `VALIDATION_ERROR` where the schedule ends before what is next */
function assertNextLeft({ row }: Draft, schedule: ParsedSchedule): void {
  const { next_run_at: next } = row;
  if (next !== null && isRecurring(schedule) && firstOccurrence(schedule, next) === null) throw hasEnded();
}

/**
 * If the times stay the same, due occurrences still run, whatever `overlap` and `missed` now say. Those after the new end are written down
 * as skipped.
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
  const from = unclaimedFrom(row, now);
  const first = isRecurring(schedule) ? firstOccurrence(schedule, from) : Math.max(schedule.at, from);
  if (first !== null) return first;
  throw hasEnded();
}

const hasEnded = () =>
  validationError([{ path: 'schedule.endDate', message: 'is before the next occurrence' }]);

function replace(draft: Draft, schedule: ParsedSchedule, next: number | null, random: Random): void {
  if (draft.row.status === 'paused') draft.set({ schedule, next_run_at: next });
  else replaceSchedule(draft, schedule, next, random);
}

/**
 * Runs a failed job once more, `delay` ms from now: a new run with all its attempts. While the target may have done what
 * the failed run asked, the new one carries its idempotency key, unless the caller wants a new one.
 */
export function retryJob(draft: Draft, delay: number, newKey: boolean, random: Random): void {
  const { row, now } = draft;
  assertCommand(row, 'retry');
  const at = unclaimedFrom(row, now + delay);
  replaceSchedule(draft, { kind: 'once', at, precision: row.schedule.precision }, at, random);
  draft.set({ retry_count: 0 });
  if (newKey) draft.clear('unsettled');
  draft.emit('job.scheduled');
}

/** Of two who change a job's schedule at once, each arms under a generation of its own, so that neither's is taken. */
const GENERATIONS = 1_000_000;

/**
 * Gives a job another schedule, `next` being its first occurrence: all wake-ups are armed under a new generation
 * before the commit, those of the old one go after it. Runs in flight are looked after under the new one.
 */
export function replaceSchedule(
  draft: Draft,
  schedule: ParsedSchedule,
  next: number | null,
  random: Random,
): void {
  const { row, now } = draft;
  const old = disarmAll(row, now);
  const gen = row.gen + 1 + Math.floor(random() * GENERATIONS);
  const waits = isRecurring(schedule) || next === null || next > now;
  draft.set({ schedule, gen, next_run_at: next, status: waits ? 'scheduled' : 'queued' });
  draft.clear('paused_at', 'paused_by', 'reason', 'completed_at');
  const last = Math.max(next ?? now, ...row.runs.map((run) => (isIdle(run) ? run.retry_at : now)));
  const keep = isRecurring(schedule) ? {} : { until: last };
  draft.before.push({ type: 'keep-payload', ...keep }, ...armTick(row, now), ...armNext(row, now));
  draft.before.push(...armRuns(row, row.runs, now));
  draft.after.push(...old);
}

/** Ends the schedule of a job that has had all its runs; what had come due and waited is written down as skipped. */
export function endSchedule(draft: Draft): void {
  skipDue(draft, draft.now, 'limit');
  draft.set({ next_run_at: null });
}

/**
 * Writes down as skipped what has come due of a job until a moment, Unix ms, and will not run as a command ends or replaces its
 * schedule; what a pause let pass is skipped as such.
 */
export function skipDue(draft: Draft, until: number, reason: SkipReason): void {
  const due = draft.row.next_run_at;
  if (due !== null && due <= until) skipStretch(draft, due, until, reason);
}

/** Writes down as skipped the occurrences from `first`, itself an occurrence, up to and including `until`, Unix ms. */
export function skipStretch(draft: Draft, first: number, until: number, reason: SkipReason): void {
  const { schedule, status } = draft.row;
  if (!isRecurring(schedule)) return;
  const wasPaused = status === 'paused' || isHeld(draft.row);
  draft.skip(occurrencesUntil(schedule, first, until), wasPaused ? 'paused' : reason);
}
