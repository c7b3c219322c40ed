import { MemoryStatsStore } from '../../../adapters/memory/memory-stats-store.ts';
import { bucketOf, lagOf } from '../../../core/stats/lag-buckets.ts';
import { readSeries, seriesSchema } from '../../../core/stats/read-series.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time/units.ts';

const FROM = Date.UTC(2026, 0, 1);
const SHOP = { product: 'shop', env: 'dev' };
const RIVAL = { product: 'rival', env: 'dev' };

function begin(now = FROM + 3 * HOUR + MINUTE) {
  const stats = new MemoryStatsStore();
  const ports = { stats, clock: { now: () => now, sleepUntil: async () => undefined } };
  let sequence = 0;
  return {
    stats,
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
