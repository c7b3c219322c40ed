import type { Schedule } from '../../contract/schedule.ts';
import type { Command } from '../../core/jobs/advance.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import { readWakeUp, type WakeUp } from '../../core/jobs/wake-up.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { everything } from '../../core/usecases/access.ts';
import { carryOut } from '../../core/usecases/carry-out.ts';
import { changeJob } from '../../core/usecases/change-job.ts';
import { settle } from '../../core/usecases/commit.ts';
import { dispatchJob } from '../../core/usecases/dispatch-job.ts';
import { wakeJob } from '../../core/usecases/wake-job.ts';
import { Gates } from './interleave.ts';
import { SETUP } from './scenario.ts';
import { NO_FAULTS, type Process, World } from './world.ts';

const START = Date.UTC(2026, 0, 1);
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What one of two processes does, with ports whose every call waits for its turn. */
type Work = (stage: Stage, ports: Ports, process: Process) => Promise<unknown>;

/** Two processes at work on one job. */
export interface Pair {
  name: string;
  schedule?: Schedule;
  /** How many attempts fail. */
  failures?: number;
  /** How often an attempt is made again; once unless told. */
  retries?: number;
  /** Nobody listens to the job's events: there are fewer calls, and so fewer orders. */
  quiet?: true;
  /** Brings the job to where the two begin; it has been dispatched. */
  before: (stage: Stage) => Promise<void>;
  sides: [Work, Work];
  /** How far the first goes on alone, as soon as both are there. */
  lead?: 'run';
  /** Time that passes between that and the beginning of the other, ms. */
  pause?: number;
  /** Most aims at the next occurrence that may be under way when both have ended: whoever loses sends none. */
  aims?: number;
  /** The job's messages are lost when both have ended: its beat has to make good for them. */
  purge?: true;
  /** How the job may come out; what else happened is a violation. */
  ends: readonly string[];
}

/** One play of a pair, from the beginning. */
export class Stage {
  readonly world = new World(1, START, NO_FAULTS);
  readonly gates = new Gates(this.world);
  readonly ids = new Set<string>();
  retries = 1;
  /** Messages taken off the queue for the two. */
  received: WakeUp[] = [];

  get id(): string {
    return [...this.ids][0] ?? '';
  }

  get row(): JobRow | undefined {
    return this.world.jobs.rows.get(this.id);
  }

  async dispatch(schedule: Schedule | undefined): Promise<void> {
    void this.world.inProcess((ports) => this.ask(schedule, ports));
    await this.world.time.runUntil(START + 200);
  }

  async ask(schedule: Schedule | undefined, ports: Ports): Promise<void> {
    const fields = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {}, retries: this.retries };
    const retryConfig = { initialDelay: 20 * MINUTE };
    const body = { ...fields, retryConfig, idempotency_key: 'key', ...(schedule && { schedule }) };
    this.ids.add((await dispatchJob('actions', body, SETUP, ports)).result.job_id);
  }

  /** Receives the job's messages before anybody else does, and lets time pass to the moment they are for. */
  async receive(at: number): Promise<void> {
    await this.world.time.runUntil(at - MINUTE / 2);
    this.received = this.world.take(this.id).flatMap((body) => readWakeUp(body) ?? []);
    await this.world.time.runUntil(at);
  }
}

const wake =
  (kind: WakeUp['kind'], redelivered = false): Work =>
  async (stage, ports, process) => {
    const message = stage.received.find((each) => each.kind === kind) ?? wakeUpOf(stage, kind);
    const delivery = {
      redelivered,
      lane: kind === 'recover' || redelivered ? 'alone' : 'main',
      isSlow: async () => false,
      hold: async () => undefined,
      lasting: ports,
    } as const;
    await wakeJob(message, delivery, ports, stage.world.runnerOf(process));
  };

/** A wake-up that is not on the queue at the moment: the one the job's schedule sends, or one from a worker's heir. */
function wakeUpOf({ world, row }: Stage, kind: WakeUp['kind']): WakeUp {
  if (!row) throw new Error('the job is gone');
  const ids = { job_id: row.id, gen: row.gen, armed_at: world.time.now };
  if (kind === 'recover') return { kind, ...ids, due: world.time.now };
  const [schedule] = [...world.scheduler.schedules.values()].map(({ body }) => readWakeUp(body));
  if (schedule?.kind !== kind) throw new Error(`there is no ${kind}`);
  return schedule;
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
  const settled = await settle(stage.id, { type: 'check' }, ports);
  if (settled) await carryOut(settled.decision.after, settled.row, ports);
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
  void stage.world.inProcess((ports) => wake('aim')(stage, ports, { dead: true, skew: 0 }));
  await stage.world.time.runUntil(FIRST + LEASE);
};

const paused = async (stage: Stage) => {
  void stage.world.inProcess((ports) => command({ type: 'pause' })(stage, ports, { dead: false, skew: 0 }));
  await stage.world.time.runUntil(START + MINUTE);
};

/** Its messages are late, and somebody has deleted its schedules. */
const overdue = async (stage: Stage) => {
  await due(stage);
  stage.world.deleteSchedules();
  await stage.world.time.runUntil(FIRST + 3 * MINUTE);
};

