import type { Execution } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import { nextId } from './samples.ts';
import { STORES, type Stores } from './stores.ts';

const FIRST = Date.UTC(2030, 0, 1);

function execution(number: number, fields: Partial<Execution> = {}): Execution {
  return { number, occurrence: FIRST + number * 1000, status: 'completed', attempts: 1, ...fields };
}

describe.each(STORES)('the history store on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  async function pages(id: string, limit: number): Promise<Execution[][]> {
    const found: Execution[][] = [];
    let cursor: string | undefined;
    do {
      const page = await stores.history.list(id, { limit, ...defined({ cursor }) });
      found.push(page.executions);
      cursor = page.cursor;
    } while (cursor !== undefined);
    return found;
  }

  test('has nothing of a job that never ran', async () => {
    expect(await stores.history.list(nextId(), { limit: 10 })).toEqual({ executions: [] });
  });

  test('gives executions back whole and newest first, of one job only', async () => {
    const id = nextId();
    const failed = execution(2, { status: 'failed', error: { code: 'TIMEOUT', message: 'late' } });
    const done = execution(1, { result: { rows: [1, 'ä', null] }, lag_ms: 12 });
    await stores.history.record(id, failed, 1);
    await stores.history.record(id, done, 1);
    await stores.history.record(nextId(), execution(3), 1);
    await stores.jobs.putPayload(
      { id },
      {
        target: { resource: 'beside' },
        input: {},
      },
    );
    expect(await stores.history.list(id, { limit: 10 })).toEqual({ executions: [failed, done] });
  });

  test('gives those at and after a moment, below the cursor', async () => {
    const id = nextId();
    for (const number of [1, 2, 3, 4]) await stores.history.record(id, execution(number), 1);
    const found = async (from: number, cursor?: number) => {
      const query = {
        limit: 9,
        from: FIRST + from,
        ...(cursor !== undefined && { cursor: String(FIRST + cursor) }),
      };
      return (await stores.history.list(id, query)).executions.map(({ number }) => number);
    };
    expect(await found(2000)).toEqual([4, 3, 2]);
    expect(await found(2001, 4000)).toEqual([3]);
    expect(await found(4000, 4000)).toEqual([]);
    expect(await found(9000)).toEqual([]);
  });

  test('lets a higher or equal rank replace an occurrence, a lower one never', async () => {
    const id = nextId();
    const standing = async () => (await stores.history.list(id, { limit: 10 })).executions;
    const skipped = execution(0, { status: 'skipped', reason: 'missed', attempts: 0 });
    const failed = execution(1, { occurrence: skipped.occurrence, status: 'failed' });
    const again = { ...failed, attempts: 2 };
    await stores.history.record(id, skipped, 1);
    await stores.history.record(id, failed, 2);
    expect(await standing()).toEqual([failed]);
    await stores.history.record(id, again, 2);
    expect(await standing()).toEqual([again]);
    await stores.history.record(id, skipped, 1);
    expect(await standing()).toEqual([again]);
  });

  test('keeps the higher rank when two are recorded at once', async () => {
    const id = nextId();
    const low = execution(1, { status: 'failed' });
    const high = execution(1);
    await Promise.all([stores.history.record(id, high, 2), stores.history.record(id, low, 1)]);
    expect(await stores.history.list(id, { limit: 10 })).toEqual({ executions: [high] });
  });

  test('comes in pages with a cursor on all but the last', async () => {
    const id = nextId();
    const all = Array.from({ length: 6 }, (_, i) => execution(6 - i));
    for (const one of all) await stores.history.record(id, one, 1);
    expect(await pages(id, 4)).toEqual([all.slice(0, 4), all.slice(4)]);
    expect(await pages(id, 3)).toEqual([all.slice(0, 3), all.slice(3)]);
    expect(await pages(id, 6)).toEqual([all]);
  });

  test('loses no execution of a job whose results fill more than one answer of the database', async () => {
    const id = nextId();
    const numbers = Array.from({ length: 15 }, (_, i) => 15 - i);
    for (const number of numbers) {
      await stores.history.record(id, execution(number, { result: 'x'.repeat(100_000) }), 1);
    }
    const found = (await pages(id, 20)).flat();
    expect(found.map((one) => one.number)).toEqual(numbers);
  });

  test('ends a page before it has more than 1 MB, with a cursor that loses and repeats none', async () => {
    const id = nextId();
    const numbers = Array.from({ length: 40 }, (_, i) => 40 - i);
    for (const number of numbers)
      await stores.history.record(id, execution(number, { result: 'é'.repeat(32_768) }), 1);
    const found = await pages(id, 100);
    expect(found.map((page) => page.length)).toEqual([15, 15, 10]);
    for (const page of found) expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(1_048_576);
    expect(found.flat().map((one) => one.number)).toEqual(numbers);
  });

  test('forgets all executions of a job, however many, and of no other', async () => {
    const [job, other] = [nextId(), nextId()];
    const execution = (occurrence: number) =>
      ({ number: 1, occurrence, status: 'completed', attempts: 1 }) as const;
    await Promise.all(Array.from({ length: 130 }, (_, i) => stores.history.record(job, execution(i + 1), 1)));
    await stores.history.record(other, execution(1), 1);
    await stores.history.remove(job);
    expect((await stores.history.list(job, { limit: 10 })).executions).toEqual([]);
    expect((await stores.history.list(other, { limit: 10 })).executions).toHaveLength(1);
  });

  test('finds what was last written down of an occurrence, with its rank, and of no other', async () => {
    const job = nextId();
    const execution = (status: 'completed' | 'failed') =>
      ({ number: 1, occurrence: 7, status, attempts: 1 }) as const;
    expect(await stores.history.find(job, 7)).toBeNull();
    await stores.history.record(job, execution('failed'), 5);
    await stores.history.record(job, execution('completed'), 9);
    await stores.history.record(job, execution('failed'), 8);
    expect(await stores.history.find(job, 7)).toEqual({ execution: execution('completed'), rank: 9 });
    expect(await stores.history.find(job, 8)).toBeNull();
  });

  test('replaces what was read, and neither what another has written since nor what came where nothing stood', async () => {
    const [job, failed, done] = [nextId(), execution(1, { status: 'failed' }), execution(1)];
    const standing = () => stores.history.find(job, done.occurrence);
    expect(await stores.history.replace(job, failed, 9, 5)).toBe(false);
    expect(await stores.history.replace(job, failed, 5, undefined)).toBe(true);
    expect(await stores.history.replace(job, done, 9, undefined)).toBe(false);
    expect(await standing()).toEqual({ execution: failed, rank: 5 });
    expect(await stores.history.replace(job, done, 9, 5)).toBe(true);
    expect(await stores.history.replace(job, failed, 9, 5)).toBe(false);
    expect(await standing()).toEqual({ execution: done, rank: 9 });
  });
});
