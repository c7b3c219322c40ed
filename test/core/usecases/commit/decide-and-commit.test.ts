import { setImmediate as turn } from 'node:timers/promises';
import { NoCapacity } from '../../../../core/errors/run-error.ts';
import type { JobEvent } from '../../../../core/jobs/advance.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import type { JobStore } from '../../../../core/ports/job-store.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import type { TelemetryEvent } from '../../../../core/ports/telemetry.ts';
import { decideAndCommit } from '../../../../core/usecases/commit/decide-and-commit.ts';
import { jobRow, runningRun } from '../../../rows.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const ID = 'job_01KDVXVZ00000000000000000A';
const RUNS = 50;

/** A clock that goes to the next moment that a process waits for, once all others have come to wait too. */
function oneAfterAnother() {
  const waiting: { until: number; wake: () => void }[] = [];
  let now = START;
  const sleepUntil = (until: number) =>
    new Promise<void>((wake) => {
      waiting.push({ until: Math.max(until, now), wake });
    });
  const work = async (ended: () => boolean) => {
    while (!ended()) {
      await turn();
      const next = waiting.toSorted((a, b) => a.until - b.until)[0];
      if (!next) continue;
      waiting.splice(waiting.indexOf(next), 1);
      now = next.until;
      next.wake();
    }
  };
  return { now: () => now, sleepUntil, work };
}

const hourly = {
  kind: 'every',
  every: 3_600_000,
  anchor: START,
  overlap: 'skip',
  missed: 'latest',
  precision: 'second',
} as const;
const TICK = { kind: 'tick', job_id: ID, gen: 1, armed_at: START, schedule: 'tick' } as const;

/** A job of which as many runs are under way as may be, and a table that takes 5 ms for each call. */
function busy() {
  const world = new World(1, START, NO_FAULTS);
  const clock = oneAfterAnother();
  const slowly =
    <A, R>(call: (argument: A) => Promise<R>) =>
    async (argument: A) => {
      await clock.sleepUntil(clock.now() + 5);
      return await call(argument);
    };
  const jobs: JobStore = Object.assign(Object.create(world.jobs), {
    get: slowly((id: string) => world.jobs.get(id)),
    commit: slowly((row: JobRow) => world.jobs.commit(row)),
  });
  const ports: Ports = { ...world.outside(), clock, jobs };
  const every = { kind: 'every', every: 1000, anchor: START } as const;
  const schedule = { ...every, overlap: 'allow', missed: 'latest', precision: 'second' } as const;
  const row = jobRow(START, { id: ID, schedule });
  const runs = Array.from({ length: RUNS }, (_, n) =>
    runningRun(START + n * 1000, { number: n + 1, started_by: `w${n}`, lease_until: START + 600_000 }),
  );
  const full: JobRow = { ...row, runs, execution_count: RUNS, next_run_at: START + RUNS * 1000 };
  return { world, clock, ports, row: full, runs };
}

test(`The ends of ${RUNS} runs of one job that come at the same moment are all written down`, async () => {
  const { world, clock, ports, row, runs } = busy();
  await world.jobs.create(row);
  const outcome = { ok: true, result: null } as const;
  let ended = 0;
  const ends = runs.map(async (run) => {
    await decideAndCommit(ID, { type: 'finish', run, started_at: run.started_at, outcome }, ports).finally(
      () => {
        ended += 1;
      },
    );
  });
  await clock.work(() => ended === RUNS);
  await Promise.all(ends);
  expect(await world.jobs.get(ID)).toMatchObject({ runs: [], succeeded: RUNS });
});

test.each([
  ['command', { type: 'pause' }, 40, Array.from({ length: 37 }, () => 20)],
  ['event', { type: 'heal-overdue' }, 100, [20, 40, 80, 160, 320, ...Array.from({ length: 92 }, () => 500)]],
] as const)(
  'a %s whose commit is always lost ends after a number of tries: %j, %d',
  async (_what, event, tries, expected) => {
    const { world, ports, row } = busy();
    await world.jobs.create(row);
    const overdue = { ...row, runs: [], check_at: START };
    const pauses: number[] = [];
    let commits = 0;
    const settling = decideAndCommit(ID, event, {
      ...ports,
      random: () => 1,
      clock: {
        now: () => START + 86_400_000,
        sleepUntil: async (at) => void pauses.push(at - START - 86_400_000),
      },
      jobs: Object.assign(Object.create(world.jobs), {
        get: async () => overdue,
        commit: async (row: JobRow) => {
          if (row.held_until === undefined) commits += 1;
          return false;
        },
      }),
    });
    await expect(settling).rejects.toThrow(`${ID} was changed by others ${tries} times in a row`);
    expect(commits).toBe(tries);
    expect(pauses).toEqual(expected);
  },
);

