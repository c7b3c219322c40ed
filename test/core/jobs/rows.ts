import { defined } from '../../../contract/plain-data.ts';
import { LOST, lostWorkerEnd } from '../../../core/jobs/abandon.ts';
import { advance, type JobEvent } from '../../../core/jobs/advance.ts';
import type { NewJob } from '../../../core/jobs/create.ts';
import type { Decision, Effect } from '../../../core/jobs/effects.ts';
import { rankOf } from '../../../core/jobs/end-run.ts';
import type { Outcome } from '../../../core/jobs/finish.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import type { RunInFlight, RunningRun } from '../../../core/jobs/run-in-flight.ts';
import { type Lane, ScheduleName, type WakeUp } from '../../../core/messages/wake-up.ts';
import type { ParsedSchedule } from '../../../core/schedule/parsed-schedule.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { ID, jobRow } from '../../rows.ts';
import { every } from '../schedule/tables.ts';

export { ID };

export const NOW = Date.UTC(2026, 0, 1, 12);
export const TIMEOUT = 30 * SECOND;
/** How long a worker has a run: the attempt's limit and a margin. */
export const LEASE = TIMEOUT + 5 * SECOND;

export const OK: Outcome = { ok: true, result: 'done' };
export const fails = (code: string, retryAfterMs?: number): Outcome => ({
  ok: false,
  failure: { code, message: 'told so', retryAfterMs },
});

/** A job as it is right after its dispatch at `NOW`. */
export function newRow(schedule: ParsedSchedule, rest: Partial<NewJob> = {}): JobRow {
  return jobRow(NOW, { schedule, timeout: TIMEOUT, target: 'payments:charge', ...rest });
}

/** A job that runs every minute from `NOW` on. */
export const minutely = (rest: Parameters<typeof every>[2] = {}, job: Partial<NewJob> = {}): JobRow =>
  newRow(every(MINUTE, NOW, rest), job);

/** The same with runs that may take an hour. */
export const slow = (rest: Parameters<typeof every>[2] = {}): JobRow => minutely(rest, { timeout: HOUR });

const ids = { job_id: ID, gen: 1, armed_at: NOW } as const;

/** The wake-ups a job can have. */
export const Wake = {
  timer: (occurrence: number) => ({ kind: 'timer', ...ids, occurrence }) as const,
  tick: (): WakeUp => ({ kind: 'tick', ...ids, schedule: ScheduleName.tick({ id: ID, gen: 1 }, 0) }),
  retry: (run: number, attempt: number, due: number, deferrals?: number): WakeUp => ({
    kind: 'retry',
    ...ids,
    run,
    attempt,
    ...defined({ deferrals }),
    due,
  }),
  completion: (occurrence: number, told = NOW): WakeUp => ({
    kind: 'completion',
    job_id: ID,
    occurrence,
    armed_at: told,
  }),
  recover: (due: number): WakeUp => ({ kind: 'recover', ...ids, due }),
};

export function decide(row: JobRow, event: JobEvent, now: number, random = () => 0): Decision {
  return advance(row, event, now, random);
}

/** What is decided where nothing else is beside the message, unless told. */
export function wake(
  row: JobRow,
  message: WakeUp,
  now: number,
  redelivered = false,
  lane: Lane = 'alone',
): Decision {
  return decide(row, { type: 'wake', wake: message, redelivered, lane }, now);
}

export function finish(row: JobRow, run: RunInFlight, now: number, outcome: Outcome = OK): Decision {
  if (run.state !== 'running') throw new Error('no worker has the run');
  return decide(row, { type: 'finish', run, started_at: run.started_at, outcome }, now);
}

/** The row a decision commits, or a failure of the test. */
export function committed(decision: Decision): JobRow {
  if (!decision.row) throw new Error('nothing was committed');
  return decision.row;
}

/** The row after the timer at its next occurrence came at `now`. */
export function claimed(row: JobRow, now = row.next_run_at ?? 0): JobRow {
  return committed(wake(row, Wake.timer(row.next_run_at ?? 0), now));
}

/** The latest run in flight, or a failure of the test. */
export function runOf(row: JobRow): RunInFlight {
  const run = row.runs.at(-1);
  if (!run) throw new Error('no run is in flight');
  return run;
}

/** The latest run in flight, which a worker has, or a failure of the test. */
export function runningOf(row: JobRow): RunningRun {
  const run = runOf(row);
  if (run.state !== 'running') throw new Error('no worker has the run');
  return run;
}

/** The row after its latest run ended. */
export function finished(row: JobRow, now: number, outcome: Outcome = OK): JobRow {
  return committed(finish(row, runOf(row), now, outcome));
}

/** The decision that fails the only run which another one abandoned, where nothing is written down of it. */
export function failAbandonedRun(givingUp: Decision, now: number): Decision {
  expect(givingUp.after).toContainEqual({ type: 'end-lost' });
  const row = committed(givingUp);
  const [run, ...others] = row.runs.filter(({ state }) => state === 'abandoned');
  if (!run || others.length > 0) throw new Error('one run is to be abandoned');
  return decide(
    row,
    { type: 'end-lost', end: { execution: lostWorkerEnd(run, LOST, now), rank: rankOf(run) }, of: run },
    now,
  );
}

/** What a decision sends, as [kind, when]. */
export const arms = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'arm' ? [[effect.wake.kind, effect.at]] : []));

/** The runs a decision starts. */
export const starts = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'run' ? [effect.run] : []));

/** The runs that end by a decision, as they are written down. */
export const ends = ({ ended = [] }: Decision) => ended;

/** What a decision writes into the history. */
export const records = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'record' ? [effect.execution] : []));

/** Schedules a decision removes. */
export const disarms = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.type === 'disarm' ? effect.schedules : []));

/** Runs a job to its end, each occurrence in time and for 100 ms. */
export function life(row: JobRow, steps: number): { occurrences: number[]; row: JobRow } {
  const occurrences: number[] = [];
  let current = row;
  for (let i = 0; i < steps && current.next_run_at !== null; i += 1) {
    const due = current.next_run_at;
    current = claimed(current, due + 3);
    occurrences.push(runOf(current).occurrence);
    current = finished(current, due + 103);
  }
  return { occurrences, row: current };
}
