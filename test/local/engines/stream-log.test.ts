import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DAY, HOUR } from '../../../core/time/units.ts';
import { startPortable } from '../../../local/engines/dynamodb.ts';
import { type Item, StreamLog } from '../../../local/engines/stream-log.ts';
import { SHARD, streamArn, streamsApi } from '../../../local/engines/streams-api.ts';
import { recordsOf, STREAM_TABLE, startStreamWorld } from '../../conformance/stream-table.ts';

const keyOf = (name: string): Item => ({ pk: { S: name }, sk: { S: 'ROW' } });
const rowOf = (name: string, n: number): Item => ({ ...keyOf(name), n: { N: String(n) } });

describe('the streams before the JavaScript engine', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'streams-'));
  });
  afterEach(async () => {
    await rm(directory, { recursive: true, force: true });
  });
  const openLog = (now?: () => number) => new StreamLog(join(directory, 'streams.db'), now);

  test('make a record of a write that was done when the process was killed, and none of one that was not', async () => {
    const first = await startStreamWorld(startPortable, directory);
    const Item = { pk: { S: 'done' }, sk: { S: 'ROW' }, n: { N: '2' } };
    await first.table.send(new PutItemCommand({ TableName: STREAM_TABLE, Item }));
    const before = await recordsOf(first);
    await first.close();

    const log = openLog();
    const stream = log.of(STREAM_TABLE);
    if (!stream) throw new Error('the table has no stream');
    const others = { done: rowOf('done', 1), 'not done': undefined };
    log.intend(Object.entries(others).map(([name, old]) => ({ stream, key: keyOf(name), old })));
    log.close();

    const second = await startStreamWorld(startPortable, directory);
    try {
      const [record, ...more] = (await recordsOf(second)).slice(before.length);
      expect(record?.dynamodb).toMatchObject({ OldImage: rowOf('done', 1), NewImage: Item });
      expect(more).toEqual([]);
    } finally {
      await second.stop();
    }
  });

  test('keep a record for a day, and tell a reader who comes later that some are gone', async () => {
    let now = Date.now();
    const log = openLog(() => now);
    log.enable('orders', 'KEYS_ONLY', ['pk', 'sk']);
    const stream = log.of('orders');
    if (!stream) throw new Error('the table has no stream');
    const change = (n: number) =>
      log.settle(log.intend([{ stream, key: keyOf('a'), old: undefined }]), [rowOf('a', n)]);
    const sequences = () => log.read(stream, 0, 10).map(({ sequence }) => sequence);
    change(1);
    now += 12 * HOUR;
    change(2);
    expect(sequences()).toEqual([1, 2]);
    now += DAY - 6 * HOUR;
    change(3);
    expect(sequences()).toEqual([2, 3]);

    const api = streamsApi(log);
    const shard = { StreamArn: streamArn(stream), ShardId: SHARD };
    const from = async (SequenceNumber: string) =>
      await api['GetShardIterator']?.({
        ...shard,
        ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
        SequenceNumber,
      });
    await expect(from('0')).rejects.toThrow('past the oldest stream record');
    await expect(from('1')).resolves.toEqual({ ShardIterator: expect.any(String) });
    log.close();
  });

  test('cost a table without a stream no note of its writes', async () => {
    const world = await startStreamWorld(startPortable, directory, { StreamSpecification: undefined });
    const Item = { pk: { S: 'a' }, sk: { S: 'ROW' } };
    await world.table.send(new PutItemCommand({ TableName: STREAM_TABLE, Item }));
    await world.close();
    const log = openLog();
    expect([log.isEmpty(), log.intents()]).toEqual([true, []]);
    log.close();
  });
});
