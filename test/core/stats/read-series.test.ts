import { MemoryRunStore } from '../../../adapters/memory/memory-run-store.ts';
import { MemoryStatsStore } from '../../../adapters/memory/memory-stats-store.ts';
import type { WrongRun } from '../../../contract/run.ts';
import { bucketOf, lagOf } from '../../../core/stats/lag-buckets.ts';
import { readSeries, seriesSchema } from '../../../core/stats/read-series.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time/units.ts';

const FROM = Date.UTC(2026, 0, 1);
const SHOP = { product: 'shop', env: 'dev' };
const RIVAL = { product: 'rival', env: 'dev' };

function begin(now = FROM + 3 * HOUR + MINUTE) {
  const stats = new MemoryStatsStore();
  const runs = new MemoryRunStore();
  const ports = { stats, runs, clock: { now: () => now, sleepUntil: async () => undefined } };
  let sequence = 0;
  return {
    stats,
    wrong: (n: number, at: number, code: string | undefined, more: Partial<WrongRun> = {}) =>
      runs.put([
        {
          ...SHOP,
          job_id: `job_${n}`,
          namespace: 'actions',
          target: 'app:e',
          outcome: code === undefined ? 'missed' : 'failed',
          at,
          number: 1,
          occurrence: at,
          attempts: 1,
          ...(code !== undefined && { error: { code, message: 'no' } }),
          ...more,
        },
      ]),
    count: async (hour: number, tally: Record<string, number>, scope = SHOP) => {
      sequence += 1;
      const at = String(sequence).padStart(9, '0');
      await stats.count({ scope, hour: FROM + hour * HOUR, shard: 'shard', first: at, last: at }, tally);
    },
    read: (query: Record<string, string>, scopes = [SHOP]) =>
      readSeries(seriesSchema.parse({ from: String(FROM), ...query }), scopes, ports),
  };
}

const NOTHING = {
  dispatched: 0,
  cancelled: 0,
  completed: 0,
  completed_first_try: 0,
  failed: 0,
  retries: 0,
  lag: [],
};

describe('a series', () => {
  test('has each hour up to the one under way, also those in which nothing was counted', async () => {
    const { count, read } = begin();
    await count(1, {
      completed: 2,
      first_try: 1,
      failed: 1,
      retries: 3,
      dispatched: 4,
      cancelled: 1,
      'in.paused': 1,
    });
    await count(1, { completed: 5 }, RIVAL);
    const { by, points } = await read({});
    expect(by).toBe('hour');
    expect(points.map(({ at }) => (at - FROM) / HOUR)).toEqual([0, 1, 2, 3]);
    expect(points[0]).toEqual({ at: FROM, ...NOTHING });
    expect(points[1]).toEqual({
      at: FROM + HOUR,
      dispatched: 4,
      cancelled: 1,
      completed: 2,
      completed_first_try: 1,
      failed: 1,
      retries: 3,
      lag: [],
    });
    expect((await read({}, [SHOP, RIVAL])).points[1]?.completed).toBe(7);
  });

  test('has the hour that begins at its end', async () => {
    const { read } = begin();
    const { points } = await read({ to: String(FROM + HOUR) });
    expect(points.map(({ at }) => (at - FROM) / HOUR)).toEqual([0, 1]);
  });

  test('tells how late runs started, to within 5 %', async () => {
    const { count, read } = begin();
    for (const ms of [12, 12, 900]) await count(0, { [`lag.${bucketOf(ms)}`]: 1 });
    const [first] = (await read({})).points;
    expect(first?.lag).toEqual([
      [lagOf(bucketOf(12)), 2],
      [lagOf(bucketOf(900)), 1],
    ]);
    for (const [lag, near] of [
      [first?.lag[0]?.[0], 12],
      [first?.lag[1]?.[0], 900],
    ])
      expect(Math.abs((lag ?? 0) - (near ?? 0)) / (near ?? 1)).toBeLessThan(0.06);
  });

  test('tells the runs of each stretch apart by namespace, of those that have any', async () => {
    const { count, read } = begin();
    await count(0, { completed: 3, failed: 1, '+a': 2, '-a': 1, '+e': 1 });
    await count(1, { completed: 1, '+a': 1 });
    await count(1, { failed: 2, '-s': 2 }, RIVAL);
    expect((await read({ group: 'namespace' })).points.map(({ groups }) => groups)).toEqual([
      { actions: { completed: 2, failed: 1 }, events: { completed: 1, failed: 0 } },
      { actions: { completed: 1, failed: 0 } },
      {},
      {},
    ]);
    const [, second] = (await read({ group: 'namespace', by: 'day' }, [SHOP, RIVAL])).points;
    expect(second).toBeUndefined();
    expect((await read({ group: 'namespace', by: 'day' }, [SHOP, RIVAL])).points[0]?.groups).toMatchObject({
      actions: { completed: 3, failed: 1 },
      storage: { failed: 2 },
    });
    expect((await read({})).points[0]).not.toHaveProperty('groups');
  });

  test('tells the runs that failed in each stretch apart by their errors, the most frequent first', async () => {
    const { wrong, read } = begin();
    await wrong(1, FROM + MINUTE, 'TIMEOUT');
    await wrong(2, FROM + 2 * MINUTE, 'CARD_DECLINED');
    await wrong(3, FROM + 3 * MINUTE, 'CARD_DECLINED');
    await wrong(4, FROM + 4 * MINUTE, undefined);
    await wrong(5, FROM + 2 * HOUR, 'TIMEOUT');
    await wrong(6, FROM - 1, 'TIMEOUT');
    await wrong(7, FROM + MINUTE, 'TIMEOUT', RIVAL);
    const { points, ...rest } = await read({ group: 'error' });
    expect(rest).toEqual({ by: 'hour' });
    expect(points.map(({ groups }) => Object.entries(groups ?? {}))).toEqual([
      [
        ['CARD_DECLINED', { completed: 0, failed: 2 }],
        ['TIMEOUT', { completed: 0, failed: 1 }],
      ],
      [],
      [['TIMEOUT', { completed: 0, failed: 1 }]],
      [],
    ]);
  });

  test('says since when all errors are told apart where there are more than a thousand', async () => {
    const { wrong, read } = begin();
    for (let n = 0; n < 1000; n += 1) await wrong(n, FROM + HOUR + n, n === 0 ? undefined : 'TIMEOUT');
    const all = await read({ group: 'error' });
    expect(all.points[1]?.groups).toEqual({ TIMEOUT: { completed: 0, failed: 999 } });
    await wrong(1000, FROM, 'CONFLICT');
    const { points, grouped_from } = await read({ group: 'error' });
    expect(grouped_from).toBe(FROM + HOUR);
    expect(points.map(({ groups }) => Object.keys(groups ?? {}))).toEqual([[], ['TIMEOUT'], [], []]);
  });

  test('by days begins where it is asked to, and is bounded', async () => {
    const { count, read, stats } = begin(FROM + 200 * DAY);
    await count(5, { completed: 1 });
    await count(23, { completed: 1 });
    await count(29, { completed: 1 });
    const days = await read({ by: 'day', from: String(FROM + 5 * HOUR) });
    expect(days.points.length).toBe(90);
    expect(days.points.slice(0, 3).map(({ completed }) => completed)).toEqual([2, 1, 0]);
    expect((await read({})).points.length).toBe(7 * 24);
    expect((await read({ to: String(FROM + 2 * HOUR - 1) })).points.length).toBe(2);
    stats.hours = () => Promise.reject(new Error('nothing is to be read'));
    expect((await read({ from: String(FROM + 300 * DAY) })).points).toEqual([]);
  });
});
