import { setImmediate as turn } from 'node:timers/promises';
import type { JobRow } from '../../../../core/jobs/row.ts';
import type { JobStore } from '../../../../core/ports/job-store.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { decideAndCommit } from '../../../../core/usecases/commit/decide-and-commit.ts';
import { jobRow, runningRun } from '../../../rows.ts';
import { NO_FAULTS, World } from '../../../simulation/world.ts';

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
  ['command', { type: 'pause' }, 12],
  ['event', { type: 'heal-overdue' }, 100],
] as const)(
  'a %s whose commit is always lost ends after a number of tries: %j, %d',
  async (_what, event, tries) => {
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
        commit: async () => {
          commits += 1;
          return false;
        },
      }),
    });
    await expect(settling).rejects.toThrow(`${ID} was changed by others ${tries} times in a row`);
    expect(commits).toBe(tries);
    expect(pauses).toEqual([20, 40, 80, 160, 320, ...Array.from({ length: tries - 8 }, () => 500)]);
  },
);
