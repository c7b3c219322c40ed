import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoTable } from '../../../adapters/aws/dynamo-table.ts';
import { tableProperties } from '../../../bench/table-properties.ts';
import { createTable, startDynamoDb, startPortable } from '../../../local/engines/dynamodb.ts';
import { nativeBinary } from '../../../local/engines/native-dynamodb.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../../local/names.ts';
import type { Engine } from '../../../local/stack.ts';
import { PATIENT } from '../../adapters/aws/patiences.ts';
import { TABLE_NAME } from '../../conformance/stores.ts';
import { until, untilDone } from '../../until.ts';

/** The JavaScript engine is within this process: it cannot die alone. */
const whereNative = nativeBinary() ? describe : describe.skip;

whereNative('the engine of DynamoDB', () => {
  let directory: string;
  let engine: Engine;
  let client: DynamoDBClient;
  let told: string[];

  beforeEach(async () => {
    told = [];
    directory = await mkdtemp(join(tmpdir(), 'engine-'));
    const log = (line: string) => void told.push(line);
    engine = await startDynamoDb(directory, { log, failed: ({ message }) => log(`FAILED ${message}`) });
    const access = { region: LOCAL.region, credentials: LOCAL_CREDENTIALS };
    client = new DynamoDBClient({ endpoint: engine.endpoint, ...access });
  });
  afterEach(async () => {
    client.destroy();
    await engine.stop();
    await rm(directory, { recursive: true, force: true });
  });

  /** The process of the engine itself, not the shell that watches it. */
  function pids(): number[] {
    const found = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
    return found
      .filter((line) => line.includes(directory) && /^\s*\d+ \S*dynoxide /.test(line))
      .map((line) => Number.parseInt(line, 10));
  }

  async function killOnce(): Promise<void> {
    const pid = await until('the engine to run', () => pids()[0]);
    process.kill(pid, 'SIGKILL');
    await until('the engine to be gone', () => !pids().includes(pid));
  }

  test('is there again at the same place with all it had when it was killed, and the death is told', async () => {
    await createTable(engine.endpoint, TABLE_NAME, tableProperties());
    const table = new DynamoTable(client, TABLE_NAME, PATIENT);
    await table.put({ pk: 'a', sk: 'a', value: 1 });
    await killOnce();
    const item = await untilDone('the engine to be back', () => table.get({ pk: 'a', sk: 'a' }));
    expect(item).toEqual({ pk: 'a', sk: 'a', value: 1 });
    expect(told).toEqual([expect.stringContaining(directory)]);
  });

  test('is given up with a clear word when it ends again and again, and leaves nothing behind', async () => {
    for (let kills = 0; kills < 5; kills += 1) await killOnce();
    await until('each death to be told', () => told.length >= 5);
    expect(told.at(-1)).toMatch(/^FAILED DynamoDB's engine ended .*5 times in a row/);
    await engine.stop();
    expect(pids()).toEqual([]);
  });

  test('ends with its stop', async () => {
    expect(pids()).toHaveLength(1);
    await engine.stop();
    expect(pids()).toEqual([]);
    expect(told).toEqual([]);
  });
});

describe.each([
  ['the engine', startDynamoDb],
  ['the JavaScript engine', startPortable],
])('a table that is there already, in %s', (_name, start) => {
  let directory: string;
  let engine: Engine;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'engine-'));
    engine = await start(directory);
  });
  afterEach(async () => {
    await engine.stop();
    await rm(directory, { recursive: true, force: true });
  });

  test('stays where the same is asked for, and is refused where its keys or indexes are others', async () => {
    const key = (name: string, kind = 'HASH') => ({ AttributeName: name, KeyType: kind });
    const index = (name: string, keys: object[]) => ({
      IndexName: name,
      KeySchema: keys,
      Projection: { ProjectionType: 'KEYS_ONLY' },
    });
    const create = (keys: ReturnType<typeof key>[], ...indexes: ReturnType<typeof index>[]) => {
      const used = JSON.stringify([keys, indexes]).matchAll(/"AttributeName":"(\w+)"/g);
      const names = [...new Set([...used].map(([, name]) => name))];
      return createTable(engine.endpoint, 'orders', {
        KeySchema: keys,
        AttributeDefinitions: names.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
        ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
      });
    };
    const keys = [key('pk'), key('sk', 'RANGE')];
    await create(keys, index('by_a', [key('scope')]), index('by_b', [key('state')]));
    await create(keys, index('by_b', [key('state')]), index('by_a', [key('scope')]));
    for (const other of [
      () => create(keys, index('by_a', [key('scope')])),
      () => create(keys, index('by_a', [key('scope')]), index('by_c', [key('state')])),
      () => create(keys, index('by_a', [key('scope')]), index('by_b', [key('state'), key('sk', 'RANGE')])),
      () => create([key('pk')], index('by_a', [key('scope')]), index('by_b', [key('state')])),
    ]) {
      await expect(other()).rejects.toThrow(
        /^the data hold a table orders with other keys or indexes .*: begin with another --data$/,
      );
    }
  });
});
