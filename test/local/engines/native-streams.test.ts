import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DAY, MINUTE } from '../../../core/time/units.ts';
import { startDynamoDb } from '../../../local/engines/dynamodb.ts';
import { nativeBinary } from '../../../local/engines/native-dynamodb.ts';
import { tendNativeStreams } from '../../../local/engines/native-streams.ts';
import {
  recordsOf,
  STREAM_TABLE,
  type StreamWorld,
  startStreamWorld,
} from '../../conformance/stream-table.ts';

const whereNative = nativeBinary() ? describe : describe.skip;

whereNative('the streams of the native engine', () => {
  let world: StreamWorld;
  let file: string;
  beforeEach(async () => {
    world = await startStreamWorld(startDynamoDb);
    file = join(world.directory, 'dynamodb.db');
  });
  afterEach(async () => {
    await world?.stop();
  });
  const put = (n: number) => {
    const Item = { pk: { S: 'a' }, sk: { S: 'ROW' }, n: { N: String(n) } };
    return world.table.send(new PutItemCommand({ TableName: STREAM_TABLE, Item }));
  };
  const told = async (after?: string) =>
    (await recordsOf(world, after === undefined ? 'TRIM_HORIZON' : 'AFTER_SEQUENCE_NUMBER', after)).map(
      ({ dynamodb }) => `${dynamodb?.SequenceNumber}: ${dynamodb?.NewImage?.['n']?.N}`,
    );

  test('keep what is of the last day, and the last record in any case, behind which they continue', async () => {
    for (const n of [1, 2, 3]) await put(n);
    tendNativeStreams(file, Date.now() + DAY - MINUTE);
    expect(await told()).toEqual(['1: 1', '2: 2', '3: 3']);
    tendNativeStreams(file, Date.now() + DAY + MINUTE);
    expect(await told()).toEqual(['3: 3']);
    await put(4);
    expect(await told('3')).toEqual(['4: 4']);
  });

  test('are numbered and read by an index, which the engine does not make', async () => {
    const database = new DatabaseSync(file);
    const planOf = (sql: string) =>
      database
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => detail)
        .join('; ');
    // As they stand in the engine.
    const numbering = `SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 FROM _stream_records WHERE table_name = 'orders'`;
    const reading = `SELECT event_name, new_image FROM _stream_records WHERE table_name = 'orders' AND shard_id = 's'
      AND CAST(sequence_number AS INTEGER) > 3 ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT 4`;
    for (const sql of [numbering, reading]) {
      expect(planOf(sql)).toMatch(/^SEARCH _stream_records USING (COVERING )?INDEX stream_order/);
      expect(planOf(sql)).not.toContain('B-TREE');
    }
    database.close();
  });
});
