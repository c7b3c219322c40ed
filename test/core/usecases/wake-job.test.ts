import { create } from '../../../core/jobs/create.ts';
import type { Outcome } from '../../../core/jobs/finish.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import type { WakeUp } from '../../../core/jobs/wake-up.ts';
import type { Owner } from '../../../core/ports/job-store.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import { type Delivery, wakeJob } from '../../../core/usecases/wake-job.ts';
import { NO_FAULTS, World } from '../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const ID = 'job_01KDVXVZ00000000000000000A';

/** Ports on an empty memory whose clock moves while somebody sleeps, and what went through them. */
function quiet() {
  const world = new World(1, START, NO_FAULTS);
  let now = START;
  const seen = { sent: [] as string[], to: [] as unknown[], commits: [] as boolean[], runs: [] as number[] };
  const at = new Map<number, () => unknown>();
  const sleepUntil = async (time: number) => {
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
  const ports: Ports = {
    ...world.outside(),
    clock: { now: () => now, sleepUntil },
    jobs: Object.assign(Object.create(world.jobs), { commit }),
    queue: {
      send: async (body, _delay, to) => {
        seen.sent.push(body);
        seen.to.push(to);
      },
      backlog: async () => 0,
    },
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
        hold: async () => undefined,
        lasting: ports,
        ...delivery,
      },
      ports,
      runner,
    );
  return { world, seen, wake, happensAt: (time: number, what: () => unknown) => at.set(time, what) };
}

const once = { kind: 'once', at: START, precision: 'second' } as const;
const every = {
  kind: 'every',
  every: 1000,
  anchor: START,
  overlap: 'skip',
  missed: 'latest',
  precision: 'second',
} as const;
const job = (table: typeof once | typeof every) =>
  create(
    {
      id: ID,
      product: 'shop',
      env: 'dev',
      namespace: 'actions',
      target: 'app:event',
      table,
      retry: { retries: 0 },
      timeout: 30_000,
    },
    START,
  ).row;
/** A job of every second whose first run a worker has. */
const underWay: JobRow = {
  ...job(every),
  next_run_at: START + 1000,
  runs: [
    {
      number: 1,
      occurrence: START,
      attempt: 1,
      lost: 0,
      by: 'b',
      claimed_at: START,
      started_at: START,
      lease_until: START + 45_000,
    },
  ],
};
const payload = {
  target: { resource: 'app' },
  input: {},
  job: { product: 'shop', env: 'dev', scheduled_at: START },
};
const aim = (occurrence: number): WakeUp => ({
  kind: 'aim',
  job_id: ID,
  gen: 1,
  armed_at: START,
  occurrence,
});

describe('A wake-up', () => {
  test('that is a moment ahead of its row waits for it in place', async () => {
    const { world, seen, wake, happensAt } = quiet();
    await world.jobs.putPayload(ID, payload);
    happensAt(START + 60, () => world.jobs.create(job(once)));
    await wake(aim(START));
    expect(seen.runs).toEqual([START + 75]);
    expect(seen.sent).toEqual([]);
  });

  test('whose row does not come within a moment is sent on', async () => {
    const { seen, wake } = quiet();
    await wake(aim(START));
    expect(seen.runs).toEqual([]);
    expect(seen.sent.map((body) => JSON.parse(body))).toEqual([aim(START)]);
  });

  test('that waits while a run is under way claims what that run left, at the first try', async () => {
    const { world, seen, wake, happensAt } = quiet();
    await world.jobs.putPayload(ID, payload);
    await world.jobs.create(underWay);
    happensAt(START + 300, () => world.jobs.commit({ ...underWay, version: 2, runs: [], succeeded: 1 }));
    await wake(aim(START + 1000));
    expect(seen.runs).toEqual([START + 1000]);
    expect(seen.commits).toEqual([true, true]);
  });

  test('that waits for a job which is deleted meanwhile does nothing', async () => {
    const { world, seen, wake, happensAt } = quiet();
    await world.jobs.create(underWay);
    happensAt(START + 300, () => world.jobs.remove(underWay));
    await wake(aim(START + 1000));
    expect(seen).toEqual({ sent: [], to: [], commits: [], runs: [] });
  });

  test.each([
    ['as it came', false, aim(START)],
    ['as one that had an earlier receiver', true, { ...aim(START), again: 1 }],
  ])(
    'of a product whose runs take long goes to the slow lane %s, before anything is decided',
    async (_how, redelivered, sent) => {
      const { world, seen, wake } = quiet();
      await world.jobs.create(job(once));
      const asked: unknown[] = [];
      const isSlow = async ({ product, env }: Owner) => {
        asked.push({ product, env });
        return true;
      };
      await wake(aim(START), { redelivered, isSlow });
      expect(asked).toEqual([{ product: 'shop', env: 'dev' }]);
      expect(seen.sent.map((body) => JSON.parse(body))).toEqual([sent]);
      expect(seen.to).toEqual([{ lane: 'slow', group: 'shop#dev' }]);
      expect([seen.commits, seen.runs]).toEqual([[], []]);
    },
  );

  test.each(['slow', 'alone'] as const)(
    'runs in the lane %s whether its product is slow or not',
    async (lane) => {
      const { world, seen, wake } = quiet();
      await world.jobs.putPayload(ID, payload);
      await world.jobs.create(job(once));
      await wake(aim(START), { lane, isSlow: async () => true });
      expect(seen.runs).toEqual([START]);
    },
  );

  test('that follows a run is sent with the message group of its product and env', async () => {
    const { world, seen, wake } = quiet();
    await world.jobs.putPayload(ID, payload);
    await world.jobs.create(job(every));
    await wake(aim(START));
    expect(seen.to.length).toBeGreaterThan(0);
    expect(new Set(seen.to.map((to) => JSON.stringify(to)))).toEqual(new Set(['{"group":"shop#dev"}']));
  });
});
