import type { SkipReason } from '../../contract/job.ts';
import { Limits } from '../../contract/limits.ts';
import {
  firstOccurrence,
  lastOccurrences,
  nextOccurrence,
  occurrencesUntil,
  type Stretch,
} from '../schedule/occurrences.ts';
import { isRecurring, type Recurring } from '../schedule/timetable.ts';
import { armNext } from './arm.ts';
import type { Draft } from './draft.ts';
import { scheduledRuns } from './row.ts';
import { takeUnsettled } from './unsettled.ts';

/** An occurrence later than this could not run in time, ms: EventBridge alone may be 60 s late. */
export const MISSED_AFTER = 120_000;

/** A slow start or a busy minute is no outage: occurrences late by at most this run each, one after another, ms. */
const HICCUP = 10_000;

/** Nothing of a job has started for so long because of one run, ms: that is told. */
const STANDSTILL = 3_600_000;

/** Runs of one job in flight at once under `overlap: 'allow'`; more are skipped, as the row must stay small. */
export const IN_FLIGHT_MAX = 50;

/** What becomes of the occurrences that are due: at most one is claimed, earlier ones may be skipped. */
type Choice = { claim?: number; skip?: Stretch & { reason: SkipReason } };

/**
 * Claims what is due, if anything: one occurrence at a time, by the policies for overlap and missed runs, never
 * more than `limit`. Moves the row to the next occurrence and arms it.
 * @param by the wake-up that claims
 * @returns whether the row moved on
 */
export function claimDue(draft: Draft, by: string): boolean {
  const { row, now } = draft;
  const due = row.next_run_at;
  if (due === null || due > now) return false;
  const choice = isRecurring(row.table) ? choose(draft, row.table, due) : { claim: due };
  if (!choice) return false;

  if (choice.skip) draft.skip(choice.skip, choice.skip.reason);
  if (choice.claim !== undefined) start(draft, choice.claim, by);
  const last = choice.claim ?? choice.skip?.last ?? due;
  draft.set({ next_run_at: limitReached(draft) ? null : nextOccurrence(row.table, last) });

  const behind = row.next_run_at !== null && row.next_run_at <= now;
  const waitsForRun =
    behind && scheduledRuns(row).length > 0 && isRecurring(row.table) && row.table.overlap !== 'allow';
  if (!waitsForRun) draft.after.push(...armNext(row, now));
  return true;
}

function choose(draft: Draft, table: Recurring, due: number): Choice | undefined {
  const { row, now } = draft;
  const going = scheduledRuns(row).length;
  const room = going === 0 || (table.overlap === 'allow' && row.runs.length < IN_FLIGHT_MAX);
  if (room) return chooseRun(draft, table, due);
  const stretch = occurrencesUntil(table, due, now);
  tellStandstill(draft, stretch.last);
  if (table.overlap === 'queue' || isKeptForLater(table, due, now)) return undefined;
  return { skip: { ...stretch, reason: 'overlap' } };
}

/** Tells once of each run that all occurrences of more than an hour, up to `last`, were skipped or wait because of it. */
function tellStandstill(draft: Draft, last: number): void {
  const run = scheduledRuns(draft.row).at(-1);
  if (!run || last - run.claimed_at <= STANDSTILL || draft.row.missed_behind === run.number) return;
  draft.set({ missed_behind: run.number });
  draft.tell('job.missed');
}

/** Under `missed: 'all'`, what an outage left behind waits for the run under way instead of being skipped. */
function isKeptForLater(table: Recurring, due: number, now: number): boolean {
  return table.missed === 'all' && due < now - MISSED_AFTER;
}

function chooseRun(draft: Draft, table: Recurring, due: number): Choice {
  const stretch = occurrencesUntil(table, due, draft.now);
  const queued = draft.row.queued_until !== undefined && due <= draft.row.queued_until;
  if (queued || table.missed === 'all') return oldest(table, stretch);
  if (table.missed === 'skip' && stretch.last < draft.now - MISSED_AFTER) {
    return { skip: { ...stretch, reason: 'missed' } };
  }
  return before(table, stretch, firstInTime(table, stretch, draft.now));
}

/** The first occurrence that is late by no more than a hiccup; else the latest, which makes up for all before it. */
function firstInTime(table: Recurring, stretch: Stretch, now: number): number {
  const first = firstOccurrence(table, Math.max(stretch.first, now - HICCUP));
  return first !== null && first <= stretch.last ? first : stretch.last;
}

/** The oldest of the last hundred. */
function oldest(table: Recurring, stretch: Stretch): Choice {
  if (stretch.count !== undefined && stretch.count <= Limits.catchUp) return { claim: stretch.first };
  const [first] = lastOccurrences(table, stretch.first, stretch.last, Limits.catchUp);
  return before(table, stretch, first ?? stretch.last);
}

/** Claims `claim` and skips what of the stretch lies before it. */
function before(table: Recurring, stretch: Stretch, claim: number): Choice {
  if (claim === stretch.first) return { claim };
  return { claim, skip: { ...occurrencesUntil(table, stretch.first, claim - 1), reason: 'missed' } };
}

function start(draft: Draft, occurrence: number, by: string): void {
  const { row, now } = draft;
  const number = row.execution_count + 1;
  const run = {
    number,
    occurrence,
    attempt: 1,
    lost: 0,
    by,
    claimed_at: now,
    started_at: now,
    lease_until: draft.leaseUntil,
    ...takeUnsettled(draft),
  };
  draft.set({
    execution_count: number,
    runs: [...row.runs, run],
    retry_count: 0,
    started_at: now,
    claimed_to: Math.max(occurrence, row.claimed_to ?? occurrence),
  });
  draft.after.push({ type: 'run', run });
  draft.tell('job.started');
}

/** Whether the job has had all its runs. */
export function limitReached({ row }: Draft): boolean {
  return isRecurring(row.table) && row.table.limit !== undefined && row.execution_count >= row.table.limit;
}
