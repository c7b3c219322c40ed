import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLIENT_SETTINGS } from '../../adapters/aws/client-settings.ts';
import { DynamoBulkStore } from '../../adapters/aws/dynamo-bulk-store.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { tableProperties } from '../../bench/table-properties.ts';
import { createHandler } from '../../lambdas/dispatch/handler.ts';
import { createHealth } from '../../lambdas/dispatch/health.ts';
import { createTable, startDynamoDb } from '../../local/engines/dynamodb.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../local/names.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { type SilentProxy, startSilentProxy } from '../adapters/aws/silent-proxy.ts';
import { TABLE_NAME } from '../conformance/stores.ts';

describe('GET /v1/health', () => {
  let directory: string;
  let engine: Awaited<ReturnType<typeof startDynamoDb>>;
  let proxy: SilentProxy;
  let client: DynamoDBClient;
  let now = 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'health-'));
    engine = await startDynamoDb(directory);
    await createTable(engine.endpoint, TABLE_NAME, tableProperties());
    proxy = await startSilentProxy(engine.endpoint);
    const access = { region: LOCAL.region, credentials: LOCAL_CREDENTIALS };
    client = new DynamoDBClient({ ...CLIENT_SETTINGS, endpoint: proxy.endpoint, ...access });
  });
  afterAll(async () => {
    client?.destroy();
    await proxy?.stop();
    await engine?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  function api() {
    const bulks = new DynamoBulkStore(new DynamoTable(client, TABLE_NAME, PATIENT));
    const isHealthy = createHealth(
      () => bulks.get('none'),
      () => now,
    );
    const handle = createHandler(
      { isHealthy } as Parameters<typeof createHandler>[0],
      {} as Parameters<typeof createHandler>[1],
      new Logger({ logLevel: 'SILENT' }),
    );
    return () => handle({ method: 'GET', path: '/v1/health' });
  }
  const reads = () => proxy.calls.get('GetItem') ?? 0;
  const OK = { status: 200, body: { status: 'ok' } };
  const UNAVAILABLE = { status: 503, body: expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }) };

  test('is ok while the table answers, and a thousand askers cost it one read in three seconds', async () => {
    const ask = api();
    const before = reads();
    const answers = await Promise.all(Array.from({ length: 1000 }, ask));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(new Set([JSON.stringify(OK)]));
    now += 2999;
    await ask();
    expect(reads() - before).toBe(1);
    now += 2;
    await ask();
    expect(reads() - before).toBe(2);
  });

  test('is 503 when the table does not answer in time, and ok again when it does', async () => {
    const ask = api();
    proxy.swallow('GetItem', 'before', 1);
    expect(await ask()).toEqual(UNAVAILABLE);
    now += 3001;
    expect(await ask()).toEqual(OK);
  });

  test('is 503 when the engine is gone', async () => {
    await engine.stop();
    expect(await api()()).toEqual(UNAVAILABLE);
  });
});
