import type { RetryPolicy } from '../retry/retry-policy.ts';
import type { RecurringSchedule } from '../schedule/parsed-schedule.ts';
import type { Random } from '../time/clock.ts';
import type { Draft } from './draft.ts';
import { giveSchedule } from './reschedule.ts';
import { type Declared, type JobRow, originOf } from './row.ts';
import { assertCommand } from './transitions.ts';

/** What a named schedule is declared to be. */
export interface Declaration {
  declared: Declared;
  target: string;
  schedule: RecurringSchedule;
  /** Whether it says when it begins; an interval that does not keeps its rhythm, or begins one interval from now. */
  hasStart: boolean;
  retry: RetryPolicy;
  timeout: number;
  /** The version of the payload that was written for it. */
  payload: number;
}

/**
 * Makes the job of a named schedule what was declared, if it is something else: its counts, its history and a pause stay. Runs in flight
 * stay what they are, and so does what their target is sent. If the declared schedule is the one there was, nothing is armed anew.
 * @throws RequestError `VALIDATION_ERROR` for a schedule that has nothing left to run, `ILLEGAL_TRANSITION` for a job that has ended
 */
export function declare(draft: Draft, declaration: Declaration, random: Random): void {
  const { row } = draft;
  const { declared, target, retry, timeout, payload } = declaration;
  if (row.declared?.digest === declared.digest) return;
  assertCommand(row, 'reschedule');
  const runs = row.runs.map((run) => ({ ...run, origin: originOf(row, run) }));
  const left = [row.payload ?? FIRST, ...(row.earlier_payloads ?? [])];
  const hasNewSchedule = row.declared?.schedule_digest !== declared.schedule_digest;
  draft.set({ runs, declared, target, retry, timeout, payload });
  if (hasNewSchedule) giveSchedule(draft, scheduleOf(draft, declaration), random);
  keepPayloads(draft, left);
}

/** How the first version of a payload is counted among the others. */
const FIRST = 0;

function scheduleOf({ row, now }: Draft, { schedule, hasStart }: Declaration): RecurringSchedule {
  if (schedule.kind !== 'every' || hasStart) return schedule;
  const { schedule: standing } = row;
  const goesOn = standing.kind === 'every' && standing.every === schedule.every;
  return { ...schedule, anchor: goesOn ? standing.anchor : now + schedule.every };
}

/** Keeps those of the earlier versions that a run may still be sent, and has the others removed. */
function keepPayloads(draft: Draft, earlier: readonly number[]): void {
  const { row } = draft;
  const needed = neededPayloads(row);
  const kept = earlier.filter((version) => needed.has(version));
  const dropped = earlier.filter((version) => !needed.has(version));
  if (kept.length > 0) draft.set({ earlier_payloads: kept });
  else draft.clear('earlier_payloads');
  if (dropped.length > 0)
    draft.after.push({ type: 'drop-payloads', versions: dropped.map((version) => version || undefined) });
}

function neededPayloads({ runs, unsettled }: JobRow): ReadonlySet<number> {
  const origins = [...runs.map(({ origin }) => origin), unsettled].filter((origin) => origin !== undefined);
  return new Set(origins.map(({ payload }) => payload ?? FIRST));
}
