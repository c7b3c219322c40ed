import type { WrittenConfig } from '../../contract/config.ts';
import { defineJob } from '../../sdk/index.ts';
import { startCloud, type TestCloud, type TestCloudOptions } from '../../testing/start-cloud.ts';

const START = Date.parse('2026-03-01T08:00:00Z');
const at = (text: string) => Date.parse(text);

const config: WrittenConfig = {
  products: {
    shop: {
      envs: {
        dev: {
          workflows: {
            report: { provider: 'function', entry: 'examples/functions/send-report.ts' },
            other: { provider: 'function', entry: 'examples/functions/send-report.ts', secrets: ['KEY'] },
          },
          actions: {
            payments: {
              provider: 'http',
              baseUrl: 'http://127.0.0.1:9',
              events: { charge: { method: 'POST', path: '/' } },
            },
          },
          schedules: {
            nightly: {
              namespace: 'workflows',
              workflow: 'report',
              input: { to: 'night' },
              schedule: { cron: '0 2 * * *' },
            },
          },
        },
      },
    },
  },
};

/** What a test started, to be stopped after it. */
const started: TestCloud[] = [];
afterEach(async () => {
  for (const cloud of started.splice(0)) await cloud.stop();
});

/** Every test of the kit, on one engine: both must tell the same. */
export function describeKit(engine: 'memory' | 'embedded'): void {
  const start = async (options: Partial<TestCloudOptions> = {}) => {
    const cloud = await startCloud({ config, engine, at: START, ...options });
    started.push(cloud);
    return cloud;
  };
  const ended = (cloud: TestCloud) =>
    cloud.runs().then((runs) => runs.map(({ status, result }) => [status, result]));

  test("a function of the test is called by the dispatch, with its input and the run, and its result is the run's", async () => {
    const seen: unknown[] = [];
    const report = defineJob<{ to: string }>((input, run) => {
      seen.push([input, run.number, run.attempt, run.occurrence, run.product, run.target]);
      return { sent: input.to };
    });
    const cloud = await start({ handlers: { report } });
    const { job_id } = await cloud.client.workflows.dispatch({
      workflow: 'report',
      input: { to: 'ann' },
      schedule: { start_at: START + 60_000 },
    });
    await cloud.advance({ ms: 30_000 });
    expect(seen).toEqual([]);
    await cloud.advance({ ms: 60_000 });
    expect(seen).toEqual([[{ to: 'ann' }, 1, 1, START + 60_000, 'shop', { resource: 'report' }]]);
    expect(await cloud.runs()).toMatchObject([
      {
        job_id,
        target: 'report',
        status: 'completed',
        number: 1,
        occurrence: START + 60_000,
        result: { sent: 'ann' },
      },
    ]);
    expect(await cloud.client.jobs.get(job_id)).toMatchObject({ status: 'completed' });
  });

  test('what is due now runs without that time passes', async () => {
    const cloud = await start({ handlers: { report: () => 'done' } });
    await cloud.client.workflows.dispatch({ workflow: 'report', input: {} });
    await cloud.advance({ ms: 0 });
    expect(await ended(cloud)).toEqual([['completed', 'done']]);
  });

  test('a week of a daily report is seven reports, each at nine in its zone, also where the clock changes', async () => {
    const cloud = await start({
      at: '2026-03-25T00:00:00Z',
      handlers: { report: (_input: never, run) => new Date(run.occurrence).toISOString() },
    });
    await cloud.client.schedules.upsert('daily', {
      namespace: 'workflows',
      workflow: 'report',
      input: {},
      schedule: { cron: '0 9 * * *', tz: 'Europe/Berlin' },
    });
    await cloud.advance({ to: '2026-04-01T00:00:00Z' });
    const runs = (await cloud.runs()).filter(({ name }) => name === 'daily');
    expect(runs.map(({ result }) => result)).toEqual([
      ...['25', '26', '27', '28'].map((day) => `2026-03-${day}T08:00:00.000Z`),
      ...['29', '30', '31'].map((day) => `2026-03-${day}T07:00:00.000Z`),
    ]);
  });

  test('the schedules of the config are applied at the start', async () => {
    const cloud = await start({ handlers: { report: (input: { to: string }) => input.to } });
    expect(await cloud.client.schedules.get('nightly')).toMatchObject({ name: 'nightly' });
    await cloud.advance({ to: at('2026-03-03T03:00:00Z') });
    expect(await cloud.runs({ target: 'report' })).toMatchObject([
      { name: 'nightly', occurrence: at('2026-03-02T02:00:00Z'), result: 'night' },
      { name: 'nightly', occurrence: at('2026-03-03T02:00:00Z'), result: 'night' },
    ]);
  });

  test('what a function throws is the error of its attempt, and backoff passes with the clock', async () => {
    let calls = 0;
    const flaky = (_input: never, run: { attempt: number; idempotency_key: string }) => {
      calls += 1;
      if (run.attempt < 3) throw Object.assign(new Error('later'), { code: 'SERVICE_UNAVAILABLE' });
      return run.idempotency_key;
    };
    const cloud = await start({ handlers: { report: flaky } });
    const { job_id } = await cloud.client.workflows.dispatch({
      workflow: 'report',
      input: {},
      retries: 2,
      retryConfig: { initialDelay: 60_000 },
    });
    await cloud.advance({ ms: 30_000 });
    expect(calls).toBe(1);
    expect((await cloud.client.jobs.get(job_id)).last_error).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      message: 'later',
    });
    await cloud.advance({ ms: 600_000 });
    expect(await cloud.runs()).toMatchObject([
      {
        status: 'completed',
        attempts: 3,
        result: expect.stringMatching(`^${job_id}-`),
        attempt_errors: [{ attempt: 1 }, { attempt: 2 }],
      },
    ]);
    expect(calls).toBe(3);
  });

  test('a function has the time of its attempt by the clock of the machine, which it runs by', async () => {
    const report = (_input: never, { deadline }: { deadline: number }) => deadline - Date.now();
    const cloud = await start({ handlers: { report } });
    await cloud.client.workflows.dispatch({ workflow: 'report', input: {}, timeout: 60_000 });
    await cloud.advance({ ms: 1000 });
    const [[, left]] = (await ended(cloud)) as [[string, number]];
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(60_000);
  });

  test('a result that cannot be kept is a run that was completed', async () => {
    const loop: Record<string, unknown> = {};
    loop['loop'] = loop;
    const cloud = await start({ handlers: { report: () => loop } });
    await cloud.client.workflows.dispatch({ workflow: 'report', input: {} });
    await cloud.advance({ ms: 1000 });
    expect(await ended(cloud)).toEqual([['completed', { kept: false, reason: 'the result is not JSON' }]]);
  });

  test('a handler stands for any resource, and a secret is what the test gives', async () => {
    const cloud = await start({
      handlers: {
        'actions.payments': (input: unknown) => ({ charged: input }),
        other: async (_input: never, run) => [
          await run.secret('KEY'),
          await run.secret('ELSE').catch((error: Error) => error.message),
        ],
      },
      secrets: { KEY: 'k', ELSE: 'e' },
    });
    await cloud.client.actions.dispatch({ app: 'payments', event: 'charge', input: { amount: 5 } });
    await cloud.client.workflows.dispatch({ workflow: 'other', input: {} });
    await cloud.advance({ ms: 1000 });
    const results = (await ended(cloud)).map(([, result]) => result);
    expect(results).toContainEqual({ charged: { amount: 5 } });
    expect(results).toContainEqual(['k', 'there is no secret "ELSE" for shop.dev.workflows.other']);
  });

  test('an own function without a handler is called by its module', async () => {
    const cloud = await start();
    await cloud.client.workflows.dispatch({ workflow: 'report', input: { to: 'bob' } });
    await cloud.advance({ ms: 5000 });
    expect(await ended(cloud)).toEqual([['completed', { sent: 'bob', at: expect.any(String) }]]);
  });

  test('the next moment is that of the next occurrence or attempt of a job', async () => {
    const cloud = await start({
      handlers: {
        report: (_input: never, { attempt }: { attempt: number }) => {
          if (attempt === 1) throw Object.assign(new Error('later'), { code: 'SERVICE_UNAVAILABLE' });
        },
      },
    });
    await cloud.client.workflows.dispatch({
      workflow: 'report',
      input: {},
      schedule: { start_at: START + 7_200_000 },
      retries: 1,
      retryConfig: { initialDelay: 300_000 },
    });
    const steps: number[] = [];
    for (const _step of [1, 2, 3]) {
      await cloud.advance('next');
      steps.push(Math.floor((cloud.now() - START) / 60_000));
    }
    expect(steps).toEqual([120, 125, 18 * 60]);
    expect((await cloud.runs()).map(({ attempts, name }) => [attempts, name])).toEqual([
      [2, undefined],
      [1, 'nightly'],
    ]);
  });

  test('a pause, its end and a cancel are as the API says', async () => {
    const cloud = await start({ handlers: { report: () => 1 } });
    const { job_id } = await cloud.client.workflows.dispatch({
      workflow: 'report',
      input: {},
      schedule: { every: 3_600_000, start_at: START + 3_600_000 },
    });
    await cloud.advance({ ms: 2 * 3_600_000 + 60_000 });
    await cloud.client.jobs.pause(job_id);
    await cloud.advance({ ms: 3 * 3_600_000 });
    await cloud.client.jobs.resume(job_id);
    await cloud.advance({ ms: 3_600_000 });
    await cloud.client.jobs.cancel(job_id);
    await cloud.advance({ ms: 3_600_000 });
    const runs = await cloud.runs({ job_id });
    expect(
      runs.map(({ status, occurrence, count = 1 }) => [status, (occurrence - START) / 3_600_000, count]),
    ).toEqual([
      ['completed', 1, 1],
      ['completed', 2, 1],
      ['skipped', 3, 3],
      ['completed', 6, 1],
    ]);
  });
}
