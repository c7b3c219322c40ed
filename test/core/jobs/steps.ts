import { advance, type JobEvent } from '../../../core/jobs/advance.ts';
import { create } from '../../../core/jobs/create.ts';
import type { Effect } from '../../../core/jobs/effects.ts';
import type { JobRow, RunInFlight } from '../../../core/jobs/row.ts';
import type { WakeUp } from '../../../core/jobs/wake-up.ts';
import type { Timetable } from '../../../core/schedule/timetable.ts';

export const T0 = Date.UTC(2026, 0, 5, 12);
export const ID = `job_${'0'.repeat(26)}`;
const half = () => 0.5;

/** A job as it is right after its dispatch at `T0`: its attempts may take 10 s, its runs are retried once. */
export function newJob(table: Timetable) {
  const owner = { id: ID, product: 'shop', env: 'dev', namespace: 'actions' } as const;
  return create({ ...owner, table, retry: { retries: 1 }, timeout: 10_000 }, T0);
}

export const aimAt = (occurrence: number): WakeUp => ({
  kind: 'aim',
  job_id: ID,
  gen: 1,
  armed_at: T0,
  occurrence,
});
export const beat: WakeUp = { kind: 'beat', job_id: ID, gen: 1, armed_at: T0, schedule: `${ID}.g1.b0` };

/** One event put to a row: the row that results, and the effects by kind. */
export function step(row: JobRow, event: JobEvent, now: number) {
  const decision = advance(row, event, now, half);
  const effects = [...decision.before, ...decision.after];
  return {
    row: decision.row ?? row,
    changed: decision.row !== undefined,
    waitUntil: decision.waitUntil,
    before: decision.before,
    runs: decision.after.flatMap((effect) => (effect.type === 'run' ? [effect.run] : [])),
    armed: armedBy(decision.after),
    disarmed: decision.after.flatMap((effect) => (effect.type === 'disarm' ? effect.schedules : [])),
    records: effects.flatMap((effect) => (effect.type === 'record' ? [effect.execution] : [])),
  };
}

/** Wake-ups among effects, as kind and moment. */
export function armedBy(effects: readonly Effect[]): [WakeUp['kind'], number][] {
  return effects.flatMap((effect) => (effect.type === 'arm' ? [[effect.wake.kind, effect.at]] : []));
}

export const woken = (row: JobRow, wake: WakeUp, now: number, redelivered = false) =>
  step(row, { type: 'wake', wake, redelivered }, now);

export const succeeded = (row: JobRow, run: RunInFlight, now: number) =>
  step(
    row,
    { type: 'finish', run, started_at: run.started_at, outcome: { ok: true, result: run.number } },
    now,
  );

export function failedWith(code: string, row: JobRow, run: RunInFlight, now: number) {
  const outcome = { ok: false, failure: { code, message: code } } as const;
  return step(row, { type: 'finish', run, started_at: run.started_at, outcome }, now);
}

/** The only run in flight. */
export function onlyRun({ runs: [run] }: { runs: RunInFlight[] }): RunInFlight {
  if (!run) throw new Error('no run');
  return run;
}

/** A job whose occurrence at `T0` is being run. */
export function runningJob(table: Timetable) {
  return woken(newJob(table).row, aimAt(T0), T0);
}
