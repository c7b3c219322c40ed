import type { Held } from '../../contract/hold.ts';
import { Limits } from '../../contract/limits.ts';
import { firstOccurrence } from '../schedule/occurrences.ts';
import type { Random } from '../time/clock.ts';
import { armRetry, look } from './arm.ts';
import { IN_FLIGHT_MAX, limitReached } from './claim.ts';
import type { Draft } from './draft.ts';
import { meetHold } from './hold.ts';
import { isTaken, moveAttempts } from './move-attempts.ts';
import { endSchedule, replaceSchedule } from './reschedule.ts';
import { isHeld, type JobRow, unclaimedFrom } from './row.ts';
import type { WaitingRun } from './run-in-flight.ts';
import { assertCommand, COMMANDS, illegal } from './transitions.ts';
import { takeUnsettled } from './unsettled.ts';

/** Should the caller die between the commit and the wake-up after it, another one comes so long after, ms. */
const REDELIVERY_AFTER = 2000;

/** What a trigger goes by. */
interface Triggering {
  hold?: Held;
  idempotency_key?: string;
}

/**
 * Starts one run beside the schedule; it counts as a run. Its occurrence is now, or the next millisecond that is not an
 * occurrence of the schedule, so that no other run has its identity. A one-time job whose run waits for another attempt has
 * no schedule to run beside: that attempt is now; and one that a hold keeps from starting has its run now. With the key of one of the last triggers it is that one,
 * whose answer was lost, and changes nothing.
 * @throws RequestError `ILLEGAL_TRANSITION` when the job can have no other run
 */
export function trigger(draft: Draft, random: Random, { hold, idempotency_key: key }: Triggering): void {
  const { row, now } = draft;
  const keys = row.trigger_keys ?? [];
  if (key !== undefined && keys.includes(key)) return;
  // Its wake-up may be on its way still, or lost.
  if (hold) meetHold(draft, hold);
  assertCommand(row, 'trigger');
  if (key !== undefined) draft.set({ trigger_keys: [key, ...keys].slice(0, Limits.triggerKeys) });
  if (isTaken(row)) {
    moveAttempts(draft, now, COMMANDS.trigger.to);
    replaceSchedule(draft, row.schedule, null, random);
    return;
  }
  if (limitReached(draft)) throw illegal('The job has had all its runs and cannot become running.');
  if (row.runs.length >= IN_FLIGHT_MAX) {
    throw illegal(`${IN_FLIGHT_MAX} runs of the job are under way; no more can become running.`);
  }
  const due = dueOfHold(row);
  const occurrence = due ?? freeMoment(row, now);
  const number = row.execution_count + 1;
  const run: WaitingRun = {
    state: 'waiting',
    number,
    occurrence,
    attempt: 1,
    lost: 0,
    started_by: 'trigger',
    claimed_at: now,
    started_at: now,
    retry_at: Math.max(occurrence, now),
    triggered: true,
    ...(due !== undefined && { held: true as const, ...takeUnsettled(draft) }),
  };
  draft.set({ execution_count: number, runs: [...row.runs, run], claimed_to: occurrence });
  if (due !== undefined) draft.set({ next_run_at: null });
  if (limitReached(draft)) endSchedule(draft);
  draft.before.push(look(row, now + REDELIVERY_AFTER, now));
  draft.after.push(...armRetry(row, run, now));
}

/** The occurrence of a one-time job that a hold keeps from starting: a caller who runs it now wants no other one after the hold. */
function dueOfHold(row: JobRow): number | undefined {
  return isHeld(row) && row.schedule.kind === 'once' ? (row.next_run_at ?? undefined) : undefined;
}

function freeMoment(row: JobRow, now: number): number {
  let moment = unclaimedFrom(row, now);
  while (firstOccurrence(row.schedule, moment) === moment) moment += 1;
  return moment;
}