test.each([
  [9, [20]],
  [10, [160, 320, 500, 500]],
  [20, [320, 640, 1000, 1000]],
])(
  'an event of a job with %d runs under way pauses from its first loss on where they are a crowd: %j',
  async (count, expected) => {
    const { world, ports, row, runs } = busy();
    const crowded = { ...row, runs: runs.slice(0, count) };
    await world.jobs.create(crowded);
    const pauses: number[] = [];
    let commits = 0;
    await decideAndCommit(
      ID,
      { type: 'heal-overdue' },
      {
        ...ports,
        random: () => 1,
        clock: { now: () => START, sleepUntil: async (at) => void pauses.push(at - START) },
        jobs: Object.assign(Object.create(world.jobs), {
          commit: async () => {
            commits += 1;
            return commits > 4;
          },
        }),
      },
    );
    expect(pauses).toEqual(expected);
  },
);

test('a command that loses to the runs of its job holds them until it is committed, and an event does not', async () => {
  const commitsOf = async (event: JobEvent) => {
    const world = new World(1, START, NO_FAULTS);
    await world.jobs.create(jobRow(START, { id: ID, schedule: hourly }));
    const commits: (number | undefined)[] = [];
    const commit = async (row: JobRow) => {
      commits.push(row.held_until);
      // A run of the job is faster, until nothing of it begins any more.
      const standing = await world.jobs.get(ID);
      if (
        standing &&
        standing.held_until === undefined &&
        row.held_until === undefined &&
        commits.length < 8
      ) {
        await world.jobs.commit({ ...standing, version: standing.version + 1 });
      }
      return await world.jobs.commit(row);
    };
    const clock = { now: () => START, sleepUntil: async () => undefined };
    const ports = { ...world.outside(), clock, jobs: Object.assign(Object.create(world.jobs), { commit }) };
    const committed = await decideAndCommit(ID, event, { ...ports, random: () => 0 });
    return { commits, row: committed?.row };
  };
  const cancelled = await commitsOf({ type: 'cancel' });
  expect(cancelled.commits).toEqual([undefined, undefined, undefined, undefined, START + 5000, undefined]);
  expect(cancelled.row).toMatchObject({ status: 'cancelled' });
  expect(cancelled.row).not.toHaveProperty('held_until');
  const woken = await commitsOf({ type: 'wake', wake: TICK, redelivered: false, lane: 'alone' });
  expect(woken.commits).toEqual(Array.from({ length: 8 }, () => undefined));
});

/** A job that waits, an event that comes to it, and what the process tells. */
async function quiet(row: JobRow, event: JobEvent, more: (world: World) => Partial<Ports> = () => ({})) {
  const world = new World(1, START, NO_FAULTS);
  world.jobs.rows.set(ID, row);
  const told: TelemetryEvent[] = [];
  const telemetry = (what: TelemetryEvent) => void told.push(what);
  const ports = { ...world.outside(), telemetry };
  const committed = await decideAndCommit(ID, event, { ...ports, ...more(world) });
  return { world, committed, told };
}
const waiting = (rest: Partial<JobRow> = {}) => ({ ...jobRow(START, { id: ID, schedule: hourly }), ...rest });

describe('what a commit has done is told:', () => {
  test('the end of a run, and no occurrence that was skipped', async () => {
    const run = runningRun(START);
    const skipped = {
      number: 0,
      occurrence: START,
      status: 'skipped',
      attempts: 0,
      reason: 'overlap',
    } as const;
    const row = waiting({
      runs: [run],
      execution_count: 1,
      next_run_at: START + 3_600_000,
      skips: [skipped],
    });
    const outcome = { ok: true, result: null } as const;
    const { told, committed } = await quiet(row, { type: 'finish', run, started_at: START, outcome });
    expect(told).toEqual([
      { type: 'ended', row: committed?.row, execution: expect.objectContaining({ status: 'completed' }) },
    ]);
  });
});

describe('a job that is gone', () => {
  test('is nothing to decide about', async () => {
    const world = new World(1, START, NO_FAULTS);
    expect(await decideAndCommit(ID, { type: 'pause' }, world.outside())).toBeNull();
  });

  test('before the commit loses also what was written down before it', async () => {
    const earlier = { number: 1, occurrence: START - 1, status: 'completed', attempts: 1 } as const;
    const row = waiting({
      runs: [runningRun(START)],
      execution_count: 1,
      last_execution: { execution: earlier, rank: 1 },
    });
    const run = runningRun(START);
    let written: unknown;
    const outcome = { ok: true, result: null } as const;
    const { world, committed } = await quiet(
      row,
      { type: 'finish', run, started_at: START, outcome },
      (inside) => {
        const commit = async () => {
          written = await inside.history.find(ID, START - 1);
          inside.jobs.rows.clear();
          return false;
        };
        return { jobs: Object.assign(Object.create(inside.jobs), { commit }) };
      },
    );
    expect(committed).toBeNull();
    expect(written).toMatchObject({ execution: earlier });
    expect(await world.history.find(ID, START - 1)).toBeNull();
  });
});

