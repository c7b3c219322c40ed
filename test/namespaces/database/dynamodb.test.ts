import { resolveNamed } from '../../../core/config/apply-preset.ts';
import '../shared/one-realm.ts';
import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDbDatabase } from '../../../contract/resources/database.ts';
import { accessOf } from '../../../namespaces/database/dynamodb/access.ts';
import { find } from '../../../namespaces/database/dynamodb/read.ts';
import { tableOf } from '../../../namespaces/database/dynamodb/table.ts';
import { run as runDatabase } from '../../../namespaces/database/run.ts';
import { readWhere } from '../../../namespaces/shared/where.ts';
import { startHttpServer } from '../../http-server.ts';
import { AWS, context } from './context.ts';
import { dynamoDbDatabase, operate } from './databases.ts';
import { hasTransactions } from './engines.ts';

let database: Awaited<ReturnType<typeof dynamoDbDatabase>>;
let resource: DynamoDbDatabase;

beforeAll(async () => {
  database = await dynamoDbDatabase();
  if (database.resource.provider === 'dynamodb') resource = database.resource;
});
afterAll(() => database?.stop());
beforeEach(() => database.reset());

const run = (
  operation: string,
  input: Record<string, unknown>,
  options: Parameters<typeof context>[0] = {},
) => operate(resource, operation, input, options);
const insert = (data: unknown, options = {}) => run('insert', { table: 'people', data }, options);
const where = (value: Record<string, unknown>) => {
  const read = readWhere(value, 'run');
  if (!read.ok) throw new Error(JSON.stringify(read.issues));
  return read.value;
};

/** Runs where the engine has transactions and PartiQL. */
const complete = hasTransactions ? test : test.skip;

describe('idempotency', () => {
  complete('a second attempt of the same run finds its insert done', async () => {
    const data = [{ id: 'a' }, { id: 'b', n: 1 }];
    expect(await insert(data, { identity: 'job_1/5', attempt: 1 })).toEqual({ rows: [], count: 2 });
    expect(await insert(data, { identity: 'job_1/5', attempt: 2 })).toEqual({ rows: [], count: 2 });
    await expect(insert(data, { identity: 'job_1/6' })).rejects.toMatchObject({ code: 'UNIQUE_VIOLATION' });
    expect(await database.rows('people')).toHaveLength(2);
  });

  complete('a writing PartiQL statement is executed once for all attempts of a run', async () => {
    await insert({ id: 'a', n: 1 });
    const query = 'UPDATE "people-dev" SET n = n + ? WHERE id = ?';
    for (const attempt of [1, 2, 3]) {
      const result = await run('raw', { query, params: [10, 'a'] }, { identity: 'job_2/1', attempt });
      expect(result).toEqual({ rows: [], count: 1 });
    }
    expect(await database.rows('people')).toEqual([{ id: 'a', n: 11 }]);
  });
});

