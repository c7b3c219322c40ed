import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../../contract/config.ts';
import type { ClockOptions } from '../../../local/clock/start-clock.ts';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import { Ductape } from '../../../sdk/index.ts';
import { until } from '../../e2e/world.ts';

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
const HOUR = 3_600_000;

let dataDirectory: string;
let clouds: Cloud[];

beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'time-travel-'));
  clouds = [];
});

afterEach(async () => {
  for (const cloud of clouds) await cloud.stop();
  await rm(dataDirectory, { recursive: true, force: true });
});

async function open(clock?: ClockOptions) {
  const cloud = await startCloud({ config: CONFIG, dataDirectory, ...(clock && { clock }) });
  clouds.push(cloud);
  const ductape = new Ductape({ endpoint: cloud.url, product: 'shop', env: 'dev' });
  const runsOf = async (id: string) => {
    const { executions } = await ductape.jobs.getHistory(id);
    return executions
      .map(({ occurrence, started_at = 0, status }) => ({ due: occurrence, started: started_at, status }))
      .sort((a, b) => a.due - b.due);
  };
  const advance = async (body: unknown) => {
    const answer = await fetch(`${cloud.url}/_clock/advance`, { method: 'POST', body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  return { cloud, ductape, runsOf, advance };
}

const at = (text: string) => Date.parse(text);

test('at speed 60 an every-minute job runs each minute once, within seconds and never early', async () => {
  const { cloud, ductape, runsOf } = await open({ speed: 60, at: at('2026-01-01T00:00:30Z') });
  const { job_id } = await ductape.events.dispatch({ ...ORDER, schedule: { cron: '* * * * *' } });
  const job = await ductape.jobs.get(job_id);
  expect(job.created_at).toBeGreaterThanOrEqual(at('2026-01-01T00:00:30Z'));
  expect(job.created_at).toBeLessThanOrEqual(cloud.now());

  const runs = await until('four runs', 12_000, async () => {
    const found = await runsOf(job_id);
    return found.length >= 4 ? found : undefined;
  });
  const first = runs[0]?.due ?? 0;
  expect(first % 60_000).toBe(0);
  runs.forEach((run, index) => {
    expect(run).toMatchObject({ due: first + index * 60_000, status: 'completed' });
    expect(run.started).toBeGreaterThanOrEqual(run.due);
    expect(run.started).toBeLessThan(run.due + 60_000);
  });
});

test('moved over the spring change, a job of 02:30 in Berlin runs once, at 03:00 there', async () => {
  const { ductape, runsOf, advance, cloud } = await open({ at: at('2026-03-28T00:00:00Z') });
  const { job_id } = await ductape.events.dispatch({
    ...ORDER,
    schedule: { cron: '30 2 * * *', tz: 'Europe/Berlin' },
  });
  const answer = await advance({ to: '2026-03-30T12:00:00Z' });
  expect(answer).toMatchObject({ status: 200, body: { now: expect.stringMatching(/^2026-03-30T12:00:0/) } });
  expect(answer.body['not_moved']).toContainEqual(expect.stringContaining('TLS'));
  expect(cloud.now()).toBeGreaterThanOrEqual(at('2026-03-30T12:00:00Z'));

  const runs = await runsOf(job_id);
  expect(runs.map(({ due }) => new Date(due).toISOString())).toEqual([
    '2026-03-28T01:30:00.000Z',
    '2026-03-29T01:00:00.000Z',
    '2026-03-30T00:30:00.000Z',
  ]);
  for (const { due, started, status } of runs) {
    expect(status).toBe('completed');
    expect(started).toBeGreaterThanOrEqual(due);
    expect(started).toBeLessThan(due + 60_000);
  }
});

test('what comes due on the way runs in order, each at its own time', async () => {
  const { ductape, runsOf, advance, cloud } = await open({});
  const now = cloud.now();
  const dues = [3 * HOUR, 90_000, 40 * 60_000, 2500];
  const jobs = await Promise.all(
    dues.map((delay) => ductape.events.dispatch({ ...ORDER, schedule: { start_at: now + delay } })),
  );
  expect(await advance({ ms: 4 * HOUR })).toMatchObject({ status: 200 });
  const runs = await Promise.all(jobs.map(({ job_id }) => runsOf(job_id)));
  runs.forEach((of, index) => {
    const due = now + (dues[index] ?? 0);
    expect(of).toMatchObject([{ due, status: 'completed' }]);
    expect(of[0]?.started).toBeGreaterThanOrEqual(due);
    expect(of[0]?.started).toBeLessThan(due + 60_000);
  });
});

test('the clock is moved forward only, and by whoever has asked for it', async () => {
  const { advance, cloud } = await open({ at: at('2026-05-01T00:00:00Z') });
  for (const body of [{ ms: -1 }, { ms: 0 }, { ms: 1.5 }, { to: '2026-04-30T00:00:00Z' }, {}, { hours: 1 }]) {
    expect(await advance(body)).toMatchObject({ status: 400, body: { code: 'VALIDATION_ERROR' } });
  }
  expect(cloud.now()).toBeLessThan(at('2026-05-01T00:01:00Z'));
});

test('a restart goes on where the clock stood, and so do the jobs', async () => {
  const first = await open({ at: at('2030-01-01T00:00:00Z') });
  const { job_id } = await first.ductape.events.dispatch({
    ...ORDER,
    schedule: { start_at: at('2030-01-01T05:00:00Z') },
  });
  await first.advance({ to: '2030-01-01T04:00:00Z' });
  await first.cloud.stop();

  await expect(open({ at: at('2030-01-01T00:00:00Z') })).rejects.toThrow(/only goes forward/);
  const second = await open();
  expect(second.cloud.now()).toBeGreaterThanOrEqual(at('2030-01-01T04:00:00Z'));
  expect(await second.runsOf(job_id)).toEqual([]);
  expect(await second.advance({ ms: 2 * HOUR })).toMatchObject({ status: 200 });
  expect(await second.runsOf(job_id)).toMatchObject([
    { due: at('2030-01-01T05:00:00Z'), status: 'completed' },
  ]);
});
