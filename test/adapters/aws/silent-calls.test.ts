import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { CLIENT_SETTINGS } from '../../../adapters/aws/client-settings.ts';
import { systemClock, systemRandom } from '../../../adapters/aws/clock.ts';
import { DynamoAuditStore } from '../../../adapters/aws/dynamo-audit-store.ts';
import { DynamoBulkStore } from '../../../adapters/aws/dynamo-bulk-store.ts';
import { DynamoHistoryStore } from '../../../adapters/aws/dynamo-history-store.ts';
import { DynamoHoldStore, RecentHolds } from '../../../adapters/aws/dynamo-hold-store.ts';
import { DynamoIdempotencyStore } from '../../../adapters/aws/dynamo-idempotency-store.ts';
import { DynamoJobStore } from '../../../adapters/aws/dynamo-job-store.ts';
import { DynamoLimiter } from '../../../adapters/aws/dynamo-limiter.ts';
import { DynamoNameStore } from '../../../adapters/aws/dynamo-name-store.ts';
import { DynamoRunStore } from '../../../adapters/aws/dynamo-run-store.ts';
import { DynamoStatsStore } from '../../../adapters/aws/dynamo-stats-store.ts';
import { DynamoTable } from '../../../adapters/aws/dynamo-table.ts';
import { DynamoWebhookStore } from '../../../adapters/aws/dynamo-webhook-store.ts';
import { SqsQueue } from '../../../adapters/aws/sqs-queue.ts';
import {
  MemoryDeliveryQueue,
  MemoryScheduler,
  MemorySlowScopes,
} from '../../../adapters/memory/memory-queues.ts';
import { messageBody } from '../../../core/messages/message.ts';
import type { WakeUp } from '../../../core/messages/wake-up.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import { createHandler } from '../../../lambdas/executor/handler.ts';
import { startMessaging } from '../../../local/engines/messaging.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../../local/names.ts';
import { nextId } from '../../conformance/samples.ts';
import { startTable, TABLE_NAME } from '../../conformance/stores.ts';
import { jobRow } from '../../rows.ts';
import { PATIENT } from './patiences.ts';
import { type SilentProxy, startSilentProxy } from './silent-proxy.ts';

const RETENTION = 3_600_000;
const TIMEOUT = 1000;
const ROOT = join(import.meta.dirname, '..', '..', '..');