describe('raw PartiQL', () => {
  complete('binds its parameters, and counts what it changed', async () => {
    const evil = `' OR id = 'b`;
    await run('raw', {
      query: `INSERT INTO "people-dev" VALUE {'id': ?, 'tags': ?}`,
      params: [evil, ['x', { y: null }]],
    });
    expect(await run('raw', { query: 'SELECT * FROM "people-dev" WHERE id = ?', params: [evil] })).toEqual({
      rows: [{ id: evil, tags: ['x', { y: null }] }],
      count: 1,
    });
    const update = (id: string) =>
      run('raw', { query: 'UPDATE "people-dev" SET n = 1 WHERE id = ?', params: [id] });
    expect(await update(evil)).toMatchObject({ count: 1 });
    expect(await update('none')).toMatchObject({ count: 0 });
    const returning = 'UPDATE "people-dev" SET n = 2 WHERE id = ? RETURNING ALL NEW *';
    expect(await run('raw', { query: returning, params: [evil] })).toMatchObject({
      rows: [{ id: evil, n: 2 }],
    });
  });

  test('reaches no table that is not declared, though it is there', async () => {
    await run('insert', { table: 'readings', data: { sensor: 'a', at: 1, value: 1 } });
    const { people } = resource.tables;
    const own: DynamoDbDatabase = { ...resource, tables: people ? { people } : {} };
    for (const query of [
      'SELECT * FROM "readings-dev"',
      `UPDATE "readings-dev" SET value = 2 WHERE sensor = 'a' AND at = 1`,
      `DELETE FROM "readings-dev" WHERE sensor = 'a' AND at = 1`,
    ]) {
      await expect(operate(own, 'raw', { query })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    expect(await database.rows('readings')).toEqual([{ sensor: 'a', at: 1, value: 1 }]);
  });

  complete('names its failures', async () => {
    await insert({ id: 'a' });
    const codeOf = (query: string) => run('raw', { query }).catch((error: { code: string }) => error.code);
    expect(await codeOf(`INSERT INTO "people-dev" VALUE {'id': 'a'}`)).toBe('UNIQUE_VIOLATION');
    expect(await codeOf('SELEKT 1')).toBe('VALIDATION_ERROR');
    expect(await codeOf('SELECT * FROM "no-such-table"')).toBe('NOT_FOUND');
  });
});

describe('access', () => {
  const readings = () => {
    const table = resource.tables['readings'];
    if (!table) throw new Error('no table');
    return table;
  };

  test.each<[string, Record<string, unknown>]>([
    ['eq', { sensor: 'a', at: 5 }],
    ['lt', { sensor: 'a', at: { $lt: 5 } }],
    ['between', { $and: [{ sensor: 'a' }, { at: { $between: [1, 5] } }], value: 1 }],
    ['eq', { sensor: 'a', at: { $gt: 1, $eq: 4 } }],
  ])('a fixed partition key is queried, with a sort key condition: %s', (kind, condition) => {
    const access = accessOf(where(condition), readings());
    expect(access?.partition).toMatchObject({ field: 'sensor', value: 'a' });
    expect(access?.sort).toMatchObject(kind === 'between' ? { kind } : { by: kind });
  });

  test.each<[Record<string, unknown>]>([
    [{ sensor: { $ne: 'a' } }],
    [{ at: 5 }],
    [{ $or: [{ sensor: 'a' }, { sensor: 'b' }] }],
  ])('%j is scanned', (condition) => {
    expect(accessOf(where(condition), readings())).toBeUndefined();
  });

  test('the sort key condition that a query cannot carry is matched after it', async () => {
    await run('insert', { table: 'readings', data: [1, 2, 3, 4].map((at) => ({ sensor: 'a', at })) });
    expect(await run('count', { table: 'readings', where: { sensor: 'a', at: { $gt: 1, $ne: 3 } } })).toEqual(
      { count: 2 },
    );
    expect(await run('count', { table: 'readings', where: { sensor: 'a', at: { $in: [1, 9] } } })).toEqual({
      count: 1,
    });
  });

  test('a condition on a key of another type is refused', async () => {
    await expect(run('query', { table: 'people', where: { id: 5 } })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expect.stringContaining('input.where.id'),
    });
  });
});

describe('values', () => {
  test('nested data, sets, bytes and numbers beyond a double come back as JSON', async () => {
    const Item = {
      id: { S: 'a' },
      set: { SS: ['x', 'y'] },
      bytes: { B: new Uint8Array([0, 255]) },
      big: { N: '12345678901234567890' },
      nested: { M: { list: { L: [{ N: '1.5' }, { NULL: true }] } } },
    };
    await database.client.send(new PutItemCommand({ TableName: 'people-dev', Item }));
    expect(await run('query', { table: 'people', where: { 'nested.list': { $isNull: false } } })).toEqual({
      rows: [
        {
          id: 'a',
          set: ['x', 'y'],
          bytes: 'AP8=',
          big: '12345678901234567890',
          nested: { list: [1.5, null] },
        },
      ],
      count: 1,
    });
  });

  test('a dotted field leads into nested data, and lists contain their elements', async () => {
    await insert([
      { id: 'a', p: { city: 'Oslo' }, tags: ['x'] },
      { id: 'b', p: { city: 'Rome' } },
      { id: 'c' },
    ]);
    const ids = async (condition: Record<string, unknown>) => {
      const result = (await run('query', { table: 'people', where: condition })) as {
        rows: { id: string }[];
      };
      return result.rows.map((row) => row.id).sort();
    };
    expect(await ids({ 'p.city': 'Oslo' })).toEqual(['a']);
    expect(await ids({ 'p.city': { $ne: 'Oslo' } })).toEqual(['b']);
    expect(await ids({ 'p.city': null })).toEqual(['c']);
    expect(await ids({ tags: { $contains: 'x' } })).toEqual(['a']);
    expect(await run('query', { table: 'people', select: ['p.city'], where: { id: 'a' } })).toMatchObject({
      rows: [{ 'p.city': 'Oslo' }],
    });
  });

  test('reserved words and odd names are names', async () => {
    await insert({ id: 'a', name: 1, size: 2, 'a-b:c#d': 3, null: 4 });
    const condition = { name: 1, size: { $gt: 1 }, 'a-b:c#d': 3, null: { $between: [4, 4] } };
    expect(
      await run('update', { table: 'people', data: { size: 9, values: [] }, where: condition }),
    ).toMatchObject({ count: 1 });
    expect(await database.rows('people')).toMatchObject([{ size: 9, values: [] }]);
  });

  test('a number that DynamoDB could not hold exactly is refused', async () => {
    await expect(insert({ id: 'a', n: 2 ** 60 })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  test('a sum over text is refused, naming the column', async () => {
    await insert({ id: 'a', n: 'text' });
    await expect(run('sum', { table: 'people', column: 'n' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: 'input.column: sum cannot take a string in the column "n"',
    });
  });
});

describe('update over a condition', () => {
  test.each([{ city: 'Oslo' }, { city: { $endsWith: 'lo' } }])(
    'passes over a row that stopped matching %j after it was read',
    async (condition) => {
      await insert([
        { id: 'a', city: 'Oslo' },
        { id: 'b', city: 'Oslo' },
      ]);
      // Between the read and the write, another client moves one of them.
      const { client } = tableOf(
        resource.tables['people'] ?? { tableArn: '', partitionKey: { name: 'id', type: 'S' } },
        { aws: AWS },
      );
      let moved = false;
      client.middlewareStack.add(
        (next) => async (args) => {
          const writes = 'UpdateExpression' in args.input;
          if (writes && !moved) {
            moved = true;
            const set = {
              UpdateExpression: 'SET city = :c',
              ExpressionAttributeValues: { ':c': { S: 'Rome' } },
            };
            await database.client.send(
              new UpdateItemCommand({ TableName: 'people-dev', Key: { id: { S: 'a' } }, ...set }),
            );
            await database.client.send(
              new UpdateItemCommand({ TableName: 'people-dev', Key: { id: { S: 'a' } }, ...set }),
            );
          }
          return next(args);
        },
        { step: 'initialize', name: 'move', override: true },
      );
      const result = (await run('update', { table: 'people', data: { seen: true }, where: condition })) as {
        count: number;
      };
      client.middlewareStack.remove('move');
      const { Item } = await database.client.send(
        new GetItemCommand({ TableName: 'people-dev', Key: { id: { S: 'a' } } }),
      );
      expect(Item?.['seen']).toBeUndefined();
      expect(result.count).toBe(1);
    },
  );
});

describe('time', () => {
  test('paging stops when the signal is aborted', async () => {
    const pad = 'x'.repeat(300_000);
    for (let at = 0; at < 12; at += 3) {
      await run('insert', {
        table: 'readings',
        data: [0, 1, 2].map((n) => ({ sensor: 'a', at: at + n, pad })),
      });
    }
    const table = tableOf(
      resource.tables['readings'] ?? { tableArn: '', partitionKey: { name: 'sensor', type: 'S' } },
      { aws: AWS },
    );
    const abort = new AbortController();
    let seen = 0;
    const reading = (async () => {
      for await (const _row of find(table, undefined, abort.signal)) {
        seen += 1;
        abort.abort();
      }
    })();
    await expect(reading).rejects.toThrow();
    expect(seen).toBeLessThan(12);
    expect(await run('count', { table: 'readings' })).toEqual({ count: 12 });
  });

  test('a server that never answers ends in a timeout, one that is not there in a connection error', async () => {
    const silent = await startHttpServer(() => undefined);
    const before = process.env['AWS_ENDPOINT_URL_DYNAMODB'];
    const elsewhere = (region: string): DynamoDbDatabase => ({
      ...resource,
      tables: {
        people: {
          tableArn: `arn:aws:dynamodb:${region}:1:table/people-dev`,
          partitionKey: { name: 'id', type: 'S' },
        },
      },
    });
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = silent.endpoint;
    const signal = AbortSignal.timeout(200);
    await expect(
      operate(elsewhere('eu-north-1'), 'count', { table: 'people' }, { signal }),
    ).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = 'http://127.0.0.1:1';
    await expect(operate(elsewhere('eu-south-1'), 'count', { table: 'people' })).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
    });
    if (before) process.env['AWS_ENDPOINT_URL_DYNAMODB'] = before;
    await silent.close();
  });
});

test('a declared table that is not there is not found', async () => {
  const people = {
    tableArn: 'arn:aws:dynamodb:eu-west-1:1:table/missing',
    partitionKey: { name: 'id', type: 'S' },
  } as const;
  const missing: DynamoDbDatabase = { provider: 'dynamodb', tables: { people } };
  for (const [operation, input] of [
    ['count', {}],
    ['insert', { data: { id: 'a' } }],
    ['update', { data: { n: 1 }, where: { id: 'a' } }],
  ] as const) {
    await expect(operate(missing, operation, { table: 'people', ...input })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  }
});

test('an event is a named operation whose preset the input overrides', async () => {
  await insert([
    { id: 'a', city: 'Oslo' },
    { id: 'b', city: 'Rome' },
  ]);
  const events: DynamoDbDatabase['events'] = {
    in_city: { operation: 'query', input: { table: 'people', where: { city: 'Oslo' } } },
  };
  const ask = (input: Record<string, unknown>) =>
    runDatabase(
      {
        ...resolveNamed({ target: { resource: 'main', event: 'in_city' }, input }, { ...resource, events }),
        resource,
      },
      context(),
    );
  expect(await ask({ select: ['id'] })).toEqual({ rows: [{ id: 'a' }], count: 1 });
  expect(await ask({ query: { city: 'Rome' }, select: ['id'] })).toEqual({ rows: [{ id: 'b' }], count: 1 });
});
