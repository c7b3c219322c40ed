import { Logger } from '@aws-lambda-powertools/logger';
import { jest } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { Key } from '../../adapters/aws/dynamo-items.ts';
import { Formats } from '../../adapters/aws/formats.ts';
import { readDelivery } from '../../core/webhooks/delivery.ts';
import { createHandler } from '../../lambdas/dead-letter/handler.ts';
import { END, EXPECTED, outcomesOf, RESUMED } from './account.ts';
import { RELEASES, type Release, readRelease } from './release.ts';
import { statefulResources } from './stateful-resources.ts';
import { SCOPE, World } from './world.ts';

const logger = new Logger({ logLevel: 'SILENT' });

const keyOf = ({ job, occurrence, attempt }: Release['calls'][number]) => `${job} ${occurrence} ${attempt}`;

/** The story takes seconds, and the machine may be busy. */
const START_MS = 120_000;

describe.each(RELEASES)('what release %s left behind, found by this one:', (version) => {
  const release = readRelease(version);
  const { at, jobs, ids } = release;
  const idOf = (name: string) => jobs[name] ?? name;
  let world: World;

  beforeAll(async () => {
    // What the own function of the story logs.
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    world = await World.start(at);
    await world.find(release);
    const { engine, client } = world;
    await engine.start();
    const record = createHandler(engine.ports, logger);
    const Records = release.deadLetters.map((body) => ({ body, messageId: 'm' }));
    expect(await record({ Records } as unknown as SQSEvent)).toEqual({ batchItemFailures: [] });
    await engine.passTo(at + RESUMED);
    await client.jobs.resume(idOf('paused'));
    await engine.passTo(at + END);
  }, START_MS);
  afterAll(async () => {
    jest.restoreAllMocks();
    await world?.stop();
  });

  test('every occurrence of every job came to its end, once', async () => {
    expect(Object.keys(jobs).sort()).toEqual(['deleted', ...Object.keys(EXPECTED)].sort());
    expect(await outcomesOf(release, world.client)).toEqual(EXPECTED);
  });

  test('no target was called twice for it, but by the run whose worker was lost', () => {
    const calls = [...release.calls, ...world.calls].map(keyOf);
    const twice = calls.filter((call, index) => calls.indexOf(call) !== index);
    expect(twice).toEqual([`${idOf('lost')} ${at - 20_000} 1`]);
  });

  test('no document was unreadable and no wake-up was left without an answer', () => {
    const faults = ['unreadable', 'returned', 'sent-on', 'orphan', 'overdue', 'events-dropped'];
    expect(world.told.filter(({ type }) => faults.includes(type))).toEqual([]);
  });

  test('the bulk operation was continued to its end', async () => {
    expect(await world.client.jobs.getBulk(ids.bulk)).toMatchObject({ status: 'completed', count: 27 });
    const mails = await world.client.jobs.list({ target: 'mails:send', status: 'cancelled' });
    expect(mails.jobs).toHaveLength(27);
  });

  test('idempotency keys hold, that of a deleted job too', async () => {
    const begin = at - 620_000;
    const order = { app: 'payments', event: 'charge', input: {} } as const;
    const repeat = (idempotency_key: string, minutes: number) =>
      world.client.actions.dispatch({
        ...order,
        idempotency_key,
        schedule: { start_at: begin + minutes * 60_000 },
      });
    expect((await repeat('order-1', 28)).job_id).toBe(jobs['keyed']);
    expect((await repeat('order-2', 1)).job_id).toBe(jobs['deleted']);
    await expect(world.client.jobs.get(idOf('deleted'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(repeat('order-1', 5)).rejects.toMatchObject({ code: 'IDEMPOTENCY_CONFLICT' });
  });

  test('named schedules and the set from code stand as they were declared', async () => {
    const { schedules } = await world.client.schedules.list(SCOPE);
    expect(schedules.map(({ name, job }) => [name, job.id])).toEqual([
      ['named', jobs['named']],
      ['reports', jobs['declared']],
    ]);
    const { outcome } = await world.client.schedules.upsert('named', {
      namespace: 'actions',
      app: 'payments',
      event: 'charge',
      input: {},
      retries: 1,
      schedule: { cron: '*/2 * * * *' },
    });
    expect(outcome).toBe('unchanged');
  });

  test('webhooks are told what was to be told, and what happened since', async () => {
    const { webhooks } = await world.client.jobs.listWebhooks();
    expect(webhooks.map(({ id }) => id)).toEqual([ids.webhook]);
    for (const body of release.deliveries) expect(readDelivery(body)).toBeDefined();
    const told = world.deliveries.deliveries.map(({ payload }) => payload.job.id);
    expect(told).toEqual(['failed', 'dead-lettered', 'undelivered'].map(idOf));
    const [webhook] = await world.engine.ports.webhooks.list();
    expect(webhook?.secret).toEqual(expect.any(String));
  });

  test('the statistics count all of it, before and since', async () => {
    const runs = Object.values(EXPECTED).flat();
    const count = (status: string) => runs.filter((outcome) => outcome[1] === status).length;
    const stats = await world.client.jobs.getStats();
    expect(stats).toMatchObject({
      // The run of the deleted job is not in its history any more.
      completed: count('completed') + 1,
      failed: count('failed'),
      total: Object.keys(jobs).length + 27,
    });
  });

  test('a job that had failed is run again by its retry', async () => {
    await world.client.jobs.retry(idOf('dead-lettered'));
    await world.engine.passTo(at + END + 1000);
    expect(await world.client.jobs.get(idOf('dead-lettered'))).toMatchObject({ status: 'completed' });
  });

  test('every row is written in the formats of this release', async () => {
    const items = await world.items();
    const row = items.find(({ pk, sk }) => pk === Key.row(idOf('minutely'))['pk'] && sk === 'ROW');
    expect(row).toMatchObject({ v: Formats.row.version });
  });

  test('its stateful resources are those of the template of today, which replaces none of them', () => {
    const today = statefulResources();
    for (const [id, { Type, Properties }] of Object.entries(release.resources)) {
      expect({ id, Type: today[id]?.Type }).toEqual({ id, Type });
      // A change of these has CloudFormation replace the resource.
      for (const name of ['TableName', 'KeySchema', 'QueueName', 'FifoQueue', 'Name'])
        expect({ id, [name]: today[id]?.Properties[name] }).toEqual({ id, [name]: Properties[name] });
    }
  });
});