/** The moment of the retry that a run waits for, which is on its way by a schedule until then. */
const retryDue = async (stage: Stage) => {
  await stage.world.time.runUntil(START + 2 * MINUTE);
  await stage.receive(stage.row?.runs[0]?.retry_at ?? 0);
};

/** Its only attempt has failed. */
const failed = async (stage: Stage) => stage.world.time.runUntil(START + MINUTE);
/** A run in backoff has held up the job for more than an hour. */
const heldUp = async (stage: Stage) => {
  await stage.world.time.runUntil(FIRST + 65 * MINUTE);
  await due(stage);
};

/** Pairs of processes that may meet at one job. */
export const pairs: readonly Pair[] = [
  {
    name: 'an occurrence whose aim comes twice',
    schedule: minutely(3),
    before: due,
    aims: 1,
    sides: [wake('aim'), wake('aim')],
    ends: ['completed after 3'],
  },
  {
    name: 'an aim and the beat',
    schedule: minutely(3),
    before: due,
    aims: 1,
    sides: [wake('aim'), wake('beat')],
    ends: ['completed after 3'],
  },
  {
    name: 'an aim and the beat of a job that a run holds up',
    schedule: { every: 10 * MINUTE, start_at: FIRST, limit: 2 },
    failures: 20,
    retries: 20,
    before: heldUp,
    sides: [wake('aim'), wake('beat')],
    ends: ['completed after 2'],
  },
  {
    name: 'the last occurrence, whose aim comes twice',
    schedule: minutely(1),
    before: due,
    sides: [wake('aim'), wake('aim')],
    ends: ['completed after 1'],
  },
  {
    name: 'an aim and a cancel',
    schedule: minutely(3),
    before: due,
    sides: [wake('aim'), command({ type: 'cancel' })],
    ends: ['cancelled after 0', 'cancelled after 1'],
  },
  {
    name: 'an aim and a pause',
    schedule: minutely(3),
    before: due,
    sides: [wake('aim'), command({ type: 'pause' })],
    ends: ['completed after 3'],
  },
  {
    name: 'an aim and a reschedule',
    schedule: minutely(3),
    before: due,
    sides: [wake('aim'), command({ type: 'reschedule', schedule: { every: 90 * SECOND } })],
    ends: ['completed after 3'],
  },
  {
    name: 'an aim and a delete',
    schedule: minutely(1),
    before: due,
    sides: [wake('aim'), command({ type: 'delete' })],
    ends: ['gone', 'completed after 1'],
  },
  {
    name: 'the last run a job may have, by its aim and by a trigger',
    schedule: minutely(1),
    before: due,
    sides: [wake('aim'), command({ type: 'trigger' })],
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
    sides: [wake('aim'), command({ type: 'cancel' })],
    lead: 'run',
    ends: ['cancelled after 1'],
  },
  {
    name: 'the end of the last run and a delete',
    schedule: minutely(1),
    before: due,
    sides: [wake('aim'), command({ type: 'delete' })],
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
    before: failed,
    sides: [command({ type: 'retry', delay: 0 }), command({ type: 'retry', delay: 0 })],
    ends: ['completed after 2'],
  },
  {
    name: 'a late aim and a reschedule',
    quiet: true,
    schedule: minutely(3),
    before: overdue,
    sides: [wake('aim'), command({ type: 'reschedule', schedule: { every: 90 * SECOND } })],
    ends: ['completed after 3'],
  },
  {
    name: 'a late aim and a change of the limit',
    quiet: true,
    schedule: minutely(3),
    before: overdue,
    sides: [wake('aim'), command({ type: 'reschedule', schedule: { limit: 5 } })],
    ends: ['completed after 5'],
  },
  {
    name: 'a retry that comes twice',
    failures: 1,
    before: retryDue,
    sides: [wake('retry'), wake('retry')],
    ends: ['completed after 1'],
  },
  {
    name: 'a worker thought dead and its heir',
    quiet: true,
    schedule: once,
    before: due,
    sides: [wake('aim'), wake('aim', true)],
    lead: 'run',
    pause: LEASE,
    ends: ['completed after 1'],
  },
  {
    name: 'a worker thought dead that fails, and its heir',
    schedule: once,
    failures: 1,
    before: due,
    sides: [wake('aim'), wake('aim', true)],
    lead: 'run',
    pause: LEASE,
    ends: ['completed after 1'],
  },
  {
    name: 'a worker thought dead that fails for good, and its heir',
    quiet: true,
    schedule: once,
    failures: 1,
    retries: 0,
    before: due,
    sides: [wake('aim'), wake('aim', true)],
    lead: 'run',
    pause: LEASE,
    ends: ['completed after 1', 'failed after 1'],
  },
  {
    name: 'two heirs of a worker that died',
    schedule: once,
    before: deserted,
    sides: [wake('aim', true), wake('aim', true)],
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
    before: paused,
    purge: true,
    sides: [command({ type: 'resume' }), command({ type: 'resume' })],
    ends: ['completed after 3'],
  },
  {
    name: 'the check of a sweep and a late aim',
    schedule: minutely(3),
    before: overdue,
    sides: [check, wake('aim')],
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
