import {
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import pg from 'pg';
import type { Database, Resource } from '../../../contract/config.ts';
import { run } from '../../../namespaces/database/run.ts';
import { untilDone } from '../../until.ts';
import { runWhere } from '../shared/run-where.ts';
import { context } from './context.ts';
import { dynamoDbClient, pointTo, startDynamoDb, startPostgres } from './engines.ts';

type Row = Record<string, unknown>;

/** A database with the empty tables `people (id)` and `readings (sensor, at)`, and a second client beside the run's. */
export interface TestDatabase {
  resource: Database;
  /** Makes both tables anew. */
  reset(): Promise<void>;
  /** All rows of a table, seen by the second client. */
  rows(table: 'people' | 'readings'): Promise<Row[]>;
  stop(): Promise<void>;
}

export async function postgresDatabase(): Promise<TestDatabase> {
  const engine = await startPostgres();
  const client = new pg.Client(engine.url);
  await client.connect();
  return {
    resource: { provider: 'postgres', url: engine.url, ssl: 'disable' },
    async reset() {
      await client.query(`
        drop table if exists people, readings;
        create table people (id text primary key, name text, age int, active boolean, city text, meta jsonb);
        create table readings (sensor text, at int, value double precision, primary key (sensor, at));
      `);
    },
    async rows(table) {
      const { rows } = await client.query<Row>(`select * from ${table} order by 1, 2`);
      return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)));
    },
    async stop() {
      await client.end();
      await engine.stop();
    },
  };
}

export async function dynamoDbDatabase(
  kind?: 'dynalite',
): Promise<TestDatabase & { client: DynamoDBClient }> {
  const engine = await startDynamoDb(kind);
  pointTo(engine.url);
  // A client of the run is kept per region, and with it its endpoint.
  const region = kind === 'dynalite' ? 'eu-west-2' : 'eu-west-1';
  const client = dynamoDbClient(engine.url, region);
  const arn = (name: string) => `arn:aws:dynamodb:${region}:000000000000:table/${name}`;
  return {
    client,
    resource: {
      provider: 'dynamodb',
      tables: {
        people: { tableArn: arn('people-dev'), partitionKey: { name: 'id', type: 'S' } },
        readings: {
          tableArn: arn('readings-dev'),
          partitionKey: { name: 'sensor', type: 'S' },
          sortKey: { name: 'at', type: 'N' },
        },
      },
    },
    async reset() {
      await remake(client, 'people-dev', [['id', 'S']]);
      await remake(client, 'readings-dev', [
        ['sensor', 'S'],
        ['at', 'N'],
      ]);
    },
    async rows(table) {
      const { Items = [] } = await client.send(
        new ScanCommand({ TableName: `${table}-dev`, ConsistentRead: true }),
      );
      const rows = Items.map((item) => unmarshall(item));
      const key = (row: Row) => JSON.stringify([row['id'] ?? row['sensor'], row['at']]);
      return rows.sort((a, b) => (key(a) < key(b) ? -1 : 1));
    },
    async stop() {
      client.destroy();
      await engine.stop();
    },
  };
}

/** Runs one operation on the resource. */
export function operate(
  resource: Resource,
  operation: string,
  input: Row,
  options: Parameters<typeof context>[0] = {},
): Promise<unknown> {
  return runWhere(run)({ target: { resource: 'main', operation }, input, resource }, context(options));
}

async function remake(client: DynamoDBClient, table: string, keys: [string, 'S' | 'N'][]): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: table })).catch(() => undefined);
  const create = new CreateTableCommand({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keys.map(([AttributeName], index) => ({
      AttributeName,
      KeyType: index === 0 ? 'HASH' : 'RANGE',
    })),
    AttributeDefinitions: keys.map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
  });
  await untilDone(`the old table ${table} to be gone`, () => client.send(create));
}
