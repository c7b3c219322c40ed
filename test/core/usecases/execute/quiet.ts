import type { Outcome } from '../../../../core/jobs/finish.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import type { WakeUp } from '../../../../core/messages/wake-up.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import type { TelemetryEvent } from '../../../../core/ports/telemetry.ts';
import { type Delivery, wakeJob } from '../../../../core/usecases/execute/wake-job.ts';
import { jobRow, runningRun } from '../../../rows.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';

export const START = Date.UTC(2026, 0, 1);
export const ID = 'job_01KDVXVZ00000000000000000A';

/** Ports on an empty memory whose clock moves while a process sleeps, and what went through them. */
export function quiet() {
  const world = new World(1, START, NO_FAULTS);
  let now = START;
  const seen = { sent: [] as string[], commits: [] as boolean[], runs: [] as number[] };
  const more = {
    delays: [] as number[],
    to: [] as unknown[],
    holds: [] as number[],
    told: [] as TelemetryEvent[],
    reads: 0,
  };
  const at = new Map<number, () => unknown>();
  const sleepUntil = async (time: number) => {
    // Time passes when there is nothing left to do.
    await new Promise(setImmediate);
    for (const [moment, happen] of [...at].sort(([a], [b]) => a - b)) {
      if (moment > Math.max(now, time)) continue;
      at.delete(moment);
      await happen();
    }
    now = Math.max(now, time);
  };
  const commit = async (row: JobRow) => {
    const committed = await world.jobs.commit(row);
    seen.commits.push(committed);
    return committed;
  };
  const get: Ports['jobs']['get'] = async (id) => {
    more.reads += 1;
    return await world.jobs.get(id);
  };
  const ports: Ports = {
    ...world.outside(),
    clock: { now: () => now, sleepUntil },
    jobs: Object.assign(Object.create(world.jobs), { commit, get }),
    queue: {
      send: async (body, delay, to) => {
        seen.sent.push(body);
        more.to.push(to);
        more.delays.push(delay);
      },
      backlog: async () => 0,
    },
    telemetry: (what) => void more.told.push(what),
  };
  const runner = async (): Promise<Outcome> => {
    seen.runs.push(now);
    return { ok: true, result: null };
  };
  const wake = (message: WakeUp, delivery: Partial<Delivery> = {}) =>
    wakeJob(
      message,
      {
        redelivered: false,
        lane: 'main',
        isSlow: async () => false,
        counted: (_row, work) => work(),
        extendVisibility: async (ms) => void more.holds.push(ms),
        lasting: ports,
        ...delivery,
      },
      ports,
      runner,
    );
  const pass = (ms: number) => {
    now += ms;
  };
  return {
    world,
    ports,
    seen,
    more,
    wake,
    pass,
    happensAt: (time: number, what: () => unknown) => at.set(time, what),
  };
}

export const once = { kind: 'once', at: START, precision: 'second' } as const;
export const every = {
  kind: 'every',
  every: 1000,
  anchor: START,
  overlap: 'skip',
  missed: 'latest',
  precision: 'second',
} as const;
export const job = (schedule: typeof once | typeof every) => jobRow(START, { id: ID, schedule });
/** A job of every second whose first run a worker has. */
export const underWay: JobRow = {
  ...job(every),
  next_run_at: START + 1000,
  runs: [runningRun(START, { started_by: 'b', lease_until: START + 45_000 })],
};
export const payload = {
  target: { resource: 'app' },
  input: {},
};
export const timer = (occurrence: number): WakeUp => ({
  kind: 'timer',
  job_id: ID,
  gen: 1,
  armed_at: START,
  occurrence,
});