describe('a call of AWS that gets no answer', () => {
  let engine: Awaited<ReturnType<typeof startTable>>;
  let messaging: Awaited<ReturnType<typeof startMessaging>>;
  let dynamoDb: SilentProxy;
  let sqs: SilentProxy;
  let table: DynamoTable;
  let queue: SqsQueue;
  const clients: { destroy(): void }[] = [];

  const kept = <T extends { destroy(): void }>(client: T): T => {
    clients.push(client);
    return client;
  };
  const at = (endpoint: string) => ({
    ...CLIENT_SETTINGS,
    endpoint,
    region: LOCAL.region,
    credentials: LOCAL_CREDENTIALS,
  });

  beforeAll(async () => {
    [engine, messaging] = await Promise.all([startTable(), startMessaging()]);
    dynamoDb = await startSilentProxy(engine.endpoint);
    sqs = await startSilentProxy(messaging.endpoint);
    table = new DynamoTable(kept(new DynamoDBClient(at(dynamoDb.endpoint))), TABLE_NAME, PATIENT);
    await messaging.createQueue('wake-ups');
    await messaging.createQueue('alone');
    await messaging.createQueue('bulk');
    const client = kept(new SQSClient({ ...at(sqs.endpoint), useQueueUrlAsEndpoint: false }));
    const url = (name: string) => `${sqs.endpoint}/${LOCAL.account}/${name}`;
    const urls = { main: url('wake-ups'), slow: url('slow'), alone: url('alone'), bulk: url('bulk') };
    queue = new SqsQueue(client, urls, PATIENT, new MemorySlowScopes(), systemClock);
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await Promise.all([dynamoDb?.stop(), sqs?.stop()]);
    await Promise.all([engine?.stop(), messaging?.stop()]);
  });

  test('is repeated, whether it was done or not, or its answer stops midway', async () => {
    const key = (pk: string) => ({ pk, sk: 'x' });
    await table.put({ ...key('read'), value: 1 });
    const limiter = new DynamoLimiter(table);
    const rate = { perSecond: 1, burst: 1 };
    const now = Date.now();
    expect(await limiter.reserve('app', rate, now)).toBe(now);
    dynamoDb.swallow('GetItem', 'before');
    dynamoDb.swallow('UpdateItem', 'after', 2);
    dynamoDb.swallow('Query', 'midway');
    dynamoDb.swallow('BatchWriteItem', 'before');
    sqs.swallow('SendMessage', 'before');
    const [read, place, , found] = await Promise.all([
      table.get(key('read')),
      limiter.reserve('app', rate, now),
      table.expire(key('read'), 4_000_000_000),
      table.queryUp({ partition: 'read', from: 'a', to: 'z' }),
      table.putMany([{ ...key('many'), value: 2 }]),
      queue.send('{}', 0),
    ]);
    expect(read).toMatchObject({ value: 1 });
    expect(found).toHaveLength(1);
    expect(await table.get(key('many'))).toMatchObject({ value: 2 });
    expect(dynamoDb.calls.get('Query')).toBe(2);
    expect(sqs.calls.get('SendMessage')).toBe(2);
    // A limit counted twice is one place too many that is waited for, never one too few.
    expect(place).toBe(now + 2000);
    expect(await limiter.reserve('app', rate, now)).toBe(now + 3000);
  });

  test('lets none of 23 jobs of a batch run twice, or be left to a later receive', async () => {
    const ports: Ports = {
      jobs: new DynamoJobStore(table, systemClock, RETENTION),
      history: new DynamoHistoryStore(table, systemClock, RETENTION),
      runs: new DynamoRunStore(table, systemClock, RETENTION, 1),
      keys: new DynamoIdempotencyStore(table),
      bulks: new DynamoBulkStore(table),
      holds: new DynamoHoldStore(table, new RecentHolds(table, systemClock)),
      names: new DynamoNameStore(table),
      audit: new DynamoAuditStore(table, systemClock, RETENTION),
      limiter: new DynamoLimiter(table),
      stats: new DynamoStatsStore(table),
      webhooks: new DynamoWebhookStore(table, systemClock, 30_000),
      deliveries: new MemoryDeliveryQueue(),
      scheduler: new MemoryScheduler(),
      queue,
      clock: systemClock,
      random: systemRandom,
      telemetry: () => undefined,
      settings: { nearBound: 900_000, maxTimeout: 300_000 },
    };
    const now = Date.now();
    const ids = Array.from({ length: 23 }, nextId);
    for (const id of ids) {
      await ports.jobs.create(jobRow(now, { id, timeout: TIMEOUT }));
      await ports.jobs.putPayload({ id }, { input: {} } as never);
    }
    const started: string[] = [];
    const handle = createHandler({
      ports,
      lasting: ports,
      hasty: ports,
      sending: ports,
      laneOf: () => 'main',
      slowScopes: new MemorySlowScopes(),
      runner: async ({ id }) => {
        started.push(id);
        return { ok: true, result: null };
      },
      extendVisibility: async () => undefined,
      applySchedules: () => Promise.reject(new Error('no schedules')),
      healSchedules: async () => undefined,
      scopes: [{ product: 'shop', env: 'dev' }],
      logger: new Logger({ logLevel: 'SILENT' }),
    });
    dynamoDb.swallow('PutItem', 'after', ids.length);
    const answer = await handle({ Records: ids.map((id) => record(id, now)) });

    expect(answer).toEqual({ batchItemFailures: [] });
    expect(started.sort()).toEqual(ids);
    const rows = await Promise.all(ids.map((id) => ports.jobs.get(id)));
    expect(rows.map((row) => [row?.status, row?.succeeded])).toEqual(ids.map(() => ['completed', 1]));
  });

  test('is bounded for every client that the functions make', () => {
    const unbounded = ['lambdas', 'adapters'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .flatMap((file) => [
          ...readFileSync(join(ROOT, folder, file), 'utf8').matchAll(/new \w+Client\([^;]{0,120}/g),
        ])
        .map(([text]) => text)
        .filter((text) => !/clientSettings\(\)|CLIENT_SETTINGS|REPEATING_SETTINGS/.test(text)),
    );
    expect(unbounded).toEqual([]);
  });
});

function record(id: string, now: number): SQSRecord {
  const wake: WakeUp = { kind: 'timer', job_id: id, gen: 1, armed_at: now, occurrence: now };
  const attributes = { ApproximateReceiveCount: '1', SentTimestamp: '', SenderId: '' };
  return {
    messageId: id,
    receiptHandle: id,
    body: messageBody(wake),
    attributes: { ...attributes, ApproximateFirstReceiveTimestamp: '' },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: LOCAL.region,
  };
}
