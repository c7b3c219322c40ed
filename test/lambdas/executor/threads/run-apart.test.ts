import type { RunRequest } from '../../../../core/ports/namespace.ts';
import { runApart, stopThreads } from '../../../../lambdas/executor/threads/run-apart.ts';
import { runContext } from '../../../namespaces/shared/run-context.ts';
import { HOSTILE, LARGE, startHostilePostgres, startTcpServer } from './hostile-postgres.ts';

let hostile: Awaited<ReturnType<typeof startHostilePostgres>>;
let honest: typeof hostile;
beforeAll(async () => {
  hostile = await startHostilePostgres();
  honest = await startHostilePostgres();
});
afterAll(async () => {
  await stopThreads();
  await hostile.stop();
  await honest.stop();
});

const statement = (resource: string, url: string): RunRequest => ({
  resource: { provider: 'postgres', url, ssl: 'disable' },
  target: { resource, operation: 'raw' },
  input: { query: 'select it' },
});

const context = () =>
  runContext({ timeout: 8000, overrides: { namespace: 'database' }, secrets: { PASSWORD: 'password' } });

/** The code of the error of a run, or that it was completed. */
const codeOf = (run: Promise<unknown>): Promise<string | undefined> =>
  run.then(
    () => 'completed',
    (error: { code?: string }) => error.code,
  );

/** Runs a statement with the honest server. */
const honestly = () => runApart(statement('honest', honest.url), context());

test('a run apart has the result that it has here', async () => {
  expect(await honestly()).toEqual({ rows: [{ it: 'hello' }], count: 1 });
});

test('what a handler asks of the executor is answered: a secret, and one that is not there', async () => {
  const url = (name: string) => honest.url.replace('password', `$Secret{${name}}`);
  expect(await runApart(statement('secret', url('PASSWORD')), context())).toMatchObject({ count: 1 });
  await expect(runApart(statement('lacks', url('OTHER')), context())).rejects.toMatchObject({
    name: 'RunError',
    code: 'NOT_FOUND',
    message: 'no secret OTHER',
  });
});

test.each(HOSTILE)(
  'a server that answers %s fails its own runs, and those of others complete meanwhile',
  async (mode) => {
    hostile.behave(mode);
    const hurt = codeOf(runApart(statement('hostile', hostile.url), context()));
    let ended = false;
    void hurt.finally(() => {
      ended = true;
    });
    let runs = 0;
    while (!ended) {
      expect(await honestly()).toMatchObject({ count: 1 });
      runs += 1;
    }
    expect(runs).toBeGreaterThan(0);
    expect(await hurt).toMatch(/^(CONNECTION_LOST|CONNECTION_ERROR|INTERNAL_ERROR|TIMEOUT)$/);
    hostile.behave('fine');
    expect(await runApart(statement('hostile', hostile.url), context())).toMatchObject({ count: 1 });
  },
);

/** By how much `work` makes the process grow at most, bytes. */
async function growthOf(work: () => Promise<void>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const look = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 20);
  await work().finally(() => clearInterval(look));
  return most - before;
}

test('threads that each hold what one may hold are ended before all take more than the function has, those of the greediest product first', async () => {
  hostile.behave(LARGE);
  const greedy = (each: number) =>
    codeOf(runApart(statement(`greedy ${each}`, hostile.url), { ...context(), product: 'greedy' }));
  let runs = 0;
  const growth = await growthOf(async () => {
    let ended = false;
    const all = Promise.all(Array.from({ length: 8 }, (_, each) => greedy(each))).finally(() => {
      ended = true;
    });
    while (!ended) {
      expect(await honestly()).toMatchObject({ count: 1 });
      runs += 1;
    }
    const codes = await all;
    expect(codes).toContain('CONNECTION_LOST');
    for (const code of codes) expect(code).toMatch(/^(CONNECTION_LOST|TIMEOUT|completed)$/);
  });
  expect(runs).toBeGreaterThan(0);
  // Of which the threads themselves are some twenty each; without the bound it is 850.
  expect(growth / 1024 / 1024).toBeLessThan(600);
  hostile.behave('fine');
});

test('a MongoDB server that sends zeros holds up its own runs until their thread is ended, and no others, and takes a bounded part of the memory', async () => {
  const zeros = await startTcpServer((socket) => socket.write(Buffer.alloc(64)));
  const request: RunRequest = {
    resource: { provider: 'mongodb', url: `mongodb://127.0.0.1:${zeros.port}/`, database: 'db' },
    target: { resource: 'zeros', operation: 'insert' },
    input: { table: 't', data: { a: 1 } },
  };
  const growth = await growthOf(async () => {
    const both = Promise.all([0, 1].map(() => codeOf(runApart(request, context()))));
    expect(await honestly()).toMatchObject({ count: 1 });
    expect(await both).toEqual(['CONNECTION_LOST', 'CONNECTION_LOST']);
  });
  // Twice what a thread may hold, as its garbage counts as long as it is not gone.
  expect(growth).toBeLessThan(2 * 112 * 1024 * 1024);
  await zeros.stop();
});

test('an attempt whose time is over ends, also where its server says nothing', async () => {
  const silent = await startTcpServer(() => undefined);
  const url = `postgres://u:p@127.0.0.1:${silent.port}/db`;
  const brief = runContext({ timeout: 300, overrides: { namespace: 'database' } });
  expect(await codeOf(runApart(statement('silent', url), brief))).toBe('TIMEOUT');
  await silent.stop();
});
