import { operate, type TestDatabase } from './databases.ts';

const ANN = { id: 'a', name: 'Ann', age: 30, active: true, city: 'Oslo' };
const BOB = { id: 'b', name: 'Bob', age: 41, active: false, city: 'Rome' };
const CYD = { id: 'c', name: 'Cyd_%', age: 52, active: true };
const DAN = { id: 'd', name: 'dan', city: 'Osaka', meta: { tags: ['x', 'y'], deep: { n: 1 } } };

/** A database and what it can do. */
interface OperationsOn {
  start: () => Promise<TestDatabase>;
  /** Several rows are written together or not at all. */
  atomic: boolean;
  /** An insert can return columns of what it wrote. */
  returning: boolean;
  /** It knows its tables beforehand, and checks the rows of one insert together; default true. */
  tables?: boolean;
}

/** What a database cannot do is not tested on it. */
const noTest = (_title: string, _body: () => unknown) => undefined;

/** What every database has to do alike. */
export function describeOperations({ start, atomic, returning, tables = true }: OperationsOn): void {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await start();
  });
  afterAll(() => database?.stop());
  beforeEach(() => database.reset());

  const run = (operation: string, input: Record<string, unknown>) =>
    operate(database.resource, operation, input);
  const seed = () => run('insert', { table: 'people', data: [ANN, BOB, CYD, DAN] });
  const ids = async (where: Record<string, unknown>) => {
    const { rows } = (await run('query', { table: 'people', select: ['id'], where })) as {
      rows: { id: string }[];
    };
    return rows
      .map((row) => row.id)
      .sort()
      .join('');
  };

  describe('insert', () => {
    test('writes one row, another client sees it, and the result tells how many', async () => {
      expect(await run('insert', { table: 'people', data: ANN })).toEqual({ rows: [], count: 1 });
      expect(await database.rows('people')).toEqual([ANN]);
    });

    test('writes rows with different columns, and nested values as they are', async () => {
      expect(await seed()).toEqual({ rows: [], count: 4 });
      expect(await database.rows('people')).toEqual([ANN, BOB, CYD, DAN]);
    });

    (returning ? test : noTest)('returns the columns asked for', async () => {
      const result = await run('insert', { table: 'people', data: [ANN, BOB], returning: ['id', 'age'] });
      expect(result).toEqual({
        rows: [
          { id: 'a', age: 30 },
          { id: 'b', age: 41 },
        ],
        count: 2,
      });
    });

    (atomic ? test : noTest)('of several rows writes none when one exists already', async () => {
      await run('insert', { table: 'people', data: BOB });
      await expect(run('insert', { table: 'people', data: [ANN, BOB] })).rejects.toMatchObject({
        code: 'UNIQUE_VIOLATION',
      });
      expect(await database.rows('people')).toEqual([BOB]);
    });

    (tables ? test : noTest)('of two rows with the same key writes none', async () => {
      await expect(run('insert', { table: 'people', data: [ANN, ANN] })).rejects.toMatchObject({
        code: 'UNIQUE_VIOLATION',
      });
      expect(await database.rows('people')).toEqual([]);
    });

    test('passes rows over that exist, or updates them, as onConflict says', async () => {
      await run('insert', { table: 'people', data: ANN });
      const changed = { id: 'a', name: 'Anna' };
      const ignore = { keys: ['id'], action: 'ignore' };
      const result = await run('insert', {
        table: 'people',
        data: [changed, { id: 'z' }],
        onConflict: ignore,
        ...(returning && { returning: ['id'] }),
      });
      expect(result).toEqual({ rows: returning ? [{ id: 'z' }] : [], count: 1 });
      expect((await database.rows('people'))[0]).toEqual(ANN);
      const update = { keys: ['id'], action: 'update' };
      expect(await run('insert', { table: 'people', data: changed, onConflict: update })).toEqual({
        rows: [],
        count: 1,
      });
      expect((await database.rows('people'))[0]).toEqual({ ...ANN, name: 'Anna' });
    });
  });

  describe('where', () => {
    beforeEach(seed);

    test.each<[string, Record<string, unknown>]>([
      ['a', { name: 'Ann' }],
      ['a', { active: true, age: { $lt: 50 } }],
      ['bc', { age: { $gt: 30 } }],
      ['abc', { age: { $GTE: 30 } }],
      ['a', { age: { $LT: 41 } }],
      ['ab', { age: { $lte: 41 } }],
      ['b', { age: { $gt: 30, $lt: 52 } }],
      ['bc', { age: { $ne: 30 } }],
      ['a', { age: { $eq: 30 } }],
      ['ac', { id: { $in: ['a', 'c', 'none'] } }],
      ['bd', { id: { $NOT_IN: ['a', 'c'] } }],
      ['b', { age: { $nin: [30, 52] } }],
      ['ab', { age: { $BETWEEN: [30, 41] } }],
      ['', { age: { $between: [41, 30] } }],
      ['d', { age: { $isNull: true } }],
      ['abc', { age: { $isNull: false } }],
      ['abc', { age: { $IS_NOT_NULL: true } }],
      ['d', { age: null }],
      ['abc', { age: { $ne: null } }],
      ['ad', { city: { $startsWith: 'Os' } }],
      ['ad', { city: { $STARTS_WITH: 'Os' } }],
      ['d', { city: { $contains: 'a' } }],
      ['b', { city: { $endsWith: 'me' } }],
      ['ad', { city: { $like: 'Os%' } }],
      ['d', { city: { $like: '%ak%' } }],
      ['b', { city: { $like: '%me' } }],
      ['a', { city: { $like: 'O_lo' } }],
      ['a', { city: { $like: 'Oslo' } }],
      ['', { city: { $like: 'oslo' } }],
      ['d', { city: { $like: '%s%k%' } }],
      ['ad', { city: { $like: 'O%s%_%' } }],
      ['c', { name: { $contains: '_%' } }],
      ['c', { name: { $endsWith: '%' } }],
      ['c', { name: { $like: 'Cyd\\_\\%' } }],
      ['ad', { $or: [{ name: 'Ann' }, { city: { $endsWith: 'ka' } }] }],
      ['ab', { $and: [{ age: { $gte: 30 } }, { $or: [{ city: 'Oslo' }, { city: 'Rome' }] }] }],
      ['a', { id: 'a' }],
      ['', { id: 'a', name: 'Bob' }],
      ['', { id: 'a', $or: [{ id: 'b' }, { age: 41 }] }],
      ['abcd', {}],
    ])('finds "%s" by %j', async (expected, where) => {
      expect(await ids(where)).toBe(expected);
    });
  });

  describe('query', () => {
    beforeEach(() =>
      run('insert', {
        table: 'readings',
        data: Array.from({ length: 20 }, (_, at) => ({ sensor: at % 2 ? 'odd' : 'even', at, value: at / 4 })),
      }),
    );
    const ats = async (input: Record<string, unknown>) => {
      const { rows } = (await run('query', { table: 'readings', ...input })) as { rows: { at: number }[] };
      return rows.map((row) => row.at);
    };

    test('selects, orders and pages', async () => {
      const result = await run('query', {
        table: 'readings',
        select: ['at', 'value'],
        where: { sensor: 'odd' },
        orderBy: [{ column: 'value', order: 'desc' }],
        limit: 2,
        offset: 1,
      });
      expect(result).toEqual({
        rows: [
          { at: 17, value: 4.25 },
          { at: 15, value: 3.75 },
        ],
        count: 2,
      });
    });

    test('orders by the sort key in both directions', async () => {
      const where = { sensor: 'even' };
      expect(await ats({ where, orderBy: [{ column: 'at' }], limit: 3 })).toEqual([0, 2, 4]);
      expect(await ats({ where, orderBy: [{ column: 'at', order: 'desc' }], limit: 3, offset: 1 })).toEqual([
        16, 14, 12,
      ]);
    });

    test('orders by several columns', async () => {
      const orderBy = [{ column: 'sensor', order: 'desc' }, { column: 'at' }];
      expect(await ats({ where: { at: { $lt: 4 } }, orderBy })).toEqual([1, 3, 0, 2]);
    });

    test.each<[number[], Record<string, unknown>]>([
      [[4], { at: 4 }],
      [[4, 6], { at: { $between: [4, 7] } }],
      [[], { at: { $between: [7, 4] } }],
      [[16, 18], { at: { $gt: 14 } }],
      [[0, 2], { at: { $lte: 2 } }],
      [[2], { at: { $in: [1, 2] } }],
      [[2, 4], { at: { $gte: 2, $lt: 6 } }],
      [[0, 18], { $or: [{ at: 0 }, { at: 18 }] }],
      [[8], { at: { $gte: 2 }, value: 2 }],
    ])('finds %j in a partition by %j', async (expected, where) => {
      const orderBy = [{ column: 'at' }];
      expect(await ats({ where: { sensor: 'even', ...where }, orderBy })).toEqual(expected);
    });
  });

  describe('update and delete', () => {
    beforeEach(seed);

    test('update sets columns of the rows that match, and of no others', async () => {
      const result = await run('update', {
        table: 'people',
        data: { city: 'Bern' },
        where: { age: { $gt: 40 } },
      });
      expect(result).toEqual({ rows: [], count: 2 });
      const rows = await database.rows('people');
      expect(rows.map((row) => row['city'])).toEqual(['Oslo', 'Bern', 'Bern', 'Osaka']);
    });

    test('update reaches one row by its key, with a further condition', async () => {
      const update = (where: Record<string, unknown>) =>
        run('update', { table: 'people', data: { age: 31 }, where });
      expect(await update({ id: 'a', city: 'Rome' })).toEqual({ rows: [], count: 0 });
      expect(await update({ id: 'a', city: { $endsWith: 'lo' } })).toEqual({ rows: [], count: 1 });
      expect((await database.rows('people'))[0]).toEqual({ ...ANN, age: 31 });
    });

    test('update of a key that no row has makes no row', async () => {
      expect(await run('update', { table: 'people', data: { age: 1 }, where: { id: 'none' } })).toEqual({
        rows: [],
        count: 0,
      });
      expect(await database.rows('people')).toHaveLength(4);
    });

    test('delete removes the rows that match, also by what an index cannot tell', async () => {
      expect(await run('delete', { table: 'people', where: { name: { $endsWith: 'n' } } })).toEqual({
        rows: [],
        count: 2,
      });
      expect(await database.rows('people')).toEqual([BOB, CYD]);
      expect(await run('delete', { table: 'people', where: { id: 'b' } })).toEqual({ rows: [], count: 1 });
      expect(await database.rows('people')).toEqual([CYD]);
    });

    test.each(['update', 'delete'])(
      '%s without a condition is refused, and reaches every row with all: true',
      async (operation) => {
        const input = { table: 'people', ...(operation === 'update' && { data: { age: 0 } }) };
        await expect(run(operation, input)).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
        await expect(run(operation, { ...input, where: {} })).rejects.toMatchObject({
          code: 'VALIDATION_ERROR',
        });
        expect(await database.rows('people')).toEqual([ANN, BOB, CYD, DAN]);
        expect(await run(operation, { ...input, all: true })).toEqual({ rows: [], count: 4 });
        const ages = (await database.rows('people')).map((row) => row['age']);
        expect(ages).toEqual(operation === 'update' ? [0, 0, 0, 0] : []);
      },
    );

    test('a condition that an operator left without a value is refused, not dropped', async () => {
      const where = { id: undefined };
      await expect(run('delete', { table: 'people', where })).rejects.toMatchObject({
        code: 'VALIDATION_ERROR',
      });
      expect(await database.rows('people')).toHaveLength(4);
    });
  });

  test('upsert inserts, then sets the given columns and keeps the others', async () => {
    const upsert = (data: Record<string, unknown>) =>
      run('upsert', { table: 'people', data, conflictKeys: ['id'] });
    expect(await upsert(ANN)).toEqual({ rows: [], count: 1 });
    expect(await upsert({ id: 'a', age: 31 })).toEqual({ rows: [], count: 1 });
    expect(await database.rows('people')).toEqual([{ ...ANN, age: 31 }]);
    expect(await upsert({ id: 'n' })).toMatchObject({ rows: [] });
    expect(await database.rows('people')).toHaveLength(2);
  });

  test('count, sum, avg, min and max tell about the rows that match', async () => {
    await seed();
    const age = { table: 'people', column: 'age' };
    expect(await run('count', { table: 'people' })).toEqual({ count: 4 });
    expect(await run('count', { table: 'people', where: { city: { $like: '%o' } } })).toEqual({ count: 1 });
    expect(await run('count', { table: 'people', where: { id: 'a' } })).toEqual({ count: 1 });
    expect(await run('sum', age)).toEqual({ value: 123 });
    expect(await run('avg', age)).toEqual({ value: 41 });
    expect(await run('min', age)).toEqual({ value: 30 });
    expect(await run('max', { ...age, where: { active: false } })).toEqual({ value: 41 });
    expect(await run('min', { table: 'people', column: 'city' })).toEqual({ value: 'Osaka' });
    expect(await run('sum', { ...age, where: { id: 'none' } })).toEqual({ value: null });
  });

  test('rows are returned as far as 64 KB hold them, and all are counted', async () => {
    const data = Array.from({ length: 50 }, (_, index) => ({ id: `row-${index}`, name: 'x'.repeat(3000) }));
    await run('insert', { table: 'people', data });
    const result = (await run('query', { table: 'people' })) as {
      rows: unknown[];
      count: number;
      truncated: boolean;
    };
    expect(result).toMatchObject({ count: 50, truncated: true });
    expect(result.rows.length).toBeGreaterThan(15);
    expect(JSON.stringify(result).length).toBeLessThan(65 * 1024);
  });

  test('a query without a limit reads a thousand rows and tells that there are more', async () => {
    for (let start = 0; start < 1001; start += 91) {
      const data = Array.from({ length: 91 }, (_, index) => ({ id: `r${start + index}` }));
      await run('insert', { table: 'people', data });
    }
    expect(await run('query', { table: 'people', select: ['id'] })).toMatchObject({
      count: 1000,
      truncated: true,
    });
    expect(await run('query', { table: 'people', select: ['id'], limit: 1001 })).toMatchObject({
      count: 1001,
    });
  });

  test('names and values that try to be SQL or an expression stay names and values', async () => {
    const evil = `x'); drop table people; -- " \\ :v1 #n0`;
    await run('insert', { table: 'people', data: { id: evil, name: evil } });
    expect(await database.rows('people')).toEqual([{ id: evil, name: evil }]);
    for (const operator of ['$eq', '$contains', '$startsWith', '$endsWith']) {
      expect(await ids({ name: { [operator]: evil } })).toBe(evil);
    }
    for (const name of ['name" = name or "1"="1', 'name; drop table people', 'name) or true --', "na'me"]) {
      const broken = [
        run('query', { table: 'people', where: { [name]: 'x' } }),
        run('query', { table: 'people', select: [name] }),
        run('query', { table: 'people', orderBy: [{ column: name }] }),
        run('query', { table: name }),
        run('insert', { table: 'people', data: { id: 'q', [name]: 1 } }),
        run('update', { table: 'people', data: { [name]: 1 }, all: true }),
        run('sum', { table: 'people', column: name }),
      ];
      for (const attempt of broken) await expect(attempt).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    }
    await expect(
      run('query', { table: 'people', orderBy: [{ column: 'id', order: 'desc; drop table people' }] }),
    ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(await database.rows('people')).toHaveLength(1);
  });

  (tables ? test : noTest)('a table that is not there is not found', async () => {
    await expect(run('query', { table: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('nothing is run when the time is over before it begins', async () => {
    const input = { table: 'people', data: ANN };
    await expect(
      operate(database.resource, 'insert', input, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    expect(await database.rows('people')).toEqual([]);
  });
}
