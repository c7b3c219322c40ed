import { createServer, type Socket } from 'node:net';
import type { PostgresDatabase } from '../../../contract/resources/database.ts';
import { close, listen } from '../../http-server.ts';
import { operate } from './databases.ts';
import { type Engine, startPostgres } from './engines.ts';
import { proxy } from './proxy.ts';

let engine: Engine;
let database: PostgresDatabase;

beforeAll(async () => {
  engine = await startPostgres();
  database = { provider: 'postgres', url: engine.url, ssl: 'disable' };
});
afterAll(() => engine.stop());

describe('time and connections', () => {
  test('a statement is given up the moment the signal is aborted', async () => {
    const own = await startPostgres();
    const front = await proxy(own.url);
    const over = new AbortController();
    const resource = { ...database, url: front.url };
    const endless = { query: 'select pg_sleep(3600)' };
    const slow = operate(resource, 'raw', endless, { signal: over.signal });
    const givenUp = expect(slow).rejects.toMatchObject({ code: 'TIMEOUT' });
    await front.seen('pg_sleep');
    over.abort();
    await givenUp;
    await front.stop();
    await own.stop();
  });

  test('the next run succeeds after the server was killed and came back', async () => {
    const first = await startPostgres();
    const front = await proxy(first.url);
    const resource = { ...database, url: front.url };
    expect(await operate(resource, 'raw', { query: 'select 1 as one' })).toMatchObject({ count: 1 });
    const slow = operate(resource, 'raw', { query: 'select pg_sleep(20)' });
    const lost = expect(slow).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await front.seen('pg_sleep');
    await first.stop();
    await lost;
    await expect(operate(resource, 'raw', { query: 'select 1' })).rejects.toMatchObject({
      code: expect.stringMatching(/^CONNECTION_/),
    });
    const second = await startPostgres();
    front.leadTo(second.url);
    expect(await operate(resource, 'raw', { query: 'select 2 as two' })).toEqual({
      rows: [{ two: 2 }],
      count: 1,
    });
    await front.stop();
    await second.stop();
  });

  test('a connection that died while idle costs no more than one attempt', async () => {
    const front = await proxy(engine.url);
    const resource = { ...database, url: front.url };
    expect(await operate(resource, 'raw', { query: 'select 1' })).toMatchObject({ count: 1 });
    front.cut();
    await operate(resource, 'raw', { query: 'select 1' }).catch((error: { code: string }) =>
      expect(error.code).toMatch(/^CONNECTION_/),
    );
    expect(await operate(resource, 'raw', { query: 'select 1' })).toMatchObject({ count: 1 });
    await front.stop();
  });

  test('a server that accepts but never answers ends in a timeout', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket));
    const { port } = new URL(await listen(silent));
    const resource = { ...database, url: `postgres://u:p@127.0.0.1:${port}/x` };
    const mute = operate(resource, 'raw', { query: 'select 1' }, { signal: AbortSignal.timeout(200) });
    await expect(mute).rejects.toMatchObject({ code: 'TIMEOUT' });
    for (const socket of sockets) socket.destroy();
    await close(silent);
  });
});
