import type { PausedBy } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import type { RetryPolicy } from '../retry/retry-policy.ts';
import type { RecurringSchedule } from '../schedule/parsed-schedule.ts';
import type { Random } from '../time/clock.ts';
import { cancel } from './cancel.ts';
import type { Draft } from './draft.ts';
import { giveSchedule } from './reschedule.ts';
import { type Declared, isEnded, type JobRow, originOf } from './row.ts';
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
  fairness_key?: string;
  expected_duration?: number;
  /** The version of the payload that was written for it. */
  payload: number;
}

/**
 * Makes the job of a named schedule what was declared, if it is something else: its counts, its history and a pause stay. Runs in flight
 * stay what they are, and so does what their target is sent. If the declared schedule is the one there was, nothing is armed anew.
 * What a later set has decided on stays as it is.
 * @throws RequestError `VALIDATION_ERROR` for a schedule that has nothing left to run, `ILLEGAL_TRANSITION` for a job that has ended
 */
export function declare(draft: Draft, declaration: Declaration, random: Random): void {
  const { row } = draft;
  const { declared, target, retry, timeout, payload, fairness_key, expected_duration } = declaration;
  if (isLater(row, declared.generation) || row.declared?.digest === declared.digest) return;
  assertCommand(row, 'reschedule');
  const expected = row.expected_duration ?? 0;
  const keepsExpected = expected_duration !== row.expected_duration && { expected };
  const runs = row.runs.map((run) => ({
    retry: row.retry,
    ...keepsExpected,
    ...run,
    origin: originOf(row, run),
  }));
  const left = [row.payload ?? FIRST, ...(row.earlier_payloads ?? [])];
  const hasNewSchedule = row.declared?.schedule_digest !== declared.schedule_digest;
  const { generation = row.declared?.generation } = declared;
  draft.clear('fairness_key', 'expected_duration');
  draft.set({ runs, declared: { ...declared, ...defined({ generation }) } });
  draft.set({ target, retry, timeout, payload, ...defined({ fairness_key, expected_duration }) });
  if (hasNewSchedule) giveSchedule(draft, scheduleOf(draft, declaration), random);
  keepPayloads(draft, left);
}

/** Why the job of a named schedule is to end. */
export interface Undeclaration {
  reason: string;
  /** The set that no longer has the schedule. */
  generation?: number;
  /** One that a caller has declared stays. */
  onlyFromCode?: true;
}

/** Ends the job of a named schedule, with its history kept; a pause outlives it. What a later set has decided on stays as it is. */
export function undeclare(draft: Draft, { reason, generation, onlyFromCode }: Undeclaration): void {
  const { row } = draft;
  if (isLater(row, generation)) return;
  if (generation !== undefined) fence(draft, generation);
  const isMeant = !onlyFromCode || row.declared?.by === 'config';
  if (!isMeant) return;
  if (isEnded(row)) {
    if (holdsName(row) && row.declared) draft.set({ declared: { ...row.declared, left: true } });
    return;
  }
  const held = pauseOf(row);
  if (row.declared && held) draft.set({ declared: { ...row.declared, held } });
  cancel(draft, reason);
}

/**
 * Whether a job stands for its named schedule: also when it has had all its runs, as the same declared again is that job for as long as it is
 * declared. So its row is kept.
 */
export function holdsName({ declared, status }: JobRow): boolean {
  return declared !== undefined && declared.left === undefined && status !== 'cancelled';
}

/** By whom a named schedule is paused, also after its job was ended for not being declared any more. */
export function pauseOf({ status, paused_by = 'hand', declared }: JobRow): PausedBy | undefined {
  return status === 'paused' ? paused_by : declared?.held;
}

/** Notes the set that has decided on a named schedule, so that nothing of an earlier one changes or ends it any more. */
export function fence(draft: Draft, generation: number): void {
  const { declared } = draft.row;
  if (!declared || (declared.generation ?? 0) >= generation) return;
  draft.set({ declared: { ...declared, generation } });
}

/** Whether a later set has decided on the schedule; a caller's declaration is of none, and comes after all. */
function isLater({ declared }: JobRow, generation = Number.POSITIVE_INFINITY): boolean {
  return (declared?.generation ?? 0) > generation;
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
  if (!kept.includes(FIRST)) draft.clear('inline');
  if (dropped.length > 0)
    draft.after.push({ type: 'drop-payloads', versions: dropped.map((version) => version || undefined) });
}

function neededPayloads({ runs, unsettled }: JobRow): ReadonlySet<number> {
  const origins = [...runs.map(({ origin }) => origin), unsettled].filter((origin) => origin !== undefined);
  return new Set(origins.map(({ payload }) => payload ?? FIRST));
}
