import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { DynamoAuditStore } from '../../adapters/aws/dynamo-audit-store.ts';
import { DynamoBulkStore } from '../../adapters/aws/dynamo-bulk-store.ts';
import { DynamoHistoryStore } from '../../adapters/aws/dynamo-history-store.ts';
import { DynamoHoldStore, RecentHolds } from '../../adapters/aws/dynamo-hold-store.ts';
import { DynamoIdempotencyStore } from '../../adapters/aws/dynamo-idempotency-store.ts';
import { DynamoJobStore } from '../../adapters/aws/dynamo-job-store.ts';
import { DynamoLimiter } from '../../adapters/aws/dynamo-limiter.ts';
import { DynamoNameStore } from '../../adapters/aws/dynamo-name-store.ts';
import { DynamoProgressStore } from '../../adapters/aws/dynamo-progress-store.ts';
import { DynamoRunStore } from '../../adapters/aws/dynamo-run-store.ts';
import { DynamoSlowScopes } from '../../adapters/aws/dynamo-slow-scopes.ts';
import { DynamoStatsStore } from '../../adapters/aws/dynamo-stats-store.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { DynamoWebhookStore } from '../../adapters/aws/dynamo-webhook-store.ts';
import { MemoryAuditStore } from '../../adapters/memory/memory-audit-store.ts';
import { MemoryBulkStore } from '../../adapters/memory/memory-bulk-store.ts';
import { MemoryHistoryStore, MemoryProgressStore } from '../../adapters/memory/memory-history-store.ts';
import { MemoryHoldStore } from '../../adapters/memory/memory-hold-store.ts';
import { MemoryIdempotencyStore } from '../../adapters/memory/memory-idempotency-store.ts';
import { MemoryJobStore } from '../../adapters/memory/memory-job-store.ts';
import { MemoryLimiter } from '../../adapters/memory/memory-limiter.ts';
import { MemoryNameStore } from '../../adapters/memory/memory-name-store.ts';
import { MemorySlowScopes } from '../../adapters/memory/memory-queues.ts';
import { MemoryRunStore } from '../../adapters/memory/memory-run-store.ts';
import { MemoryStatsStore } from '../../adapters/memory/memory-stats-store.ts';
import { MemoryWebhookStore } from '../../adapters/memory/memory-webhook-store.ts';
import { tableProperties } from '../../bench/table-properties.ts';
import type { AuditStore } from '../../core/ports/audit-store.ts';
import type { BulkStore } from '../../core/ports/bulk-store.ts';
import type { HistoryStore } from '../../core/ports/history-store.ts';
import type { HoldStore } from '../../core/ports/hold-store.ts';
import type { IdempotencyStore, JobStore } from '../../core/ports/job-store.ts';
import type { Limiter } from '../../core/ports/limiter.ts';
import type { NameStore } from '../../core/ports/name-store.ts';
import type { ProgressStore } from '../../core/ports/progress-store.ts';
import type { SlowScopes } from '../../core/ports/queues.ts';
import type { RunStore } from '../../core/ports/run-store.ts';
import type { StatsStore } from '../../core/ports/stats-store.ts';
import type { WebhookStore } from '../../core/ports/webhooks.ts';
import { createTable, startDynamoDb } from '../../local/engines/dynamodb.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../local/names.ts';
import type { Engine } from '../../local/stack.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { MovableClock } from './movable-clock.ts';

export const TABLE_NAME = 'jobs';
export const RETENTION = 3_600_000;
/** More than the one that there is unless told. */
export const SHARDS = 3;

/** All that is kept in the table, on one ground. */
export interface Stores {
  jobs: JobStore;
  history: HistoryStore;
  runs: RunStore;
  keys: IdempotencyStore;
  bulks: BulkStore;
  holds: HoldStore;
  audit: AuditStore;
  names: NameStore;
  stats: StatsStore;
  progress: ProgressStore;
  limiter: Limiter;
  webhooks: WebhookStore;
  slowScopes: SlowScopes;
  stop(): Promise<void>;
}

/** The three stores on a DynamoDB whose clock and client a test may get at. */
export interface DynamoStores extends Stores {
  jobs: DynamoJobStore;
  clock: MovableClock;
  client: DynamoDBClient;
}

/** Starts an engine with the empty table in it. */
export async function startTable(
  startEngine: (directory: string) => Promise<Engine> = startDynamoDb,
): Promise<{ client: DynamoDBClient; endpoint: string; stop: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'conformance-'));
  const engine = await startEngine(directory);
  await createTable(engine.endpoint, TABLE_NAME, tableProperties());
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: LOCAL.region,
    credentials: LOCAL_CREDENTIALS,
  });
  const stop = async () => {
    client.destroy();
    await engine.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { client, endpoint: engine.endpoint, stop };
}

/** Starts the stores on an engine of DynamoDB. */
export async function startDynamoStores(
  startEngine?: (directory: string) => Promise<Engine>,
): Promise<DynamoStores> {
  const { client, stop } = await startTable(startEngine);
  const clock = new MovableClock();
  const table = new DynamoTable(client, TABLE_NAME, PATIENT);
  const jobs = new DynamoJobStore(table, clock, RETENTION, undefined, SHARDS);
  const history = new DynamoHistoryStore(table, clock, RETENTION);
  const runs = new DynamoRunStore(table, clock, RETENTION, SHARDS);
  const keys = new DynamoIdempotencyStore(table);
  const bulks = new DynamoBulkStore(table);
  const holds = new DynamoHoldStore(table, new RecentHolds(table, clock));
  const audit = new DynamoAuditStore(table, clock, RETENTION);
  const names = new DynamoNameStore(table);
  const progress = new DynamoProgressStore(table, clock, RETENTION);
  const stats = new DynamoStatsStore(table);
  const webhooks = new DynamoWebhookStore(table, clock, 30_000);
  const limiter = new DynamoLimiter(table);
  const slowScopes = new DynamoSlowScopes(table, clock);
  return {
    jobs,
    history,
    runs,
    keys,
    bulks,
    holds,
    audit,
    names,
    stats,
    webhooks,
    progress,
    limiter,
    slowScopes,
    clock,
    client,
    stop,
  };
}

async function startMemoryStores(): Promise<Stores> {
  const stop = () => Promise.resolve();
  return {
    jobs: new MemoryJobStore(Date.now),
    history: new MemoryHistoryStore(),
    runs: new MemoryRunStore(),
    keys: new MemoryIdempotencyStore(),
    bulks: new MemoryBulkStore(),
    holds: new MemoryHoldStore(),
    audit: new MemoryAuditStore(),
    names: new MemoryNameStore(),
    stats: new MemoryStatsStore(),
    progress: new MemoryProgressStore(),
    limiter: new MemoryLimiter(),
    webhooks: new MemoryWebhookStore(),
    slowScopes: new MemorySlowScopes(),
    stop,
  };
}

async function startDynalite(directory: string): Promise<Engine> {
  const server = dynalite({ path: join(directory, 'dynalite'), createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('dynalite does not listen');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Stores on DynamoDB: the engine a laptop runs, and the portable one. */
export const DYNAMO_STORES: [string, () => Promise<DynamoStores>][] = [
  ['DynamoDB', () => startDynamoStores()],
  ['dynalite', () => startDynamoStores(startDynalite)],
];

/** All stores that have to keep the ports' promises. */
export const STORES: [string, () => Promise<Stores>][] = [['memory', startMemoryStores], ...DYNAMO_STORES];
