import pg from 'pg';
import type { PostgresDatabase } from '../../../contract/resources/database.ts';
import { resolveNamed } from '../../../core/config/apply-preset.ts';
import { run } from '../../../namespaces/database/run.ts';
import { context } from './context.ts';
import { operate } from './databases.ts';
import { type Engine, startPostgres } from './engines.ts';

let engine: Engine;
let observer: pg.Client;
let database: PostgresDatabase;

beforeAll(async () => {
  engine = await startPostgres();
  observer = new pg.Client(engine.url);
  await observer.connect();
  database = { provider: 'postgres', url: engine.url, ssl: 'disable' };
});
afterAll(async () => {
  await observer.end();
  await engine.stop();
});

const execute = (operation: string, input: Record<string, unknown>) => operate(database, operation, input);
const raw = (query: string, params: unknown[] = []) => execute('raw', { query, params });

describe('values', () => {
  beforeEach(() =>
    observer.query(`
      drop table if exists kinds;
      create table kinds (
        id int primary key, big bigint, num numeric, real double precision, ts timestamptz, plain timestamp,
        day date, bytes bytea, doc jsonb, tags text[], numbers int[], pause interval, uid uuid, note text
      );
    `),
  );

  test('results are JSON: dates ISO, bytes base64, big numbers exact', async () => {
    await observer.query(`insert into kinds values (1, 9007199254740993, 12345678901234567890.5, 'NaN',
      '2025-01-15T10:00:00+02', '2025-01-15 10:00:00', '2025-01-15', '\\x00ff', '{"a":[1]}', '{x,y}', '{1,2}',
      '1 day 2 hours', '5f0c6b36-7f3e-4d2c-9a51-000000000001', 'x')`);
    expect(await execute('query', { table: 'kinds' })).toEqual({
      count: 1,
      rows: [
        {
          id: 1,
          big: '9007199254740993',
          num: '12345678901234567890.5',
          real: 'NaN',
          ts: '2025-01-15T08:00:00.000Z',
          plain: '2025-01-15T10:00:00.000Z',
          day: '2025-01-15',
          bytes: 'AP8=',
          doc: { a: [1] },
          tags: ['x', 'y'],
          numbers: [1, 2],
          pause: '1 day 02:00:00',
          uid: '5f0c6b36-7f3e-4d2c-9a51-000000000001',
          note: 'x',
        },
      ],
    });
    expect(await raw('select 5::bigint as a, 1.50::numeric as b, -0.25::numeric as c')).toEqual({
      rows: [{ a: 5, b: 1.5, c: -0.25 }],
      count: 1,
    });
    expect(await raw('select avg(n) as mean from generate_series(1, 2) n')).toMatchObject({ count: 1 });
    expect(await execute('avg', { table: 'kinds', column: 'id' })).toEqual({ value: 1 });
  });

  test('lists and objects take the type of their column', async () => {
    await execute('insert', {
      table: 'kinds',
      data: [
        { id: 1, doc: [1, { a: "it's" }], tags: ['a', 'b"c'], numbers: [1, 2] },
        { id: 2, doc: { x: null }, note: { kept: 'as text' } },
      ],
    });
    const { rows } = await observer.query('select doc, tags, numbers, note from kinds order by id');
    expect(rows).toEqual([
      { doc: [1, { a: "it's" }], tags: ['a', 'b"c'], numbers: [1, 2], note: null },
      { doc: { x: null }, tags: null, numbers: null, note: '{"kept": "as text"}' },
    ]);
    await execute('update', { table: 'public.kinds', data: { doc: [], tags: ['z'] }, where: { id: 1 } });
    const after = await observer.query('select doc, tags from kinds where id = 1');
    expect(after.rows).toEqual([{ doc: [], tags: ['z'] }]);
  });

  test('Unix ms, as $Now() gives them, fit number and time columns alike', async () => {
    const now = 1_760_000_000_123;
    await execute('insert', {
      table: 'kinds',
      data: { id: 1, big: now, num: now, ts: now, plain: now, day: now, note: now },
    });
    expect(
      await execute('query', { table: 'kinds', select: ['big', 'num', 'ts', 'plain', 'day', 'note'] }),
    ).toEqual({
      count: 1,
      rows: [
        {
          big: now,
          num: now,
          ts: new Date(now).toISOString(),
          plain: new Date(now).toISOString(),
          day: '2025-10-09',
          note: String(now),
        },
      ],
    });
    for (const column of ['ts', 'plain', 'big']) {
      expect(await execute('count', { table: 'kinds', where: { [column]: { $LT: now + 1 } } })).toEqual({
        count: 1,
      });
      expect(await execute('delete', { table: 'kinds', where: { [column]: { $LT: now } } })).toEqual({
        rows: [],
        count: 0,
      });
    }
    expect(
      await execute('count', {
        table: 'kinds',
        where: { ts: { $between: [now, now + 1] }, big: { $in: [now] } },
      }),
    ).toEqual({
      count: 1,
    });
  });

  test('a time in where leaves the index in use', async () => {
    await observer.query('create index on kinds (ts); set enable_seqscan = off');
    const { compile } = await import('../../../namespaces/database/sql.ts');
    const { postgresDialect } = await import('../../../namespaces/database/postgres/dialect.ts');
    const { readStatement } = await import('../../../namespaces/database/statement.ts');
    const read = readStatement('query', { table: 'kinds', where: { ts: { $lt: 1_760_000_000_123 } } }, 'run');
    if (!read.ok) throw new Error('not read');
    const { sql, parameters } = compile(read.value, postgresDialect);
    const { rows } = await observer.query(`explain ${sql}`, [...parameters]);
    await observer.query('set enable_seqscan = on');
    expect(JSON.stringify(rows)).toContain('Index Cond');
  });

  test('text conditions work on any column, by its text', async () => {
    await execute('insert', {
      table: 'kinds',
      data: { id: 12, uid: '5f0c6b36-7f3e-4d2c-9a51-000000000001' },
    });
    expect(
      await execute('count', {
        table: 'kinds',
        where: { uid: { $startsWith: '5f0c' }, id: { $endsWith: '2' } },
      }),
    ).toEqual({
      count: 1,
    });
  });
});

