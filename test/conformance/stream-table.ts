import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import { createTable, startDynamoDb, startPortable } from '../../local/engines/dynamodb.ts';
import { nativeBinary } from '../../local/engines/native-dynamodb.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../local/names.ts';
import type { Engine } from '../../local/stack.ts';

export const STREAM_TABLE = 'orders';

/** The engines whose streams are held to the same. */
export const STREAM_ENGINES = (
  [
    ['native', startDynamoDb],
    ['portable', startPortable],
  ] as const
).filter(([kind]) => kind === 'portable' || nativeBinary() !== undefined);

/** A table with a stream, as CloudFormation has it. @param view of its stream; none without one */
export function streamTable(view: string | undefined = 'NEW_AND_OLD_IMAGES'): Record<string, unknown> {
  const names = ['pk', 'sk'];
  return {
    KeySchema: names.map((name, index) => ({
      AttributeName: name,
      KeyType: index === 0 ? 'HASH' : 'RANGE',
    })),
    AttributeDefinitions: names.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    ...(view && { StreamSpecification: { StreamViewType: view } }),
  };
}

/** An engine with such a table, seen through the clients of AWS. */
export interface StreamWorld {
  directory: string;
  endpoint: string;
  table: DynamoDBClient;
  streams: DynamoDBStreamsClient;
  /** Ends the engine and starts it on the same files. */
  restart(): Promise<void>;
  /** Ends the engine, and leaves its files. */
  close(): Promise<void>;
  /** Ends the engine, and removes its files. */
  stop(): Promise<void>;
}

/** Starts an engine with a table that has a stream. @param given its files @param changed properties of the table */
export async function startStreamWorld(
  start: (directory: string) => Promise<Engine>,
  given?: string,
  changed: Record<string, unknown> = {},
): Promise<StreamWorld> {
  const directory = given ?? (await mkdtemp(join(tmpdir(), 'streams-')));
  let engine = await start(directory);
  const world = { directory, restart, close, stop, ...clientsOf(engine.endpoint) };
  await createTable(engine.endpoint, STREAM_TABLE, { ...streamTable(), ...changed });

  async function restart(): Promise<void> {
    await close();
    engine = await start(directory);
    isOpen = true;
    Object.assign(world, clientsOf(engine.endpoint));
  }

  let isOpen = true;
  async function close(): Promise<void> {
    if (!isOpen) return;
    isOpen = false;
    world.table.destroy();
    world.streams.destroy();
    await engine.stop();
  }

  async function stop(): Promise<void> {
    await close();
    await rm(directory, { recursive: true, force: true });
  }
  return world;
}

function clientsOf(endpoint: string) {
  const access = { endpoint, region: LOCAL.region, credentials: LOCAL_CREDENTIALS };
  return { endpoint, table: new DynamoDBClient(access), streams: new DynamoDBStreamsClient(access) };
}

/** The one shard of the table's stream. */
export async function shardOf({ streams }: StreamWorld): Promise<{ StreamArn: string; ShardId: string }> {
  const { Streams: [{ StreamArn = '' } = {}] = [] } = await streams.send(
    new ListStreamsCommand({ TableName: STREAM_TABLE }),
  );
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  expect(StreamDescription).toMatchObject({ StreamStatus: 'ENABLED', TableName: STREAM_TABLE });
  expect(StreamDescription?.Shards).toHaveLength(1);
  return { StreamArn, ShardId: StreamDescription?.Shards?.[0]?.ShardId ?? '' };
}

/** All records from where an iterator begins. */
export async function recordsOf(
  world: StreamWorld,
  ShardIteratorType: ShardIteratorType = 'TRIM_HORIZON',
  SequenceNumber?: string,
) {
  const { ShardIterator } = await world.streams.send(
    new GetShardIteratorCommand({ ...(await shardOf(world)), ShardIteratorType, SequenceNumber }),
  );
  return (await recordsFrom(world, ShardIterator)).records;
}

/** All records from an iterator, and the iterator behind them. */
export async function recordsFrom({ streams }: StreamWorld, from: string | undefined) {
  const records = [];
  for (let iterator = from; ; ) {
    const { Records = [], NextShardIterator } = await streams.send(
      new GetRecordsCommand({ ShardIterator: iterator }),
    );
    iterator = NextShardIterator;
    if (Records.length === 0) return { records, iterator };
    records.push(...Records);
  }
}
