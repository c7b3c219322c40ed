import '../namespaces/shared/one-realm.ts';
import pg from 'pg';
import type { PostgresDatabase } from '../../contract/resources/database.ts';
import { operate } from '../namespaces/database/databases.ts';
import { until } from '../until.ts';
import { startPostgresServer } from './postgres.ts';
import { suiteOn } from './suite-on.ts';

/** PGlite has one backend for all connections: what takes several needs a server. */
await suiteOn('PostgreSQL', startPostgresServer, ({ url }) => {
  let observer: pg.Client;
  const database: PostgresDatabase = { provider: 'postgres', url, ssl: 'disable' };
  const raw = (query: string, params: unknown[] = [], options: Parameters<typeof operate>[3] = {}) =>
    operate(database, 'raw', { query, params }, options);
  const running = async (mark: string) => {
    const { rows } = await observer.query(
      `select pid from pg_stat_activity where state = 'active' and pid <> pg_backend_pid() and query like $1`,
      [`%${mark}%`],
    );
    return rows as { pid: number }[];
  };

  beforeAll(async () => {
    observer = new pg.Client(url);
    await observer.connect();
    await observer.query(`
      drop table if exists locked;
      create table locked (id int primary key, n int);
      insert into locked values (1, 0), (2, 0);
      create or replace function lock_both(a int, b int) returns int language plpgsql as $$ begin
        update locked set n = n + 1 where id = a;
        perform pg_sleep(0.5);
        update locked set n = n + 1 where id = b;
        return 1;
      end $$;
    `);
  });
  afterAll(() => observer?.end());

  test('of two runs that wait for each other one ends in DEADLOCK, and the other is done', async () => {
    const ended = await Promise.allSettled([
      raw('select lock_both($1, $2)', [1, 2]),
      raw('select lock_both($1, $2)', [2, 1]),
    ]);
    const failed = ended.filter((each) => each.status === 'rejected');
    expect(failed).toHaveLength(1);
    expect(failed[0]?.reason).toMatchObject({ code: 'DEADLOCK' });
    expect(await operate(database, 'sum', { table: 'locked', column: 'n' })).toEqual({ value: 2 });
  });

  test('the server itself ends a statement whose time is over, though the client still listens', async () => {
    await expect(raw('select pg_sleep(20)', [], { timeout: 300 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    const options = { timeout: 600, signal: AbortSignal.timeout(300) };
    await expect(raw('select pg_sleep(20) /* aborted */', [], options)).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
    await until('the server to end the statement', async () => (await running('/* aborted */')).length === 0);
  });

  test('a connection that an administrator ends is lost, and the next run has a new one', async () => {
    const slow = raw('select pg_sleep(20) /* ended */');
    const lost = expect(slow).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await until('the statement to run', async () => (await running('/* ended */')).length > 0);
    for (const { pid } of await running('/* ended */'))
      await observer.query('select pg_terminate_backend($1)', [pid]);
    await lost;
    expect(await raw('select 1 as one')).toEqual({ rows: [{ one: 1 }], count: 1 });
  });

  test('a transaction that raw SQL left open does not swallow what later runs write', async () => {
    await raw('begin');
    await operate(database, 'insert', { table: 'locked', data: { id: 3, n: 0 } });
    const { rows } = await observer.query('select id from locked where id = 3');
    expect(rows).toEqual([{ id: 3 }]);
  });
});