describe('names', () => {
  test('reserved, odd and qualified names are quoted', async () => {
    await observer.query('create schema if not exists "odd-Schema"');
    await observer.query('create table "odd-Schema"."select" ("from" int, "Größe#1" text)');
    await execute('insert', { table: 'odd-Schema.select', data: { from: 1, 'Größe#1': 'x' } });
    expect(
      await execute('query', {
        table: 'odd-Schema.select',
        where: { 'Größe#1': 'x' },
        orderBy: [{ column: 'from' }],
      }),
    ).toEqual({
      rows: [{ from: 1, 'Größe#1': 'x' }],
      count: 1,
    });
  });

  test('a name that got past every check is still only a name', async () => {
    const { compile } = await import('../../../namespaces/database/sql.ts');
    const { postgresDialect } = await import('../../../namespaces/database/postgres/dialect.ts');
    const evil = 'x" = 1; drop table kinds; --';
    const data = { [evil]: 1 };
    const { sql } = compile(
      { operation: 'insert', table: evil, data: [data], returning: [evil] },
      postgresDialect,
    );
    expect(sql).toBe(
      'insert into "x"" = 1; drop table kinds; --" ("x"" = 1; drop table kinds; --") values ($1) returning "x"" = 1; drop table kinds; --"',
    );
    const where = { kind: 'compare', field: evil, by: 'eq', value: "' or 1=1" } as const;
    const deletion = compile({ operation: 'delete', table: 't', where }, postgresDialect);
    expect(deletion).toEqual({
      sql: 'delete from "t" where "x"" = 1; drop table kinds; --" = $1',
      parameters: ["' or 1=1"],
    });
  });
});

