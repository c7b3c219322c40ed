import type { SkipReason } from '../../contract/job.ts';
import { Limits } from '../../contract/limits.ts';
import {
  firstOccurrence,
  lastOccurrences,
  nextOccurrence,
  type OccurrenceRange,
  occurrencesUntil,
} from '../schedule/occurrences.ts';
import { isRecurring, type RecurringSchedule } from '../schedule/parsed-schedule.ts';
import { HOUR, MINUTE } from '../time/units.ts';
import { armLong, armNext } from './arm.ts';
import type { Draft } from './draft.ts';
import { endSchedule } from './reschedule.ts';
import { type JobRow, scheduledRuns } from './row.ts';
import type { RunningRun } from './run-in-flight.ts';
import { takeUnsettled } from './unsettled.ts';

/** An occurrence later than this could not run in time, ms: EventBridge alone may be 60 s late. */
export const MISSED_AFTER = 2 * MINUTE;

/** A slow start or a busy minute is not an outage: occurrences late by at most this run each, one after another, ms. */
const HICCUP = 10_000;

/** Nothing of a job has started for so long because of one run, ms: that is told. */
const STANDSTILL = HOUR;

/** Runs of one job in flight at once under `overlap: 'allow'`; more are skipped, as the row must stay small. */
export const IN_FLIGHT_MAX = 50;

/** What becomes of the occurrences that are due: at most one is claimed, earlier ones may be skipped. */
type Choice = { claim?: number; skip?: OccurrenceRange & { reason: SkipReason } };

/**
 * Claims what is due, if anything: one occurrence at a time, by the policies for overlap and missed runs, never
 * more than `limit`. Moves the row to the next occurrence and arms it.
 * @param started_by the wake-up that claims
 * @returns whether the row moved on
 */
export function claimDue(draft: Draft, started_by: string): boolean {
  const { row, now } = draft;
  const due = row.next_run_at;
  if (due === null || due > now) return false;
  const choice = isRecurring(row.schedule) ? choose(draft, row.schedule, due) : { claim: due };
  if (!choice) return false;
  if (row.met_hold) draft.set({ met_hold: { to: now, ...row.met_hold } });

  if (choice.skip) draft.skip(choice.skip, choice.skip.reason);
  if (choice.claim !== undefined) start(draft, choice.claim, started_by);
  const last = choice.claim ?? choice.skip?.last ?? due;
  draft.set({ next_run_at: nextOccurrence(row.schedule, last) });
  if (limitReached(draft)) endSchedule(draft);

  const behind = row.next_run_at !== null && row.next_run_at <= now;
  const waitsForRun =
    behind && scheduledRuns(row).length > 0 && isRecurring(row.schedule) && row.schedule.overlap !== 'allow';
  if (!waitsForRun) draft.after.push(...armNext(row, now));
  return true;
}

function choose(draft: Draft, schedule: RecurringSchedule, due: number): Choice | undefined {
  const { row, now } = draft;
  const going = scheduledRuns(row).length;
  const room = going === 0 || (schedule.overlap === 'allow' && row.runs.length < IN_FLIGHT_MAX);
  if (room) return chooseRun(draft, schedule, due);
  const range = occurrencesUntil(schedule, due, now);
  tellStandstill(draft, range.last);
  if (schedule.overlap === 'queue' || isQueued(row, due) || isKeptForLater(schedule, due, now))
    return undefined;
  return { skip: { ...range, reason: 'overlap' } };
}

/** Tells once of each run that all occurrences of more than an hour, up to `last`, were skipped or wait because of it. */
function tellStandstill(draft: Draft, last: number): void {
  const run = scheduledRuns(draft.row).at(-1);
  if (!run || last - run.claimed_at <= STANDSTILL || draft.row.missed_behind === run.number) return;
  draft.set({ missed_behind: run.number });
  draft.emit('job.missed');
}

/** Whether the occurrence waits for its turn behind a run, whatever the schedule says of those after it. */
function isQueued({ queued_until }: JobRow, due: number): boolean {
  return queued_until !== undefined && due <= queued_until;
}

/** Under `missed: 'all'`, what an outage left behind waits for the run under way instead of being skipped. */
function isKeptForLater(schedule: RecurringSchedule, due: number, now: number): boolean {
  return schedule.missed === 'all' && due < now - MISSED_AFTER;
}

function chooseRun(draft: Draft, schedule: RecurringSchedule, due: number): Choice {
  const { row, now } = draft;
  const wasHeld = hasPassedInHold(row, due, now);
  const range = occurrencesUntil(schedule, due, wasHeld ? Math.min(now, row.met_hold?.to ?? now) : now);
  const reason = wasHeld ? 'paused' : 'missed';
  if (isQueued(row, due) || schedule.missed === 'all') return oldest(schedule, range, reason);
  if (schedule.missed === 'skip' && range.last < now - MISSED_AFTER) return { skip: { ...range, reason } };
  // The newest alone makes up for a hold, however short that was.
  return before(schedule, range, wasHeld ? range.last : firstInTime(schedule, range, now), reason);
}

function hasPassedInHold({ met_hold }: JobRow, occurrence: number, now: number): boolean {
  return met_hold !== undefined && occurrence <= (met_hold.to ?? now);
}

/** The first occurrence that is late by no more than a hiccup; else the latest, which makes up for all before it. */
function firstInTime(schedule: RecurringSchedule, range: OccurrenceRange, now: number): number {
  const first = firstOccurrence(schedule, Math.max(range.first, now - HICCUP));
  return first !== null && first <= range.last ? first : range.last;
}

/** The oldest of the last hundred. */
function oldest(schedule: RecurringSchedule, range: OccurrenceRange, reason: SkipReason): Choice {
  if (range.count !== undefined && range.count <= Limits.catchUp) return { claim: range.first };
  const [first] = lastOccurrences(schedule, range.first, range.last, Limits.catchUp);
  return before(schedule, range, first ?? range.last, reason);
}

/** Claims `claim` and skips what of the stretch lies before it. */
function before(
  schedule: RecurringSchedule,
  range: OccurrenceRange,
  claim: number,
  reason: SkipReason,
): Choice {
  if (claim === range.first) return { claim };
  return { claim, skip: { ...occurrencesUntil(schedule, range.first, claim - 1), reason } };
}

function start(draft: Draft, occurrence: number, started_by: string): void {
  const { row, now } = draft;
  const number = row.execution_count + 1;
  const run: RunningRun = {
    state: 'running',
    number,
    occurrence,
    attempt: 1,
    lost: 0,
    started_by,
    claimed_at: now,
    started_at: now,
    lease_until: draft.leaseUntil,
    ...(hasPassedInHold(row, occurrence, now) && { held: true as const }),
    ...takeUnsettled(draft),
  };
  draft.set({
    execution_count: number,
    runs: [...row.runs, run],
    retry_count: 0,
    started_at: now,
    claimed_to: Math.max(occurrence, row.claimed_to ?? occurrence),
  });
  draft.after.push({ type: 'run', run }, ...armLong(row, run, now));
  draft.emit('job.started');
}

/** Whether the job has had all its runs. */
export function limitReached({ row }: Draft): boolean {
  return (
    isRecurring(row.schedule) && row.schedule.limit !== undefined && row.execution_count >= row.schedule.limit
  );
}
