import type { Schedule } from '../../contract/schedule.ts';
import type { Command } from '../../core/jobs/advance.ts';
import { type JobRow, originOf } from '../../core/jobs/row.ts';
import { dueAt } from '../../core/jobs/run-in-flight.ts';
import { everything } from '../../core/jobs/scope.ts';
import type { WakeUp } from '../../core/messages/wake-up.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { HOUR, MINUTE } from '../../core/time/units.ts';
import { decideAndCommit } from '../../core/usecases/commit/decide-and-commit.ts';
import { executeEffects } from '../../core/usecases/commit/execute-effects.ts';
import { wakeJob } from '../../core/usecases/execute/wake-job.ts';
import { changeJob } from '../../core/usecases/manage/change-job.ts';
import { CALLER } from './callers.ts';
import { readWakeUp } from './read-wake-up.ts';
import { START, type Stage, type Work } from './stage.ts';

export const wake =
  (kind: WakeUp['kind'], redelivered = false): Work =>
  async (stage, ports, process) => {
    const message = stage.received.find((each) => each.kind === kind) ?? wakeUpOf(stage, kind);
    const delivery: Parameters<typeof wakeJob>[1] = {
      redelivered,
      lane: kind === 'recover' || redelivered ? 'alone' : 'main',
      isSlow: async () => false,
      counted: (_row, work) => work(),
      extendVisibility: async () => undefined,
      lasting: ports,
    };
    await wakeJob(message, delivery, ports, stage.world.runnerOf(process));
  };

/** A wake-up that is not on the queue at the moment: the one the job's schedule sends, or one that is delivered again. */
function wakeUpOf({ world, row }: Stage, kind: WakeUp['kind']): WakeUp {
  if (!row) throw new Error('the job is gone');
  const ids = { job_id: row.id, gen: row.gen, armed_at: world.time.now };
  if (kind === 'recover') return { kind, ...ids, due: world.time.now };
  if (kind === 'completion')
    return { kind, job_id: row.id, occurrence: occurrenceOf(row), armed_at: ids.armed_at };
  const [schedule] = [...world.scheduler.schedules.values()].map(({ body }) => readWakeUp(body));
  if (schedule?.kind !== kind) throw new Error(`there is no ${kind}`);
  return schedule;
}

/** The occurrence of the run in flight, by which its target knows it. */
function occurrenceOf(row: JobRow): number {
  const [run] = row.runs;
  if (!run) throw new Error('no run is in flight');
  return originOf(row, run).occurrence;
}

/** A caller's command; a refusal is an answer. */
export const command =
  (what: Command): Work =>
  (stage, ports) =>
    changeJob(stage.id, what, CALLER, everything, ports).catch((fault) => {
      if (fault?.code !== 'ILLEGAL_TRANSITION' && fault?.code !== 'NOT_FOUND') throw fault;
    });

/** What the sweep does about one job. */
export const check: Work = async (stage, ports) => {
  const committed = await decideAndCommit(stage.id, { type: 'heal-overdue' }, ports);
  if (committed) await executeEffects(committed.decision.after, committed.row, ports);
};

/** Longer than the lease of a run, ms. */
export const LEASE = 2 * MINUTE;
export const FIRST = START + 10 * MINUTE;
export const once: Schedule = { start_at: FIRST };
export const minutely = (limit: number): Schedule => ({ every: MINUTE, start_at: FIRST, limit });
export const due = async (stage: Stage) => stage.receive(stage.row?.next_run_at ?? 0);
/** The two begin at once. */
export const idle = async () => undefined;

/** Its worker died during the run, whose lease is over. */
export const deserted = async (stage: Stage) => {
  await due(stage);
  void stage.world.inProcess((ports) => wake('timer')(stage, ports, { dead: true, skew: 0 }));
  await stage.world.time.runUntil(FIRST + LEASE);
};

export const paused =
  (pause: Command & { type: 'pause' } = { type: 'pause' }) =>
  async (stage: Stage) => {
    void stage.world.inProcess((ports) => command(pause)(stage, ports, { dead: false, skew: 0 }));
    await stage.world.time.runUntil(stage.world.time.now + MINUTE);
  };

/** Its worker died when it had written down how the run ended; its job was paused, and the lease is over. */
export const recordedThenPaused = async (stage: Stage) => {
  await due(stage);
  void stage.world.inProcess((ports, process) => {
    const record: Ports['history']['record'] = async (...entry) => {
      await ports.history.record(...entry);
      process.dead = true;
      await new Promise<never>(() => undefined);
    };
    const history = Object.assign(Object.create(ports.history), { record });
    return wake('timer')(stage, { ...ports, history }, process);
  });
  await stage.world.time.runUntil(FIRST + MINUTE / 2);
  await paused()(stage);
  await stage.world.time.runUntil(FIRST + LEASE);
};

/** Its workers died until the run was abandoned, and the history refuses to say how it ended until the two have met. */
export const abandoned = async (stage: Stage) => {
  const { history, time } = stage.world;
  const find = history.find.bind(history);
  history.find = async (...asked) => {
    if (time.now <= FIRST + HOUR) throw new Error('the history refuses');
    return await find(...asked);
  };
  await deserted(stage);
  for (let lost = 1; stage.row?.runs[0]?.state === 'running'; lost += 1) {
    void stage.world.inProcess((ports) =>
      wake('recover')(stage, ports, { dead: true, skew: 0 }).catch(() => undefined),
    );
    await stage.receive(FIRST + (lost + 1) * LEASE);
  }
  await stage.receive(FIRST + HOUR);
};

/** Its messages are late, and an operator has deleted its schedules. */
export const overdue = async (stage: Stage) => {
  await due(stage);
  stage.world.deleteSchedules();
  await stage.world.time.runUntil(FIRST + 3 * MINUTE);
};

/** The moment of the retry that a run waits for, which is on its way by a schedule until then. */
export const retryDue = async (stage: Stage) => {
  await stage.world.time.runUntil(START + 2 * MINUTE);
  const [run] = stage.row?.runs ?? [];
  await stage.receive(run ? dueAt(run) : 0);
};

/** Its only attempt has failed, or left the executor. */
export const attempted = async (stage: Stage) => stage.world.time.runUntil(START + MINUTE);
/** The attempt of its first occurrence has left the executor, and a caller has paused it since. */
export const pausedAway = async (stage: Stage) => {
  await stage.world.time.runUntil(Math.max(START, stage.row?.scheduled_at ?? 0) + MINUTE / 2);
  await paused()(stage);
};
/** A run in backoff has held up the job for more than an hour. */
export const heldUp = async (stage: Stage) => {
  await stage.world.time.runUntil(FIRST + 65 * MINUTE);
  await due(stage);
};
