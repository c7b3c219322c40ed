import type { Schedule } from '../../contract/schedule.ts';
import type { Command } from '../../core/jobs/advance.ts';
import { type JobRow, originOf } from '../../core/jobs/row.ts';
import { dueAt } from '../../core/jobs/run-in-flight.ts';
import { everything } from '../../core/jobs/scope.ts';
import type { WakeUp } from '../../core/messages/wake-up.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { HOUR, MINUTE, SECOND } from '../../core/time/units.ts';
import { decideAndCommit } from '../../core/usecases/commit/decide-and-commit.ts';
import { executeEffects } from '../../core/usecases/commit/execute-effects.ts';
import { wakeJob } from '../../core/usecases/execute/wake-job.ts';
import { changeJob } from '../../core/usecases/manage/change-job.ts';
import { readWakeUp } from './read-wake-up.ts';
import { type Pair, START, type Stage, type Work } from './stage.ts';

const wake =
  (kind: WakeUp['kind'], redelivered = false): Work =>
  async (stage, ports, process) => {
    const message = stage.received.find((each) => each.kind === kind) ?? wakeUpOf(stage, kind);
    const delivery = {
      redelivered,
      lane: kind === 'recover' || redelivered ? 'alone' : 'main',
      isSlow: async () => false,
      extendVisibility: async () => undefined,
      lasting: ports,
    } as const;
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
const command =
  (what: Command): Work =>
  (stage, ports) =>
    changeJob(stage.id, what, everything, ports).catch((fault) => {
      if (fault?.code !== 'ILLEGAL_TRANSITION' && fault?.code !== 'NOT_FOUND') throw fault;
    });

/** What the sweep does about one job. */
const check: Work = async (stage, ports) => {
  const committed = await decideAndCommit(stage.id, { type: 'heal-overdue' }, ports);
  if (committed) await executeEffects(committed.decision.after, committed.row, ports);
};

/** Longer than the lease of a run, ms. */
const LEASE = 2 * MINUTE;
const FIRST = START + 10 * MINUTE;
const once: Schedule = { start_at: FIRST };
const minutely = (limit: number): Schedule => ({ every: MINUTE, start_at: FIRST, limit });
const due = async (stage: Stage) => stage.receive(stage.row?.next_run_at ?? 0);
/** The two begin at once. */
export const idle = async () => undefined;

/** Its worker died during the run, whose lease is over. */
const deserted = async (stage: Stage) => {
  await due(stage);
  void stage.world.inProcess((ports) => wake('timer')(stage, ports, { dead: true, skew: 0 }));
  await stage.world.time.runUntil(FIRST + LEASE);
};

const paused =
  (pause: Command & { type: 'pause' } = { type: 'pause' }) =>
  async (stage: Stage) => {
    void stage.world.inProcess((ports) => command(pause)(stage, ports, { dead: false, skew: 0 }));
    await stage.world.time.runUntil(stage.world.time.now + MINUTE);
  };

/** Its worker died when it had written down how the run ended; its job was paused, and the lease is over. */
const recordedThenPaused = async (stage: Stage) => {
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

/** Its messages are late, and an operator has deleted its schedules. */
const overdue = async (stage: Stage) => {
  await due(stage);
  stage.world.deleteSchedules();
  await stage.world.time.runUntil(FIRST + 3 * MINUTE);
};

/** The moment of the retry that a run waits for, which is on its way by a schedule until then. */
const retryDue = async (stage: Stage) => {
  await stage.world.time.runUntil(START + 2 * MINUTE);
  const [run] = stage.row?.runs ?? [];
  await stage.receive(run ? dueAt(run) : 0);
};

/** Its only attempt has failed, or left the executor. */
const attempted = async (stage: Stage) => stage.world.time.runUntil(START + MINUTE);
/** The attempt of its first occurrence has left the executor, and a caller has paused it since. */
const pausedAway = async (stage: Stage) => {
  await stage.world.time.runUntil(Math.max(START, stage.row?.scheduled_at ?? 0) + MINUTE / 2);
  await paused()(stage);
};
/** A run in backoff has held up the job for more than an hour. */
const heldUp = async (stage: Stage) => {
  await stage.world.time.runUntil(FIRST + 65 * MINUTE);
  await due(stage);
};

/** Pairs of processes that may meet at one job. */
export const pairs: readonly Pair[] = [
  {
    name: 'an occurrence whose timer comes twice',
    schedule: minutely(3),
    before: due,
    timers: 1,
    sides: [wake('timer'), wake('timer')],
    ends: ['completed after 3'],
  },
  {
    name: 'a timer and the tick',
    schedule: minutely(3),
    before: due,
    timers: 1,
    sides: [wake('timer'), wake('tick')],
    ends: ['completed after 3'],
  },
  {
    name: 'a timer and the tick of a job that a run holds up',
    schedule: { every: 10 * MINUTE, start_at: FIRST, limit: 2 },
    failures: 20,
    retries: 20,
    before: heldUp,
    sides: [wake('timer'), wake('tick')],
    ends: ['completed after 2'],
  },
  {
    name: 'the last occurrence, whose timer comes twice',
    schedule: minutely(1),
    before: due,
    sides: [wake('timer'), wake('timer')],
    ends: ['completed after 1'],
  },
  {
    name: 'a timer and a cancel',
    schedule: minutely(3),
    before: due,
    sides: [wake('timer'), command({ type: 'cancel' })],
    ends: ['cancelled after 0', 'cancelled after 1'],
  },
  {
    name: 'a timer and a pause',
    schedule: minutely(3),
    before: due,
    sides: [wake('timer'), command({ type: 'pause' })],
    ends: ['completed after 3'],
  },
  {
    name: 'a timer and a reschedule',
    schedule: minutely(3),
    before: due,
    sides: [wake('timer'), command({ type: 'reschedule', schedule: { every: 90 * SECOND } })],
    ends: ['completed after 3'],
  },
  {
    name: 'a timer and a delete',
    schedule: minutely(1),
    before: due,
    sides: [wake('timer'), command({ type: 'delete' })],
    ends: ['gone', 'completed after 1'],
  },
  {
    name: 'the last run a job may have, by its timer and by a trigger',
    schedule: minutely(1),
    before: due,
    sides: [wake('timer'), command({ type: 'trigger' })],
    ends: ['completed after 1'],
  },
  {
    name: 'two triggers',
    schedule: minutely(2),
    before: idle,
    sides: [command({ type: 'trigger' }), command({ type: 'trigger' })],
    ends: ['completed after 2'],
  },
  {
    name: 'the end of a run and a cancel',
    schedule: minutely(3),
    before: due,
    sides: [wake('timer'), command({ type: 'cancel' })],
    lead: 'run',
    ends: ['cancelled after 1'],
  },
  {
    name: 'the end of the last run and a delete',
    schedule: minutely(1),
    before: due,
    sides: [wake('timer'), command({ type: 'delete' })],
    lead: 'run',
    ends: ['gone', 'completed after 1'],
  },
  {
    name: 'a retry and a cancel',
    quiet: true,
    failures: 1,
    before: retryDue,
    sides: [wake('retry'), command({ type: 'cancel' })],
    ends: ['cancelled after 1', 'completed after 1'],
  },
  {
    name: 'a retry and a reschedule',
    quiet: true,
    failures: 1,
    before: retryDue,
    sides: [wake('retry'), command({ type: 'reschedule', schedule: { start_at: START + HOUR } })],
    ends: ['completed after 1'],
  },
  {
    name: 'a retry and a trigger',
    quiet: true,
    failures: 1,
    before: retryDue,
    sides: [wake('retry'), command({ type: 'trigger' })],
    ends: ['completed after 1'],
  },
  {
    name: 'two retries of a job that has failed',
    quiet: true,
    failures: 1,
    retries: 0,
    before: attempted,
    sides: [command({ type: 'retry', delay: 0 }), command({ type: 'retry', delay: 0 })],
    ends: ['completed after 2'],
  },
  {
    name: 'a late timer and a reschedule',
    quiet: true,
    schedule: minutely(3),
    before: overdue,
    sides: [wake('timer'), command({ type: 'reschedule', schedule: { every: 90 * SECOND } })],
    ends: ['completed after 3'],
  },
  {
    name: 'a late timer and a change of the limit',
    quiet: true,
    schedule: minutely(3),
    before: overdue,
    sides: [wake('timer'), command({ type: 'reschedule', schedule: { limit: 5 } })],
    ends: ['completed after 5'],
  },
  {
    name: 'a late timer and an earlier end',
    quiet: true,
    schedule: { every: MINUTE, start_at: FIRST, missed: 'all' },
    before: overdue,
    sides: [wake('timer'), command({ type: 'reschedule', schedule: { endDate: FIRST + MINUTE } })],
    ends: ['completed after 2'],
  },
  {
    name: 'a retry that comes twice',
    failures: 1,
    before: retryDue,
    sides: [wake('retry'), wake('retry')],
    ends: ['completed after 1'],
  },
  {
    name: 'a worker thought dead and its redelivery',
    quiet: true,
    schedule: once,
    before: due,
    sides: [wake('timer'), wake('timer', true)],
    lead: 'run',
    pause: LEASE,
    ends: ['completed after 1'],
  },
  {
    name: 'a worker thought dead that fails, and its redelivery',
    schedule: once,
    failures: 1,
    before: due,
    sides: [wake('timer'), wake('timer', true)],
    lead: 'run',
    pause: LEASE,
    ends: ['completed after 1'],
  },
  {
    name: 'a worker thought dead that fails for good, and its redelivery',
    quiet: true,
    schedule: once,
    failures: 1,
    retries: 0,
    before: due,
    sides: [wake('timer'), wake('timer', true)],
    lead: 'run',
    pause: LEASE,
    ends: ['completed after 1', 'failed after 1'],
  },
  {
    name: 'the recovery of a recorded run and a cancel of its paused job',
    quiet: true,
    before: recordedThenPaused,
    schedule: minutely(1),
    sides: [wake('recover'), command({ type: 'cancel' })],
    ends: ['cancelled after 1'],
  },
  {
    name: 'two redeliveries of a worker that died',
    schedule: once,
    before: deserted,
    sides: [wake('timer', true), wake('timer', true)],
    ends: ['completed after 1'],
  },
  {
    name: 'two reschedules',
    schedule: minutely(3),
    before: idle,
    purge: true,
    sides: [
      command({ type: 'reschedule', schedule: { every: 90 * SECOND } }),
      command({ type: 'reschedule', schedule: { every: 2 * MINUTE } }),
    ],
    ends: ['completed after 3'],
  },
  {
    name: 'two resumes',
    schedule: minutely(3),
    before: paused(),
    purge: true,
    sides: [command({ type: 'resume' }), command({ type: 'resume' })],
    ends: ['completed after 3'],
  },
  {
    name: 'a resume of many and a pause by hand',
    schedule: minutely(3),
    before: paused({ type: 'pause', bulk: true }),
    sides: [command({ type: 'resume', bulk: true }), command({ type: 'pause' })],
    leaves: 'paused',
    ends: ['completed after 3'],
  },
  {
    name: 'the end of work elsewhere and a pause',
    quiet: true,
    away: 1,
    before: attempted,
    sides: [wake('completion'), command({ type: 'pause' })],
    leaves: 'completed',
    ends: ['completed after 1'],
  },
  {
    name: 'the end of work elsewhere and a resume',
    quiet: true,
    away: 1,
    before: pausedAway,
    sides: [wake('completion'), command({ type: 'resume' })],
    leaves: 'completed',
    ends: ['completed after 1'],
  },
  {
    name: 'the end of work elsewhere and a reschedule of a paused job',
    quiet: true,
    schedule: minutely(2),
    away: 1,
    before: pausedAway,
    sides: [wake('completion'), command({ type: 'reschedule', schedule: { every: 90 * SECOND } })],
    leaves: 'paused',
    ends: ['completed after 2'],
  },
  {
    name: 'a run elsewhere whose time has come and a pause',
    quiet: true,
    away: 1,
    before: retryDue,
    sides: [wake('retry'), command({ type: 'pause' })],
    leaves: 'completed',
    ends: ['completed after 1'],
  },
  {
    name: 'the check of a sweep and a late timer',
    schedule: minutely(3),
    before: overdue,
    sides: [check, wake('timer')],
    ends: ['completed after 3'],
  },
  {
    name: 'one dispatch made twice under one key',
    before: idle,
    sides: [(stage, ports) => stage.ask(undefined, ports), (stage, ports) => stage.ask(undefined, ports)],
    ends: ['completed after 1'],
  },
  {
    name: 'one dispatch made twice under one key, and deleted',
    quiet: true,
    before: idle,
    sides: [
      (stage, ports) => stage.ask(undefined, ports),
      async (stage, ports, process) => {
        await stage.ask(undefined, ports);
        await command({ type: 'delete' })(stage, ports, process);
      },
    ],
    ends: ['gone'],
  },
];
