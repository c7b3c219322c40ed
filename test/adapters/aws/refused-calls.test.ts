import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { CLIENT_SETTINGS } from '../../../adapters/aws/client-settings.ts';
import { systemClock } from '../../../adapters/aws/clock.ts';
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
import { Patience } from '../../../adapters/aws/patient.ts';
import {
  MemoryDeliveryQueue,
  MemoryScheduler,
  MemorySlowScopes,
} from '../../../adapters/memory/memory-queues.ts';
import { messageBody } from '../../../core/messages/message.ts';
import type { WakeUp } from '../../../core/messages/wake-up.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import { createHandler } from '../../../lambdas/executor/handler.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../../local/names.ts';
import { nextId } from '../../conformance/samples.ts';
import { startTable, TABLE_NAME } from '../../conformance/stores.ts';
import { jobRow } from '../../rows.ts';
import { type SilentProxy, startSilentProxy } from './silent-proxy.ts';

const RETENTION = 3_600_000;
/** Stands in a request that writes the row of a job. */
const ROW = '"S":"ROW"';

describe('a run whose row DynamoDB refuses for lack of capacity', () => {
  let engine: Awaited<ReturnType<typeof startTable>>;
  let proxy: SilentProxy;
  let client: DynamoDBClient;

  beforeAll(async () => {
    engine = await startTable();
    proxy = await startSilentProxy(engine.endpoint);
    const access = { region: LOCAL.region, credentials: LOCAL_CREDENTIALS };
    client = new DynamoDBClient({ ...CLIENT_SETTINGS, endpoint: proxy.endpoint, ...access });
  });
  afterAll(async () => {
    client?.destroy();
    await proxy?.stop();
    await engine?.stop();
  });

  /** A job that is due, the executor's handler, and what was sent and called. */
  async function workplace(answering: () => void = () => undefined) {
    const sent: string[] = [];
    const called: number[] = [];
    const portsWith = (budget: number): Ports => {
      const table = new DynamoTable(client, TABLE_NAME, new Patience(() => budget));
      return {
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
        queue: { send: async (body) => void sent.push(body), backlog: async () => 0 },
        clock: systemClock,
        // Pauses as long as they can be: a budget holds no more tries than that.
        random: () => 0.99,
        telemetry: () => undefined,
        settings: { nearBound: 900_000, maxTimeout: 300_000 },
      };
    };
    const [brief, lasting] = [portsWith(200), portsWith(30_000)];
    const handle = createHandler({
      ports: brief,
      lasting,
      hasty: brief,
      sending: lasting,
      laneOf: () => 'main',
      slowScopes: new MemorySlowScopes(),
      runner: async (_row, _payload, run) => {
        called.push(run.number);
        answering();
        return { ok: true, result: 'done' };
      },
      extendVisibility: async () => undefined,
      applySchedules: () => Promise.reject(new Error('no schedules')),
      healSchedules: async () => undefined,
      scopes: [{ product: 'shop', env: 'dev' }],
      logger: new Logger({ logLevel: 'SILENT' }),
    });
    const [id, now] = [nextId(), Date.now()];
    await brief.jobs.create(jobRow(now, { id, target: 'app:e', timeout: 60_000 }));
    const target = { resource: 'app', event: 'e' };
    await brief.jobs.putPayload(
      { id },
      {
        target,
        input: {},
      },
    );
    const wake: WakeUp = { kind: 'timer', job_id: id, gen: 1, armed_at: now, occurrence: now };
    return {
      sent,
      called,
      body: messageBody(wake),
      handle: (body: string) => handle({ Records: [recordOf(body)] }),
      job: () => lasting.jobs.get(id),
    };
  }

  test('is not begun, and its message is sent on as one that was received before and runs it once there is capacity', async () => {
    const { handle, body, sent, called, job } = await workplace();
    proxy.refuse('PutItem', ROW, 100);
    expect(await handle(body)).toEqual({ batchItemFailures: [] });
    expect(called).toEqual([]);
    expect(sent.map((each) => JSON.parse(each))).toEqual([{ ...JSON.parse(body), again: 1 }]);
    proxy.refuse('PutItem', ROW, 0);
    expect(await handle(sent[0] ?? '')).toEqual({ batchItemFailures: [] });
    expect(called).toEqual([1]);
    expect(await job()).toMatchObject({ status: 'completed', succeeded: 1, runs: [] });
  });

  test('is ended by its worker as soon as there is capacity when its target has answered', async () => {
    const before = proxy.calls.get('PutItem') ?? 0;
    const { handle, body, sent, called, job } = await workplace(() => proxy.refuse('PutItem', ROW, 3));
    const made = proxy.calls.get('PutItem') ?? 0;
    expect(await handle(body)).toEqual({ batchItemFailures: [] });
    expect(called).toEqual([1]);
    expect(sent).toEqual([]);
    expect(await job()).toMatchObject({ status: 'completed', succeeded: 1, runs: [] });
    // The claim, and the end: three times in vain, with a note in the history if that takes more than a second.
    expect(made - before).toBe(2);
    const written = (proxy.calls.get('PutItem') ?? 0) - made;
    expect([5, 6]).toContain(written);
  });
});

function recordOf(body: string): SQSRecord {
  const attributes = { ApproximateReceiveCount: '1', SentTimestamp: '', SenderId: '' };
  return {
    messageId: '1',
    receiptHandle: '1',
    body,
    attributes: { ...attributes, ApproximateFirstReceiveTimestamp: '' },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: LOCAL.region,
  };
}