test('a schedule that was made for a commit which is lost goes again, and that of the one which holds stays', async () => {
  let commits = 0;
  const far = START + 10 * 86_400_000;
  const { world, committed } = await quiet(
    waiting(),
    { type: 'reschedule', schedule: { start_at: far } },
    (inside) => {
      const commit = async (row: JobRow) => {
        commits += 1;
        return commits > 1 && (await inside.jobs.commit(row));
      };
      return { jobs: Object.assign(Object.create(inside.jobs), { commit }) };
    },
  );
  expect(commits).toBe(2);
  const generations = new Set([...world.scheduler.schedules.keys()].map((name) => name.split('.')[1]));
  expect(generations).toEqual(new Set([`g${committed?.row.gen}`]));
});

test('a hold leaves nothing out of the history that the commit before it had decided on', async () => {
  const world = new World(1, START, NO_FAULTS);
  const skips = [
    { number: 0, occurrence: START, status: 'skipped', attempts: 0, reason: 'overlap' } as const,
  ];
  await world.jobs.create({ ...jobRow(START, { id: ID, schedule: hourly }), skips });
  let commits = 0;
  const commit = async (row: JobRow) => {
    commits += 1;
    return commits > 4 && (await world.jobs.commit(row));
  };
  const clock = { now: () => START, sleepUntil: async () => undefined };
  const jobs = Object.assign(Object.create(world.jobs), { commit });
  await decideAndCommit(ID, { type: 'pause' }, { ...world.outside(), clock, jobs });
  expect((await world.history.find(ID, START))?.execution).toMatchObject({ reason: 'overlap' });
});

test('a command whose commits are slow and lost is refused after fifteen seconds, and nothing is armed for it', async () => {
  const world = new World(1, START, NO_FAULTS);
  await world.jobs.create(jobRow(START, { id: ID, schedule: hourly }));
  let now = START;
  const commit = async () => {
    now += 4000;
    return false;
  };
  const clock = { now: () => now, sleepUntil: async () => undefined };
  const jobs = Object.assign(Object.create(world.jobs), { commit });
  const schedule = { cron: '0 0 1 1 *' };
  const command = { type: 'reschedule', schedule } as const;
  const asked = decideAndCommit(ID, command, { ...world.outside(), clock, jobs });
  await expect(asked).rejects.toThrow(new NoCapacity(`job ${ID} was changed by others for 15000 ms`));
  expect(now).toBe(START + 16_000);
  expect(world.scheduler.schedules.size).toBe(0);
});

describe('a claim that lost to another commit', () => {
  const timer = (occurrence: number) =>
    ({ kind: 'timer', job_id: ID, gen: 1, armed_at: START, occurrence }) as const;
  const wakeBy = (wake: ReturnType<typeof timer>): JobEvent => ({
    type: 'wake',
    wake,
    redelivered: false,
    lane: 'main',
  });

  /** What a wake-up decides that is told of a loss by its first commit, after others did what they did. */
  async function decided(others: (ports: Ports, mine: () => Promise<boolean>) => Promise<void>) {
    const world = new World(1, START, NO_FAULTS);
    const schedule = { ...hourly, every: 1000, overlap: 'allow' } as const;
    await world.jobs.create(jobRow(START, { id: ID, schedule }));
    let commits = 0;
    const jobs: JobStore = Object.assign(Object.create(world.jobs), {
      commit: async (row: JobRow) => {
        commits += 1;
        if (commits > 1) return await world.jobs.commit(row);
        await others({ ...world.outside(), jobs: world.jobs }, () => world.jobs.commit(row));
        return false;
      },
    });
    const committed = await decideAndCommit(ID, wakeBy(timer(START)), { ...world.outside(), jobs });
    const after = committed?.decision.after ?? [];
    return {
      recovers: after.flatMap((effect) =>
        effect.type === 'arm' && effect.wake.kind === 'recover' ? [effect.at] : [],
      ),
      runs: after.flatMap((effect) => (effect.type === 'run' ? [effect.run.number] : [])),
      row: await world.jobs.get(ID),
    };
  }

  test('though it was done, as it got no answer and another came after it, looks after the run at the end of its lease', async () => {
    const { recovers, runs, row } = await decided(async (ports, mine) => {
      expect(await mine()).toBe(true);
      await decideAndCommit(ID, { type: 'pause' }, ports);
    });
    const [run] = row?.runs ?? [];
    expect(run).toMatchObject({ number: 1, state: 'running' });
    expect(runs).toEqual([]);
    expect(recovers).toEqual([run?.state === 'running' ? run.lease_until : undefined]);
  });

  test('to one that claimed the same occurrence leaves the run to it', async () => {
    const { recovers, runs, row } = await decided(async (ports) => {
      await decideAndCommit(ID, wakeBy({ ...timer(START), occurrence: START - 1 }), ports);
    });
    expect(row?.runs).toHaveLength(1);
    expect([runs, recovers]).toEqual([[], []]);
  });
});
