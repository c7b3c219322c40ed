import '../namespaces/shared/one-realm.ts';
import { type Connection, createConnection } from 'mysql2/promise';
import { describeAgreement } from '../namespaces/database/agreement.ts';
import { operate, type TestDatabase } from '../namespaces/database/databases.ts';
import { describeOperations } from '../namespaces/database/operations.ts';
import { failure } from '../namespaces/shared/run-failure.ts';
import { until } from '../until.ts';
import { startMariaDb } from './mariadb.ts';
import { suiteOn } from './suite-on.ts';

await suiteOn('MariaDB', startMariaDb, (mariadb) => {
  const resource = { provider: 'mysql', url: mariadb.url, ssl: 'disable' } as const;
  const connect = () => createConnection({ uri: mariadb.url, multipleStatements: true, timezone: 'Z' });

  async function start(): Promise<TestDatabase> {
    const client: Connection = await connect();
    return {
      resource,
      async reset() {
        await client.query(`
          drop table if exists people, readings;
          create table people (id varchar(100) primary key, name text, age int, active boolean, city text, meta json);
          create table readings (sensor varchar(100), at int, value double, primary key (sensor, at));
        `);
      },
      async rows(table) {
        const [rows] = await client.query(`select * from ${table} order by 1, 2`);
        return (rows as Record<string, unknown>[]).map((row) => {
          const plain = {
            ...row,
            ...(row['active'] !== null && row['active'] !== undefined && { active: row['active'] === 1 }),
            ...(typeof row['meta'] === 'string' && { meta: JSON.parse(row['meta']) }),
          };
          return Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== null));
        });
      },
      stop: () => client.end(),
    };
  }

  describe('the operations', () => {
    describeOperations({ start, atomic: true, returning: false });
  });
  describe('conditions', () => {
    describeAgreement(start);
  });

  describe('a statement', () => {
    let client: Connection;
    beforeAll(async () => {
      client = await connect();
    });
    afterAll(() => client.end());
    const raw = (query: string, params: unknown[] = [], options = {}) =>
      operate(resource, 'raw', { query, params }, options);

    test('takes $Now() for a time where the column is one, and for a number where it is not', async () => {
      await client.query('drop table if exists moments; create table moments (at datetime(3), n bigint)');
      const at = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
      await operate(resource, 'insert', { table: 'moments', data: { at, n: at } });
      expect(
        await operate(resource, 'query', { table: 'moments', where: { at: { $lte: at }, n: at } }),
      ).toEqual({
        rows: [{ at: '2026-01-02T03:04:05.678Z', n: at }],
        count: 1,
      });
      expect(await operate(resource, 'count', { table: 'moments', where: { at: { $LT: at } } })).toEqual({
        count: 0,
      });
    });

    test('of two that wait for each other one ends in DEADLOCK', async () => {
      await client.query(
        'drop table if exists locked; create table locked (id int primary key, n int); insert into locked values (1, 0), (2, 0)',
      );
      await client.query('begin; update locked set n = 1 where id = 1');
      const waiting = raw('update locked set n = 2 where id in (1, 2) order by id desc');
      const outcome = waiting.then(
        () => 'done',
        (error: { code: string }) => error.code,
      );
      await until('the run to wait for the lock', async () => {
        // The table of transactions is kept for as long as it is asked for often.
        const [rows] = await client.query("show global status like 'Innodb_row_lock_current_waits'");
        return Number((rows as { Value: string }[])[0]?.Value) > 0;
      });
      const mine = await client.query('update locked set n = 3 where id = 2').then(
        () => 'done',
        (error: { errno: number }) => String(error.errno),
      );
      await client.query('rollback');
      expect([await outcome, mine].sort()).toEqual(mine === '1213' ? ['1213', 'done'] : ['DEADLOCK', 'done']);
    });

    test.each([
      ['select * from nowhere', 'NOT_FOUND'],
      ['select nothing from people', 'NOT_FOUND'],
      ['selec 1', 'VALIDATION_ERROR'],
      ['select * from mysql.user', 'FORBIDDEN'],
      ['select 1; drop table people', 'VALIDATION_ERROR'],
    ])('%s is %s', async (query, code) => {
      expect((await failure(raw(query))).code).toBe(code);
    });

    test('with a wrong password is UNAUTHORIZED, and says nothing of it', async () => {
      const url = mariadb.url.replace('p%40ss%2Fword', 'not-the-one');
      const error = await failure(operate({ ...resource, url }, 'raw', { query: 'select 1' }));
      expect(error.code).toBe('UNAUTHORIZED');
      expect(error.message).not.toContain('not-the-one');
    });

    test('is given up with the attempt, and its connection is closed', async () => {
      const signal = AbortSignal.timeout(300);
      expect((await failure(raw('select sleep(20) as slept', [], { signal }))).code).toBe('TIMEOUT');
      expect(await raw('select 1 as one')).toMatchObject({ rows: [{ one: 1 }] });
    });
  });

  test('a server that is killed in mid-run is CONNECTION_LOST, and is used again when it is back', async () => {
    const slow = failure(operate(resource, 'raw', { query: 'select sleep(20) /* killed */' }));
    const observer = await connect();
    await until('the statement to run', async () => {
      const [rows] = await observer.query(
        "select count(*) as n from information_schema.processlist where info like '%killed%' and id <> connection_id()",
      );
      return Number((rows as { n: number }[])[0]?.n) > 0;
    });
    observer.destroy();
    await mariadb.crash();
    expect((await slow).code).toBe('CONNECTION_LOST');
    expect((await failure(operate(resource, 'raw', { query: 'select 1' }))).code).toBe('CONNECTION_ERROR');
    await mariadb.restart();
    expect(await operate(resource, 'raw', { query: 'select 1 as one' })).toMatchObject({
      rows: [{ one: 1 }],
    });
  });
});
