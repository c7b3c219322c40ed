import { jest } from '@jest/globals';
import { startCloud } from '../../testing/start-cloud.ts';
import { describeKit } from './engines.ts';

describe('the kit for tests, in memory', () => describeKit('memory'));

const config = {
  products: {
    shop: {
      envs: {
        dev: { workflows: { report: { provider: 'function', entry: 'examples/functions/send-report.ts' } } },
      },
    },
  },
} as const;

test.each([
  ['handlers', { handlers: { reprot: () => 1 } }, /handlers: .*"reprot".*report/],
  ['an option', { att: 5 } as never, /startCloud: .*"att".*at/],
  ['an engine', { engine: 'fast' } as never, /startCloud: .*"fast".*embedded, memory/],
  ['at', { at: 'yesterday' }, 'at: expected Unix ms or a moment in ISO 8601; got "yesterday"'],
  ['product', { product: 'ship' }, 'product and env must name one of the config: shop in dev'],
  [
    'config',
    {
      config: {
        products: { shop: { envs: { dev: { workflows: { report: { provider: 'x' } } } } } },
      } as never,
    },
    /workflows\.report\.provider/,
  ],
  [
    'an entry',
    {
      config: {
        products: {
          shop: { envs: { dev: { workflows: { report: { provider: 'function', entry: 'none.ts' } } } } },
        },
      } as never,
    },
    /none\.ts/,
  ],
  [
    'an export',
    {
      config: {
        products: {
          shop: {
            envs: {
              dev: {
                workflows: {
                  report: {
                    provider: 'function',
                    entry: 'examples/functions/send-report.ts',
                    handler: 'daily',
                  },
                },
              },
            },
          },
        },
      } as never,
    },
    /workflows\.report\.entry: .*send-report\.ts exports no function "daily"/,
  ],
])('%s that is none is refused', async (_what, options, message) => {
  await expect(startCloud({ config: structuredClone(config) as never, ...options })).rejects.toThrow(message);
});

test('a config is asked for, also of JavaScript', async () => {
  for (const options of [undefined, {}])
    await expect(startCloud(options as never)).rejects.toThrow('startCloud: config is missing');
});

test('the clock goes forward only', async () => {
  const cloud = await startCloud({ config: structuredClone(config) as never, at: '2026-01-01T00:00:00Z' });
  await expect(cloud.advance({ to: '2025-12-31T00:00:00Z' })).rejects.toThrow(
    'advance: 2025-12-31T00:00:00.000Z has passed',
  );
  await expect(cloud.advance({ ms: -1 })).rejects.toThrow(
    'advance: ms must be a whole number of at least 0; got -1',
  );
  for (const by of ['nxt', {}, { days: 3 }, { ms: 1, to: 2 }])
    await expect(cloud.advance(by as never)).rejects.toThrow(
      `advance: expected { to }, { ms } or 'next'; got ${JSON.stringify(by)}`,
    );
});

test('time passes also where a test has replaced the timers', async () => {
  jest.useFakeTimers();
  try {
    const cloud = await startCloud({
      config: structuredClone(config) as never,
      handlers: { report: () => 1 },
    });
    await cloud.client.workflows.dispatch({
      workflow: 'report',
      input: {},
      schedule: { every: 60_000, limit: 2 },
    });
    await cloud.advance({ ms: 120_000 });
    expect(await cloud.runs()).toHaveLength(2);
  } finally {
    jest.useRealTimers();
  }
});

test('a year of a daily schedule is 365 runs', async () => {
  const cloud = await startCloud({
    config: structuredClone(config) as never,
    at: '2026-01-01T00:00:00Z',
    handlers: { report: () => 'sent' },
  });
  await cloud.client.workflows.dispatch({ workflow: 'report', input: {}, schedule: { cron: '0 9 * * *' } });
  await cloud.advance({ to: '2027-01-01T00:00:00Z' });
  const runs = await cloud.runs();
  expect(runs).toHaveLength(365);
  expect(runs.every(({ lag_ms, status }) => status === 'completed' && lag_ms === 0)).toBe(true);
});

test('calls that meet at one name or job are answered while the clock stands', async () => {
  const cloud = await startCloud({ config: structuredClone(config) as never, at: '2026-01-01T00:00:00Z' });
  const { schedules, jobs } = cloud.client;
  const declared = await Promise.all(
    [1, 2, 3].map((number) =>
      schedules.upsert('daily', {
        namespace: 'workflows',
        workflow: 'report',
        input: { number },
        schedule: { cron: '0 9 * * *' },
      }),
    ),
  );
  expect(declared.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
  const id = String(declared[0]?.job.id);
  await Promise.all([1, 2, 3, 4, 5].map((hour) => jobs.reschedule(id, { cron: `0 ${hour} * * *` })));
  await Promise.all(Array.from({ length: 10 }, () => jobs.trigger(id)));
  expect(cloud.now()).toBe(Date.UTC(2026, 0, 1));
});

test('a stop ends an advance, and what is asked later is refused', async () => {
  let calls = 0;
  const cloud = await startCloud({
    config: structuredClone(config) as never,
    at: '2026-01-01T00:00:00Z',
    handlers: {
      report: async () => {
        calls += 1;
        if (calls === 3) await cloud.stop();
      },
    },
  });
  const { client } = cloud;
  const { job_id } = await client.workflows.dispatch({
    workflow: 'report',
    input: {},
    schedule: { every: 1000 },
  });
  await expect(cloud.advance({ ms: 3_600_000 })).rejects.toThrow('the cloud of this test was stopped');
  expect(calls).toBe(3);
  await expect(cloud.advance('next')).rejects.toThrow('stopped');
  await expect(client.jobs.get(job_id)).rejects.toThrow('stopped');
});
