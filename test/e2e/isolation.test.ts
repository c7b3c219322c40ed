import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Config, EnvConfig } from '../../contract/config.ts';
import { asRecord } from '../../contract/plain-data.ts';
import { type Cloud, startCloud } from '../../local/cloud.ts';
import { hasTransactions } from '../namespaces/database/engines.ts';
import { until } from '../until.ts';

const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:000000000000:${name}`;
const aws = { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };

/** A table, a folder of one bucket for all, a queue. */
const envOf = (name: string): EnvConfig => ({
  database: {
    books: {
      provider: 'dynamodb',
      tables: {
        [`${name}-ledger`]: {
          tableArn: arn('dynamodb', `table/${name}-ledger`),
          partitionKey: { name: 'id', type: 'S' },
        },
      },
      events: {
        balance: { operation: 'raw', input: { query: `SELECT * FROM "${name}-ledger" WHERE id = ?` } },
        foreign: { operation: 'raw', input: { query: 'SELECT * FROM "shop-prd-ledger"' } },
      },
    },
  },
  storage: { files: { provider: 's3', bucket: 'shared', prefix: name } },
  events: {
    bus: { provider: 'sqs', topics: { [`${name}-made`]: { queueArn: arn('sqs', `${name}-made`) } } },
  },
});

const config: Config = {
  products: {
    shop: { envs: { dev: envOf('shop-dev'), prd: envOf('shop-prd') } },
    rival: { envs: { dev: envOf('rival-dev') } },
  },
};

let cloud: Cloud;
let directory: string;
let tables: DynamoDBClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'e2e-isolation-'));
  cloud = await startCloud({ config, dataDirectory: directory });
  tables = new DynamoDBClient({ ...aws, endpoint: cloud.endpoints.dynamoDb });
  for (const name of ['shop-dev', 'shop-prd', 'rival-dev']) {
    const Item = { id: { S: '1' }, scope: { S: name } };
    await tables.send(new PutItemCommand({ TableName: `${name}-ledger`, Item }));
  }
}, 120_000);
afterAll(async () => {
  tables?.destroy();
  await cloud?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function call(path: string, body?: object) {
  const headers = { 'content-type': 'application/json' };
  const init = body ? { method: 'POST', headers, body: JSON.stringify(body) } : {};
  const response = await fetch(`${cloud.url}${path}`, init);
  return { status: response.status, body: asRecord(await response.json()) };
}

const rival = { product: 'rival', env: 'dev', retries: 0 };
const raw = (query: string, params?: unknown[]) =>
  call('/v1/database/dispatch', {
    ...rival,
    database: 'books',
    operation: 'raw',
    input: { query, ...(params && { params }) },
  });

/** The job once it has ended. */
const ended = (id: string) =>
  until(
    `${id} to end`,
    async () => {
      const { body } = await call(`/v1/jobs/${id}`);
      return ['completed', 'failed'].includes(String(body['status'])) ? body : undefined;
    },
    30_000,
  );

const ownerOf = async (name: string) => {
  const found = await tables.send(
    new GetItemCommand({ TableName: `${name}-ledger`, Key: { id: { S: '1' } } }),
  );
  return found.Item?.['scope']?.S;
};

describe('a product beside others in one cloud', () => {
  test.each([
    'SELECT * FROM "shop-prd-ledger"',
    "UPDATE \"shop-prd-ledger\" SET scope = 'rival' WHERE id = '1'",
    'DELETE FROM "shop-dev-ledger" WHERE id = \'1\'',
    `INSERT INTO "shop-prd-ledger" VALUE {'id': '2', 'scope': 'rival'}`,
    'EXISTS(SELECT * FROM "shop-prd-ledger" WHERE id = \'1\')',
  ])('cannot send the statement %s', async (query) => {
    const { status, body } = await raw(query);
    expect([status, body.detail ?? body.message]).toEqual([404, expect.stringContaining('rival-dev-ledger')]);
  });

  test("cannot name the scheduler's own table, which is not even where its tables are", async () => {
    expect((await raw(`SELECT * FROM "${cloud.names.table}"`)).status).toBe(404);
    const { TableNames } = await tables.send(new ListTablesCommand({}));
    expect(TableNames?.sort()).toEqual(['rival-dev-ledger', 'shop-dev-ledger', 'shop-prd-ledger']);
  });

  test.each([
    ['database', { database: 'books', operation: 'query', input: { table: 'shop-prd-ledger' } }],
    ['database', { database: 'books', operation: 'delete', input: { table: 'shop-prd-ledger', all: true } }],
    ['events', { broker: 'bus', event: 'shop-prd-made', input: { message: {} } }],
  ])('cannot name what is declared for another in %s', async (namespace, body) => {
    expect((await call(`/v1/${namespace}/dispatch`, { ...rival, ...body })).status).toBe(404);
  });

  test('cannot climb out of its folder of a bucket', async () => {
    const input = { fileName: '../shop-prd/a.txt' };
    const body = { ...rival, storage: 'files', operation: 'download', input };
    expect((await call('/v1/storage/dispatch', body)).status).toBe(400);
  });

  (hasTransactions ? test : test.skip)(
    'reaches its own with the credentials of its own role, and fails where even its config names another table',
    async () => {
      const own = await raw('UPDATE "rival-dev-ledger" SET scope = ? WHERE id = ?', ['changed', '1']);
      expect(own.status).toBe(201);
      expect(await ended(String(own.body['job_id']))).toMatchObject({
        status: 'completed',
        result: { count: 1 },
      });
      expect(await ownerOf('rival-dev')).toBe('changed');
      const named = { ...rival, database: 'books', event: 'foreign', input: {} };
      expect((await call('/v1/database/dispatch', named)).status).toBe(404);
      expect([await ownerOf('shop-dev'), await ownerOf('shop-prd')]).toEqual(['shop-dev', 'shop-prd']);
    },
    60_000,
  );
});
