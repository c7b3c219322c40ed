import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetShardIteratorCommand, ListStreamsCommand } from '@aws-sdk/client-dynamodb-streams';
import { createTable } from '../../local/engines/dynamodb.ts';
import { until } from '../until.ts';
import {
  recordsFrom,
  recordsOf,
  STREAM_ENGINES,
  STREAM_TABLE,
  type StreamWorld,
  shardOf,
  startStreamWorld,
  streamTable,
} from './stream-table.ts';

const TableName = STREAM_TABLE;
const keyOf = (name: string) => ({ pk: { S: name }, sk: { S: 'ROW' } });
const rowOf = (name: string, n: number) => ({ ...keyOf(name), n: { N: String(n) } });
const sequenceOf = (record: { dynamodb?: { SequenceNumber?: string | undefined } | undefined }) =>
  record.dynamodb?.SequenceNumber ?? '';

describe.each(STREAM_ENGINES)('the stream of a table, in the %s engine,', (kind, start) => {
  let world: StreamWorld;
  beforeEach(async () => {
    world = await startStreamWorld(start);
  });
  afterEach(async () => {
    await world?.stop();
  });

  const put = (name: string, n: number) =>
    world.table.send(new PutItemCommand({ TableName, Item: rowOf(name, n) }));
  /** What happened to which item, with the values of `n` before and after. */
  const told = (records: Awaited<ReturnType<typeof recordsOf>>) =>
    records.map(({ eventName, dynamodb }) =>
      [eventName, dynamodb?.Keys?.['pk']?.S, dynamodb?.OldImage?.['n']?.N, dynamodb?.NewImage?.['n']?.N].join(
        ' ',
      ),
    );

  test('has each change once, in order, with the item before and after it, as AWS shapes it', async () => {
    const Key = keyOf('a');
    const item = {
      ...Key,
      n: { N: '1' },
      raw: { B: Buffer.from([1, 2, 255]) },
      list: { L: [{ BOOL: true }] },
    };
    await world.table.send(new PutItemCommand({ TableName, Item: item }));
    await world.table.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    );
    await world.table.send(new DeleteItemCommand({ TableName, Key }));
    const records = await recordsOf(world);
    expect(told(records)).toEqual(['INSERT a  1', 'MODIFY a 1 2', 'REMOVE a 2 ']);
    const raw = Uint8Array.from([1, 2, 255]);
    expect(records[1]).toEqual({
      eventID: expect.any(String),
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: expect.any(String),
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Date),
        Keys: Key,
        OldImage: { ...item, raw: { B: raw } },
        NewImage: { ...item, raw: { B: raw }, n: { N: '2' } },
        SequenceNumber: expect.stringMatching(/^\d+$/),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    const created = Number(records[0]?.dynamodb?.ApproximateCreationDateTime);
    expect(Math.abs(Date.now() - created)).toBeLessThan(60_000);
  });

  test('has no record of a write that was refused or deleted nothing', async () => {
    await put('a', 1);
    const refused = new PutItemCommand({
      TableName,
      Item: rowOf('a', 2),
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await expect(world.table.send(refused)).rejects.toThrow('conditional request failed');
    const invalid = new PutItemCommand({ TableName, Item: { pk: { S: 'a' }, n: { N: '2' } } });
    await expect(world.table.send(invalid)).rejects.toThrow();
    await world.table.send(new DeleteItemCommand({ TableName, Key: keyOf('b') }));
    expect(told(await recordsOf(world))).toEqual(['INSERT a  1']);
  });

  // The native engine makes a record of it, which AWS does not.
  test('tells of a put that changes nothing at most as a change from and to the same', async () => {
    await put('a', 1);
    await put('a', 1);
    expect(told(await recordsOf(world))).toEqual([
      'INSERT a  1',
      ...(kind === 'native' ? ['MODIFY a 1 1'] : []),
    ]);
  });

  test('has each item of a batch', async () => {
    await put('gone', 1);
    const requests = [
      { PutRequest: { Item: rowOf('a', 1) } },
      { PutRequest: { Item: rowOf('b', 1) } },
      { DeleteRequest: { Key: keyOf('gone') } },
      { DeleteRequest: { Key: keyOf('never there') } },
    ];
    await world.table.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    const records = told(await recordsOf(world));
    expect(records[0]).toBe('INSERT gone  1');
    expect(records.slice(1).sort()).toEqual(['INSERT a  1', 'INSERT b  1', 'REMOVE gone 1 ']);
  });

  test('has what was written side by side to one item as one chain, with growing sequence numbers', async () => {
    const add = new UpdateItemCommand({
      TableName,
      Key: keyOf('a'),
      UpdateExpression: 'ADD n :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    });
    await Promise.all(Array.from({ length: 100 }, () => world.table.send(add)));
    const records = await recordsOf(world);
    expect(told(records)).toEqual(
      Array.from({ length: 100 }, (_, i) => (i === 0 ? 'INSERT a  1' : `MODIFY a ${i} ${i + 1}`)),
    );
    const numbers = records.map((record) => BigInt(sequenceOf(record)));
    expect(numbers.every((number, i) => i === 0 || number > (numbers[i - 1] ?? 0n))).toBe(true);
  });

  test('is read from its beginning, its end, at a record and after one', async () => {
    for (let n = 1; n <= 12; n += 1) await put('a', n);
    const all = await recordsOf(world);
    const ninth = sequenceOf(all[8] ?? {});
    expect(all).toHaveLength(12);
    expect(await recordsOf(world, 'AT_SEQUENCE_NUMBER', ninth)).toEqual(all.slice(8));
    expect(await recordsOf(world, 'AFTER_SEQUENCE_NUMBER', ninth)).toEqual(all.slice(9));
    const { ShardIterator } = await world.streams.send(
      new GetShardIteratorCommand({ ...(await shardOf(world)), ShardIteratorType: 'LATEST' }),
    );
    const empty = await recordsFrom(world, ShardIterator);
    expect(empty.records).toEqual([]);
    await put('a', 13);
    expect(told((await recordsFrom(world, empty.iterator)).records)).toEqual(['MODIFY a 12 13']);
  });

  test('is there again after a restart, and continues', async () => {
    await put('a', 1);
    await world.restart();
    await createTable(world.endpoint, TableName, streamTable());
    await put('a', 2);
    expect(told(await recordsOf(world))).toEqual(['INSERT a  1', 'MODIFY a 1 2']);
  });

  test('begins, ends and changes its kind as the template asks, also for a table that is there', async () => {
    const streams = async () =>
      (await world.streams.send(new ListStreamsCommand({ TableName }))).Streams ?? [];
    await createTable(world.endpoint, TableName, { ...streamTable(), StreamSpecification: undefined });
    await put('a', 1);
    expect(await streams()).toEqual([]);
    await createTable(world.endpoint, TableName, streamTable('KEYS_ONLY'));
    await put('a', 2);
    expect(await streams()).toHaveLength(1);
    expect(told(await recordsOf(world)).at(-1)).toBe('MODIFY a  ');
    await createTable(world.endpoint, TableName, streamTable());
    await put('a', 3);
    expect(told(await recordsOf(world)).at(-1)).toBe('MODIFY a 2 3');
  });
});

describe.each(STREAM_ENGINES)('a kill -9 of the %s engine between writes', (kind, start) => {
  test('leaves a stream that comes to exactly what is in the table', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'streams-'));
    for (let kills = 0; kills < 3; kills += 1) {
      const script = join(import.meta.dirname, 'stream-writer.ts');
      const writer = spawn(process.execPath, ['--no-warnings', script, kind, directory]);
      let answered = '';
      writer.stdout.on('data', (some) => {
        answered += some;
      });
      await until('writes', () => answered.split('\n').length > 100);
      writer.kill('SIGKILL');
      await once(writer, 'close');
      await until('the engine to end', () => !processes().includes(directory));
    }
    const world = await startStreamWorld(start, directory);
    try {
      const seen = new Map<string, unknown>();
      for (const { dynamodb: { Keys, OldImage, NewImage } = {} } of await recordsOf(world)) {
        const name = String(Keys?.['pk']?.S);
        expect(OldImage).toEqual(seen.get(name));
        seen.set(name, NewImage);
      }
      const { Items = [] } = await world.table.send(new ScanCommand({ TableName, ConsistentRead: true }));
      expect(new Map(Items.map((item) => [String(item['pk']?.S), item]))).toEqual(seen);
      expect(seen.size).toBe(10);
    } finally {
      await world.stop();
    }
  });
});

const processes = () => execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' });