describe('raw SQL', () => {
  test('binds its parameters and returns rows', async () => {
    const evil = "'; drop table kinds; --";
    expect(await raw('select $1::text as a, $2::int as b, $3::jsonb as c', [evil, 5, { x: 1 }])).toEqual({
      rows: [{ a: evil, b: 5, c: { x: 1 } }],
      count: 1,
    });
  });

  test('takes one statement only', async () => {
    await expect(raw('select 1; select 2')).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  test('leaves neither settings nor an open transaction behind', async () => {
    await raw("set application_name = 'left-behind'");
    expect(await raw("select current_setting('application_name') as name")).not.toMatchObject({
      rows: [{ name: 'left-behind' }],
    });
  });

  test('counts a result that does not fit, without holding it', async () => {
    const result = await raw("select n, repeat('x', 1000) as pad from generate_series(1, 20000) n");
    expect(result).toMatchObject({ count: 20_000, truncated: true });
    expect(JSON.stringify(result).length).toBeLessThan(65 * 1024);
  });
});

describe('errors', () => {
  beforeAll(() =>
    observer.query(`
      drop table if exists child, parent;
      create table parent (id int primary key, name text not null unique, age int check (age >= 0), word varchar(3));
      create table child (parent_id int references parent (id));
      insert into parent values (1, 'one', 1);
      create or replace function fail(state text) returns int language plpgsql as
        $$ begin raise exception 'failed on purpose' using errcode = state; end $$;
    `),
  );

  test.each<[string, string, Record<string, unknown>]>([
    ['UNIQUE_VIOLATION', 'insert', { table: 'parent', data: { id: 2, name: 'one' } }],
    ['FOREIGN_KEY_VIOLATION', 'insert', { table: 'child', data: { parent_id: 99 } }],
    ['NOT_NULL_VIOLATION', 'insert', { table: 'parent', data: { id: 2 } }],
    ['CHECK_VIOLATION', 'insert', { table: 'parent', data: { id: 2, name: 'two', age: -1 } }],
    ['NOT_FOUND', 'query', { table: 'nothing' }],
    ['NOT_FOUND', 'query', { table: 'no_schema.parent' }],
    ['NOT_FOUND', 'query', { table: 'parent', where: { nothing: 1 } }],
    ['NOT_FOUND', 'insert', { table: 'parent', data: { nothing: 1 } }],
    ['VALIDATION_ERROR', 'query', { table: 'parent', where: { id: 'word' } }],
    ['VALIDATION_ERROR', 'insert', { table: 'parent', data: { id: 3, name: 'x', word: 'long' } }],
    ['VALIDATION_ERROR', 'insert', { table: 'parent', data: { id: 3, name: 'nul \u0000' } }],
    ['VALIDATION_ERROR', 'raw', { query: 'selekt 1' }],
    ['VALIDATION_ERROR', 'raw', { query: 'select 1/0' }],
    ['VALIDATION_ERROR', 'raw', { query: 'select $1::int', params: [] }],
    ['VALIDATION_ERROR', 'sum', { table: 'parent', column: 'name' }],
    ['VALIDATION_ERROR', 'upsert', { table: 'parent', data: { id: 1, age: 2 }, conflictKeys: ['age'] }],
  ])('%s for %s %j', async (code, operation, input) => {
    await expect(execute(operation, input)).rejects.toMatchObject({ name: 'RunError', code });
  });

  test.each([
    ['40P01', 'DEADLOCK'],
    ['40001', 'SERIALIZATION_FAILURE'],
    ['42501', 'FORBIDDEN'],
    ['28000', 'UNAUTHORIZED'],
    ['53300', 'SERVICE_UNAVAILABLE'],
    ['57014', 'TIMEOUT'],
    ['57P01', 'CONNECTION_LOST'],
    ['57P03', 'SERVICE_UNAVAILABLE'],
    ['08006', 'CONNECTION_LOST'],
    ['55P03', 'LOCK_NOT_AVAILABLE'],
    ['P0001', 'DATABASE_ERROR'],
  ])('SQLSTATE %s is %s', async (state, code) => {
    await expect(raw('select fail($1)', [state])).rejects.toMatchObject({ code });
  });

  test('neither a value nor the password is in a message', async () => {
    const secret = 'hunter2-secret';
    const wrongValue = await execute('query', { table: 'parent', where: { id: secret } }).catch(
      (error: Error) => error,
    );
    expect(String(wrongValue)).toMatch(/VALIDATION|invalid input syntax/);
    expect(String(wrongValue)).not.toContain(secret);
    const twice = await execute('insert', { table: 'parent', data: { id: 5, name: 'one' } }).catch(
      (error: Error) => error,
    );
    expect(String(twice)).toContain('parent_name_key');
    const nowhere = { ...database, url: `postgres://u:${secret}@127.0.0.1:1/x` };
    const refused = await operate(nowhere, 'count', { table: 'parent' }).catch((error: Error) => error);
    expect(refused).toMatchObject({
      code: 'CONNECTION_ERROR',
      message: 'the database could not be reached: ECONNREFUSED',
    });
    const noUrl = await operate({ ...database, url: secret }, 'count', { table: 'parent' }).catch(
      (error: Error) => error,
    );
    expect(noUrl).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(String(noUrl)).not.toContain(secret);
  });

  test('a server without TLS is refused unless the config says so', async () => {
    const { ssl: _off, ...tls } = database;
    const url = `${tls.url}?sslmode=disable`;
    await expect(operate({ ...tls, url }, 'count', { table: 'parent' })).rejects.toMatchObject({
      code: 'CONNECTION_ERROR',
      message: expect.stringContaining('TLS'),
    });
  });
});

test('secrets fill the url: as a whole, or literally within the user info', async () => {
  const { port } = new URL(engine.url);
  const named = { URL: engine.url, PASSWORD: 'p@ss/w#rd:%41' };
  const count = { query: 'select 1 as one' };
  expect(await operate({ ...database, url: '$Secret{URL}' }, 'raw', count, { named })).toMatchObject({
    count: 1,
  });
  const url = `postgres://postgres:$Secret{PASSWORD}@127.0.0.1:${port}/postgres`;
  expect(await operate({ ...database, url }, 'raw', count, { named })).toMatchObject({ count: 1 });
});

test('an event is a named operation whose preset the input overrides', async () => {
  await observer.query('drop table if exists batches; create table batches (batch_id text, status text)');
  const resource: PostgresDatabase = {
    ...database,
    events: { process_batch: { operation: 'insert', input: { table: 'batches', returning: ['batch_id'] } } },
  };
  const request = {
    target: { resource: 'main-db', event: 'process_batch' },
    input: { query: {}, data: { batch_id: 'batch_123' } },
    resource,
  };
  const asked = { ...resolveNamed(request, resource), resource };
  expect(await run(asked, context())).toEqual({ rows: [{ batch_id: 'batch_123' }], count: 1 });
  const { rows } = await observer.query('select * from batches');
  expect(rows).toEqual([{ batch_id: 'batch_123', status: null }]);
  const unknown = { ...request, target: { resource: 'main-db', event: 'nothing' } };
  await expect(run(unknown, context())).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
