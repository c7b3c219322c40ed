import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../contract/config.ts';
import { HOUR } from '../../../core/time/units.ts';
import type { ClockOptions } from '../../../local/clock/start-clock.ts';
import { startCloud } from '../../../local/cloud.ts';
import { Ductape } from '../../../sdk/index.ts';
import { until } from '../../until.ts';

const CONFIG: Config = {
  products: {
    shop: {
      envs: {
        dev: {
          events: {
            orders: {
              provider: 'sqs',
              topics: { created: { queueArn: 'arn:aws:sqs:us-east-1:000000000000:orders' } },
            },
          },
        },
      },
    },
  },
};
const ORDER = { broker: 'orders', event: 'created', input: { message: { order: 1 } } } as const;
const at = (text: string) => Date.parse(text);
const START = '2026-03-27T23:30:30Z';
/** A start takes seconds of computing, and the machine may be busy. */
const START_MS = 60_000;

let dataDirectory: string;
let world: Awaited<ReturnType<typeof open>>;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'time-travel-'));
  world = await open({ speed: 60, at: at(START) });
}, START_MS);

afterAll(async () => {
  await world?.cloud.stop();
  await rm(dataDirectory, { recursive: true, force: true });
}, 30_000);

async function open(clock?: ClockOptions) {
  const cloud = await startCloud({ config: CONFIG, dataDirectory, ...(clock && { clock }) });
  const ductape = new Ductape({ endpoint: cloud.url, product: 'shop', env: 'dev' });
  const runsOf = async (id: string) => {
    const { executions } = await ductape.jobs.getHistory(id);
    return executions
      .map(({ occurrence, started_at = 0, status }) => ({ due: occurrence, started: started_at, status }))
      .sort((a, b) => a.due - b.due);
  };
  const advance = async (body: unknown) => {
    const answer = await fetch(`${cloud.url}/_clock/advance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.status !== 202) return { status: answer.status, body: (await answer.json()) as object };
    const arrived = await until(
      'the goal',
      async () => {
        const clock = (await (await fetch(`${cloud.url}/_clock`)).json()) as object;
        return 'advancing_to' in clock ? undefined : clock;
      },
      30_000,
    );
    return { status: 200, body: arrived };
  };
  return { cloud, ductape, runsOf, advance };
}

/** Each ran once, not before its time nor long after: by the cloud's clock, which was not moved on meanwhile. */
function expectPunctual(runs: Awaited<ReturnType<typeof world.runsOf>>, dues: number[]): void {
  expect(runs.map(({ due, status }) => ({ due, status }))).toEqual(
    dues.map((due) => ({ due, status: 'completed' })),
  );
  for (const { due, started } of runs) {
    expect(started).toBeGreaterThanOrEqual(due);
    expect(started).toBeLessThan(due + 60_000);
  }
}

test('at speed 60 an every-minute job runs each minute once, within seconds and never early', async () => {
  const { cloud, ductape, runsOf } = world;
  const schedule = { cron: '* * * * *', limit: 4 };
  const { job_id } = await ductape.events.dispatch({ ...ORDER, schedule });
  const { created_at } = await ductape.jobs.get(job_id);
  expect(created_at).toBeGreaterThanOrEqual(at(START));
  expect(created_at).toBeLessThanOrEqual(cloud.now());

  const runs = await until(
    'four runs',
    async () => {
      const found = await runsOf(job_id);
      return found.length === 4 ? found : undefined;
    },
    14_000,
  );
  const first = Math.ceil((created_at + 1) / 60_000) * 60_000;
  expectPunctual(
    runs,
    [0, 1, 2, 3].map((minutes) => first + minutes * 60_000),
  );
});

test('moved over the spring change, a job of 02:30 in Berlin runs once, at 03:00 there', async () => {
  const { cloud, ductape, runsOf, advance } = world;
  const schedule = { cron: '30 2 * * *', tz: 'Europe/Berlin', limit: 3 };
  const { job_id } = await ductape.events.dispatch({ ...ORDER, schedule });
  expect(await advance({ to: '2026-03-30T12:00:00Z' })).toMatchObject({
    status: 200,
    body: {
      now: expect.stringMatching(/^2026-03-30T1/),
      not_moved: expect.arrayContaining([expect.stringContaining('TLS')]),
    },
  });
  expect(cloud.now()).toBeGreaterThanOrEqual(at('2026-03-30T12:00:00Z'));
  expectPunctual(await runsOf(job_id), [
    at('2026-03-28T01:30:00Z'),
    at('2026-03-29T01:00:00Z'),
    at('2026-03-30T00:30:00Z'),
  ]);
});

test('what comes due on the way runs in order, each at its own time', async () => {
  const { cloud, ductape, runsOf, advance } = world;
  const now = cloud.now();
  const dues = [5 * HOUR, 2 * HOUR, 4 * HOUR, 2 * HOUR + 1500].map((delay) => now + delay);
  const jobs = await Promise.all(
    dues.map((start_at) => ductape.events.dispatch({ ...ORDER, schedule: { start_at } })),
  );
  expect(await advance({ ms: 6 * HOUR })).toMatchObject({ status: 200 });
  for (const [index, { job_id }] of jobs.entries()) {
    expectPunctual(await runsOf(job_id), [dues[index] ?? 0]);
  }
});

test('the clock is moved forward only', async () => {
  const { cloud, advance } = world;
  const before = cloud.now();
  for (const body of [{ ms: -1 }, { ms: 0 }, { ms: 1.5 }, { to: START }, {}, { hours: 1 }, 5]) {
    expect(await advance(body)).toMatchObject({ status: 400, body: { code: 'VALIDATION_ERROR' } });
  }
  expect(cloud.now() - before).toBeLessThan(HOUR);
});

test(
  'a restart continues where the clock stood, and so do the jobs',
  async () => {
    const stood = world.cloud.now();
    const start_at = stood + 24 * HOUR;
    const { job_id } = await world.ductape.events.dispatch({ ...ORDER, schedule: { start_at } });
    await world.cloud.stop();

    await expect(open({ at: stood - 1 })).rejects.toThrow(/would go back to/);
    world = await open({ speed: 1 });
    expect(world.cloud.now()).toBeGreaterThanOrEqual(stood);
    expect(await world.runsOf(job_id)).toEqual([]);
    expect(await world.advance({ ms: 25 * HOUR })).toMatchObject({ status: 200 });
    expectPunctual(await world.runsOf(job_id), [start_at]);
  },
  START_MS,
);
