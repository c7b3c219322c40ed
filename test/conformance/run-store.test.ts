import { defined } from '../../contract/plain-data.ts';
import type { WrongRun } from '../../contract/run.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import type { RunPlace } from '../../core/ports/run-store.ts';
import { newScope, nextId } from './samples.ts';
import { DYNAMO_STORES, RETENTION, STORES, type Stores } from './stores.ts';

const AT = Date.UTC(2030, 0, 1);

const failed = (scope: Scope, at: number, fields: Partial<WrongRun> = {}): WrongRun => ({
  job_id: nextId(),
  ...scope,
  namespace: 'actions',
  target: 'payments:charge',
  outcome: 'failed',
  at: AT + at,
  number: 1,
  occurrence: AT,
  attempts: 2,
  error: { code: 'TIMEOUT', message: 'no answer' },
  ...fields,
});

describe.each(STORES)('the store of what went wrong on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  async function pages(scopes: Scope[], limit: number): Promise<number[][]> {
    const found: number[][] = [];
    for (let after: RunPlace | undefined; ; ) {
      const page = await stores.runs.list({ scopes, limit, ...defined({ after }) });
      found.push(page.map(({ at }) => at - AT));
      after = page.at(-1);
      if (page.length < limit) return found;
    }
  }

  test('has nothing where nothing went wrong', async () => {
    expect(await stores.runs.list({ scopes: [newScope()], limit: 5 })).toEqual([]);
    await stores.runs.put([]);
  });

  test('gives executions back whole, each once, however often it was written', async () => {
    const scope = newScope();
    const { error: _error, ...rest } = failed(scope, 2);
    const skipped: WrongRun = {
      ...rest,
      outcome: 'skipped',
      number: 0,
      reason: 'overlap',
      through: AT,
      count: 3,
    };
    const run = failed(scope, 1, { name: 'nightly' });
    await stores.runs.put([run, skipped, run]);
    await stores.runs.put([skipped]);
    expect(await stores.runs.list({ scopes: [scope], limit: 5 })).toEqual([skipped, run]);
  });

  test('has those of several jobs and scopes in one order, newest first, page by page', async () => {
    const [one, other] = [newScope(), newScope()];
    const runs = Array.from({ length: 40 }, (_, i) => failed(i % 3 === 0 ? other : one, i * 1000));
    await stores.runs.put(runs);
    const newest = runs.map(({ at }) => at - AT).reverse();
    expect((await pages([one, other], 7)).flat()).toEqual(newest);
    expect((await pages([other], 20)).flat()).toEqual(newest.filter((at) => (at / 1000) % 3 === 0));
    expect((await pages([newScope()], 20)).flat()).toEqual([]);
  });

  test('tells runs of one job and moment apart', async () => {
    const scope = newScope();
    const run = failed(scope, 0);
    await stores.runs.put([1, 2, 11].map((number) => ({ ...run, number })));
    const listed = await stores.runs.list({ scopes: [scope], limit: 2 });
    expect(listed.map(({ number }) => number)).toEqual([11, 2]);
    const after = listed[1] ?? run;
    expect(await stores.runs.list({ scopes: [scope], limit: 2, after })).toMatchObject([{ number: 1 }]);
  });

  test('finds those between two moments, both included', async () => {
    const scope = newScope();
    await stores.runs.put([10, 20, 30, 40].map((at) => failed(scope, at)));
    const between = async (from?: number, to?: number) =>
      (
        await stores.runs.list({
          scopes: [scope],
          limit: 9,
          ...(from !== undefined && { from: AT + from }),
          ...(to !== undefined && { to: AT + to }),
        })
      ).map(({ at }) => at - AT);
    expect(await between(20, 30)).toEqual([30, 20]);
    expect(await between(21)).toEqual([40, 30]);
    expect(await between(undefined, 29)).toEqual([20, 10]);
    expect(await between(50, 60)).toEqual([]);
    const after = failed(scope, 30, { job_id: 'job_0' });
    expect((await stores.runs.list({ scopes: [scope], limit: 9, after, from: AT + 30 })).length).toBe(0);
  });
});

describe.each(DYNAMO_STORES)('what went wrong on %s', (_name, start) => {
  test('is kept as long as a history, from when it went wrong', async () => {
    const stores = await start();
    const scope = newScope();
    const now = stores.clock.now();
    await stores.runs.put([failed(scope, 0, { at: now - RETENTION - 1000 }), failed(scope, 0, { at: now })]);
    const listed = async () => (await stores.runs.list({ scopes: [scope], limit: 9 })).length;
    expect(await listed()).toBe(1);
    stores.clock.move(RETENTION + 1000);
    expect(await listed()).toBe(0);
    await stores.stop();
  });
});
