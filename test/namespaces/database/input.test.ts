import type { Resource } from '../../../contract/config.ts';
import { resolveNamed } from '../../../core/config/apply-preset.ts';
import { input } from '../../../namespaces/database/input.ts';

const read = (fields: Record<string, unknown>) => input.read({ database: 'main', ...fields });
const issues = (fields: Record<string, unknown>) => {
  const result = read(fields);
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path}: ${message}`);
};

const postgres: Resource = {
  provider: 'postgres',
  url: 'postgres://localhost/x',
  events: {
    process_batch: { operation: 'insert', input: { table: 'batches', data: { status: 'new' } } },
    expire: { operation: 'delete', input: { table: 'sessions' } },
    report: { operation: 'raw', input: { query: 'select 1' } },
  },
};
const key = (name: string, type: 'S' | 'N' = 'S') => ({ name, type });
const dynamodb: Resource = {
  provider: 'dynamodb',
  tables: {
    users: { tableArn: 'arn:aws:dynamodb:eu-west-1:1:table/u', partitionKey: key('id') },
    events: {
      tableArn: 'arn:aws:dynamodb:eu-west-1:1:table/e',
      partitionKey: key('user'),
      sortKey: key('at', 'N'),
    },
  },
};
const misfitOf = (fields: Record<string, unknown>, resource: Resource) => {
  const result = read(fields);
  if (!result.ok) throw new Error(JSON.stringify(result.issues));
  return input.validateAgainst(resolveNamed(result.value, resource), resource);
};

describe('a dispatch to a database', () => {
  test.each([
    ['insert', { table: 'sync_logs', data: { sync_type: 'inventory', started_at: '$Now()' } }],
    [
      'insert',
      { table: 'export_jobs', data: { export_date: '$Format($DateAdd($Now(), -1, "days"), "YYYY-MM-DD")' } },
    ],
    ['delete', { table: 'sessions', where: { expires_at: { $LT: '$Now()' } } }],
    [
      'query',
      {
        table: 'a.b',
        select: ['*'],
        where: {},
        orderBy: [{ column: 'x' }],
        limit: '$Var(execution_count)',
        offset: 0,
      },
    ],
    [
      'insert',
      {
        table: 'logs_$Format($Now(), "YYYY")',
        data: [{ a: 1 }, { b: null, c: { d: [1] } }],
        returning: ['a'],
      },
    ],
    ['insert', { table: 't', data: { a: 1 }, onConflict: { keys: ['a'], action: 'ignore' } }],
    ['upsert', { table: 't', data: { a: 1, b: 2 }, conflictKeys: ['a'] }],
    ['update', { table: 't', data: { a: 1 }, all: true }],
    ['count', { table: 't' }],
    ['max', { table: 't', column: 'c', where: { a: 1 } }],
    ['raw', { query: 'select $1::int', params: [1] }],
  ])('%s with %j is accepted as it came', (operation, given) => {
    expect(read({ operation, input: given })).toEqual({
      ok: true,
      value: { target: { resource: 'main', operation }, input: given },
    });
  });

  test('names a preset by event or by action', () => {
    const given = { query: {}, data: { batch_id: 'batch_123' } };
    for (const field of ['event', 'action']) {
      expect(read({ [field]: 'process_batch', input: given })).toEqual({
        ok: true,
        value: { target: { resource: 'main', event: 'process_batch' }, input: given },
      });
    }
  });

  test('needs exactly one of operation, event and action', () => {
    expect(issues({ input: {} })).toEqual(['operation: required (one of operation, event, action)']);
    expect(issues({ operation: 'count', event: 'x', input: { table: 't' } })).toEqual([
      'event: give only one of operation, event',
    ]);
    expect(issues({ operation: 'insrt', input: {} })).toEqual([
      'operation: unknown operation "insrt"; did you mean "insert"?',
    ]);
    expect(issues({ operation: 7, input: {} })).toEqual(['operation: expected string, got number 7']);
    expect(issues({ operation: 'toString', input: {} })).toHaveLength(1);
  });

  test('names everything wrong at once, with its path', () => {
    expect(
      issues({
        database: 5,
        operation: 'query',
        input: {
          tabl: 'x',
          select: 'a',
          where: { age: { $gtt: 1 }, $or: 1 },
          orderBy: [{ column: 'a"b', order: 'up' }],
          limit: 0,
          offset: -1,
        },
      }),
    ).toEqual([
      'database: expected string, got number 5',
      'input.table: required',
      'input.select: expected array, got string "a"',
      'input.where.age.$gtt: unknown operator "$gtt"; did you mean "$gt"?',
      'input.where.$or: expected a list of at least one condition, got 1',
      expect.stringMatching(/^input.orderBy.0.column: expected a name/),
      'input.orderBy.0.order: expected one of asc, desc; got "up"',
      expect.stringMatching(/^input.limit: /),
      expect.stringMatching(/^input.offset: /),
      'input.tabl: unknown field "tabl"; did you mean "table"?',
    ]);
  });

  test('update and delete without a condition are refused together with other mistakes', () => {
    const message = (operation: string) =>
      `input.where: required: ${operation} without a condition reaches every row; say so with all: true`;
    expect(issues({ operation: 'delete', input: { table: 't', where: {} } })).toEqual([message('delete')]);
    expect(issues({ operation: 'update', input: { table: 't', data: {} } })).toEqual([
      'input.data: expected at least one column',
      message('update'),
    ]);
    expect(issues({ operation: 'delete', input: { table: 't', all: 'true' } })).toEqual([
      'input.all: expected boolean, got string "true"',
      message('delete'),
    ]);
  });

  test('refuses data that is not a row', () => {
    const data = (value: unknown) => issues({ operation: 'insert', input: { table: 't', data: value } });
    expect(data(undefined)).toEqual(['input.data: required']);
    expect(data([])).toEqual(['input.data: expected 1 to 1000 rows; got 0']);
    expect(data('x')).toEqual(['input.data: expected an object of columns, got string']);
    expect(data([{ a: 1 }, null, {}, { 'a b': 1 }])).toEqual([
      'input.data.1: expected an object of columns, got null',
      'input.data.2: expected at least one column',
      expect.stringMatching(/^input.data.3.a b: expected a name/),
    ]);
    expect(data(Array.from({ length: 1001 }, () => ({ a: 1 })))).toHaveLength(1);
  });

  test('conflict keys must be in every row', () => {
    expect(
      issues({ operation: 'upsert', input: { table: 't', data: { a: 1 }, conflictKeys: ['b'] } }),
    ).toEqual(['input.conflictKeys.0: "b" is not in every row of data']);
    const onConflict = { keys: ['a'], action: 'merge' };
    expect(
      issues({ operation: 'insert', input: { table: 't', data: [{ a: 1 }, { b: 1 }], onConflict } }),
    ).toEqual([
      'input.onConflict.action: expected one of ignore, update; got "merge"',
      'input.onConflict.keys.0: "a" is not in every row of data',
    ]);
  });

  test('refuses __proto__ as a name; deeper in a value every dispatch refuses it', () => {
    const evil = JSON.parse('{"table":"__proto__","data":{"a":1,"__proto__":{"polluted":1}}}') as Record<
      string,
      unknown
    >;
    expect(issues({ operation: 'insert', input: evil })).toEqual([
      expect.stringMatching(/^input.table: expected a name/),
      expect.stringMatching(/^input.data.__proto__: expected a name/),
    ]);
    const where = JSON.parse('{"table":"t","where":{"__proto__":{"$ne":1}}}') as Record<string, unknown>;
    expect(issues({ operation: 'delete', input: where })).toEqual([
      expect.stringMatching(/^input.where.__proto__: expected a name/),
    ]);
    expect({}).not.toHaveProperty('polluted');
  });

  test('an operator in raw SQL is refused, in its parameters it is welcome', () => {
    const query = "select * from users where name = '$Session{name}'";
    expect(issues({ operation: 'raw', input: { query } })).toEqual([
      'input.query: operators belong in params',
    ]);
    const bound = { query: 'select $1, $tag$ text $tag$, $$(x)$$', params: ['$Session{name}'] };
    expect(issues({ operation: 'raw', input: bound })).toEqual([]);
  });

  test('refuses names that are not names', () => {
    for (const table of ['', 'a b', 'users; drop table users', 'a"', 'a.b.c.d', '$where', 5, null]) {
      expect(issues({ operation: 'count', input: { table } })).toHaveLength(1);
    }
  });

  test('refuses a body whose input is missing or no object', () => {
    expect(issues({ operation: 'count' })).toEqual(['input: required']);
    expect(issues({ event: 'x', input: [] })).toHaveLength(1);
  });
});

describe('the fit of a dispatch', () => {
  test('the dispatch input overrides the preset, and the sum of both is checked', () => {
    const event = { event: 'process_batch', input: { query: {}, data: { batch_id: 'b' } } };
    expect(misfitOf(event, postgres)).toBeUndefined();
    expect(misfitOf({ event: 'process_batch', input: { data: {} } }, postgres)).toEqual({
      issues: [{ path: 'input.data', message: 'expected at least one column' }],
    });
    expect(misfitOf({ event: 'report', input: {} }, postgres)).toBeUndefined();
  });

  test('an event whose preset lacks a condition takes it from where or query', () => {
    expect(misfitOf({ event: 'expire', input: {} }, postgres)).toMatchObject({
      issues: [{ path: 'input.where' }],
    });
    expect(misfitOf({ event: 'expire', input: { query: {} } }, postgres)).toMatchObject({
      issues: [{ path: 'input.where' }],
    });
    expect(misfitOf({ event: 'expire', input: { query: { id: 1 } } }, postgres)).toBeUndefined();
    expect(misfitOf({ event: 'expire', input: { where: { id: 1 } } }, postgres)).toBeUndefined();
  });

  test('an unknown event is not found, and the near one is named', () => {
    expect(misfitOf({ event: 'proces_batch', input: {} }, postgres)).toEqual({
      notFound: 'unknown event "proces_batch"; did you mean "process_batch"?',
    });
    expect(misfitOf({ event: 'constructor', input: {} }, postgres)).toHaveProperty('notFound');
    expect(misfitOf({ event: 'x', input: {} }, dynamodb)).toEqual({
      notFound: 'unknown event "x"; known: none',
    });
  });

  test('a DynamoDB table must be declared', () => {
    expect(misfitOf({ operation: 'count', input: { table: 'user' } }, dynamodb)).toEqual({
      notFound: 'unknown table "user"; did you mean "users"?',
    });
    expect(misfitOf({ operation: 'count', input: { table: '$Var(env)' } }, dynamodb)).toBeUndefined();
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['insert', { table: 'users', data: { name: 'x' } }, ['input.data.id: required: a key of the table']],
    [
      'insert',
      { table: 'users', data: { id: 5 } },
      ['input.data.id: expected a string, the type of the key id; got number'],
    ],
    ['insert', { table: 'users', data: { id: '$Var(job_id)' } }, []],
    [
      'insert',
      {
        table: 'events',
        data: [
          { user: 'a', at: 1 },
          { user: '', at: 'x' },
        ],
      },
      [
        'input.data.1.user: expected a string, the type of the key user; got empty text',
        'input.data.1.at: expected a number, the type of the key at; got string',
      ],
    ],
    [
      'update',
      { table: 'users', data: { id: 'x' }, where: { name: 'y' } },
      ['input.data.id: a key of the table; a row is moved by deleting and inserting it'],
    ],
    [
      'upsert',
      { table: 'events', data: { user: 'a', at: 1 }, conflictKeys: ['user'] },
      ['input.conflictKeys: expected the keys of the table: user, at'],
    ],
    [
      'query',
      { table: 'users', where: { $or: [{ id: 5 }, { x: 1 }] } },
      ['input.where.id: expected a string, the type of the key id; got number'],
    ],
    [
      'query',
      { table: 'events', where: { at: { $between: ['$Now()', 'x'] } } },
      ['input.where.at: expected a number, the type of the key at; got string'],
    ],
    [
      'insert',
      { table: 'users', data: Array.from({ length: 101 }, (_, id) => ({ id: `${id}` })) },
      ['input.data: at most 100 rows in DynamoDB; got 101'],
    ],
  ])('%s %j fits a DynamoDB table, or its keys are named', (operation, given, expected) => {
    const mismatch = misfitOf({ operation, input: given }, dynamodb);
    const found = mismatch && 'issues' in mismatch ? mismatch.issues : [];
    expect(found.map(({ path, message }) => `${path}: ${message}`)).toEqual(expected);
  });
});
