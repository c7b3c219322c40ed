import { MemoryStatsStore } from '../../../adapters/memory/memory-stats-store.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import type { Tally } from '../../../core/ports/stats-store.ts';
import { rollUpHours } from '../../../core/stats/roll-up-hours.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time/units.ts';

const TEN = Date.UTC(2026, 0, 5, 10);
const ELEVEN = TEN + HOUR;
const SCOPE = { product: 'shop', env: 'dev' };

/** A store of statistics of one scope, what is written into it, and a way to count. */
function counting() {
  const store = new MemoryStatsStore();
  const writes: string[] = [];
  const putHour: typeof store.putHour = (scope, sum) => {
    writes.push('hour');
    return MemoryStatsStore.prototype.putHour.call(store, scope, sum);
  };
  const putTotal: typeof store.putTotal = (scope, total) => {
    writes.push('total');
    return MemoryStatsStore.prototype.putTotal.call(store, scope, total);
  };
  Object.assign(store, { putHour, putTotal });
  let entries = 0;
  return {
    store,
    entry: (at: number, tally: Tally = { completed: 1 }) => {
      entries += 1;
      return store.put({ scope: SCOPE, at, key: `n${entries}`, rank: 0, tally });
    },
    /** Counts at a moment, and gives what was written. */
    count: async (now: number) => {
      writes.length = 0;
      await rollUpHours([SCOPE], { stats: store, clock: { now: () => now } } as unknown as Ports);
      return [...writes];
    },
    total: () => store.total(SCOPE),
    hours: () => store.hours(SCOPE, 0, Number.POSITIVE_INFINITY),
    marks: () => store.lateHours(),
  };
}

describe('counting the hours', () => {
  test('takes the minutes that ended a minute ago, and begins two days before', async () => {
    const { entry, count, hours, total } = counting();
    await entry(TEN + 29 * MINUTE - 1);
    await entry(TEN + 29 * MINUTE);
    await count(TEN + 30 * MINUTE + 20_000);
    expect(await hours()).toEqual([
      { hour: TEN, counted_to: TEN + 29 * MINUTE, tally: { completed: 1 }, version: 1 },
    ]);
    expect(await total()).toEqual({ tally: {}, closed_to: TEN - 2 * DAY, hour: TEN, version: 2 });
  });

  test('writes nothing a second time, and continues with an hour that has a sum', async () => {
    const { entry, count, hours } = counting();
    await entry(TEN);
    expect(await count(TEN + 5 * MINUTE)).toEqual(['total', 'hour', 'total']);
    expect(await count(TEN + 5 * MINUTE + 59_999)).toEqual([]);
    expect(await count(TEN + 6 * MINUTE)).toEqual(['hour']);
    expect(await hours()).toEqual([
      { hour: TEN, counted_to: TEN + 5 * MINUTE, tally: { completed: 1 }, version: 2 },
    ]);
  });

  test('needs no sum of an hour without entries', async () => {
    const { count, hours, total } = counting();
    await count(TEN + 5 * MINUTE);
    expect(await count(TEN + 50 * MINUTE)).toEqual([]);
    expect(await count(ELEVEN + MINUTE)).toEqual(['total']);
    expect(await hours()).toEqual([]);
    expect(await total()).toMatchObject({ hour: ELEVEN, version: 3 });
  });

  test('completes an hour and continues with the next', async () => {
    const { entry, count, hours, total } = counting();
    await entry(TEN);
    await count(TEN + 5 * MINUTE);
    await entry(ELEVEN - 1);
    await entry(ELEVEN);
    await count(ELEVEN + 3 * MINUTE);
    expect(await hours()).toEqual([
      { hour: TEN, counted_to: ELEVEN, tally: { completed: 2 }, version: 2 },
      { hour: ELEVEN, counted_to: ELEVEN + 2 * MINUTE, tally: { completed: 1 }, version: 1 },
    ]);
    expect(await total()).toMatchObject({ hour: ELEVEN, version: 3 });
  });

  test('adds an hour to the total two days after it began, once', async () => {
    const { entry, count, total } = counting();
    await entry(TEN);
    await entry(ELEVEN, { completed: 2 });
    await count(ELEVEN + 5 * MINUTE);
    await count(ELEVEN + 2 * DAY - 1);
    expect(await total()).toMatchObject({ closed_to: TEN, tally: {} });
    await count(ELEVEN + 2 * DAY);
    expect(await total()).toMatchObject({ closed_to: ELEVEN, tally: { completed: 1 } });
    await count(ELEVEN + 2 * DAY + HOUR);
    expect(await total()).toMatchObject({ closed_to: ELEVEN + HOUR, tally: { completed: 3 } });
  });

  test('leaves the total alone while another counts the hour', async () => {
    const { store, entry, count, total } = counting();
    await entry(TEN);
    await count(TEN + 5 * MINUTE);
    Object.assign(store, { putHour: async () => false });
    await entry(ELEVEN);
    expect(await count(ELEVEN + 5 * MINUTE)).toEqual([]);
    expect(await total()).toMatchObject({ hour: TEN });
  });

  test('does not go back with a clock that is behind', async () => {
    const { entry, count, total } = counting();
    await entry(TEN);
    await count(ELEVEN + 5 * MINUTE);
    expect(await count(ELEVEN)).toEqual([]);
    expect(await total()).toMatchObject({ hour: ELEVEN });
  });

  test('continues from where another had begun just before', async () => {
    const { store, entry, count, total } = counting();
    await entry(TEN);
    const begun = { tally: { failed: 7 }, closed_to: TEN - DAY, hour: ELEVEN, version: 1 };
    const { total: read } = MemoryStatsStore.prototype;
    let reads = 0;
    Object.assign(store, {
      total: async (scope: typeof SCOPE) => {
        reads += 1;
        if (reads > 1) return await read.call(store, scope);
        await store.putTotal(scope, begun);
        return null;
      },
    });
    await count(ELEVEN + 2 * HOUR);
    expect(await total()).toEqual({ ...begun, hour: ELEVEN + HOUR, version: 2 });
  });
});

describe('a late entry', () => {
  /** Hour ten is counted, and an entry came late. */
  async function late(now: number, scope = SCOPE) {
    const it = counting();
    await it.entry(TEN);
    await it.count(ELEVEN + 5 * MINUTE);
    await it.entry(TEN + 1, { failed: 1 });
    await it.store.markLate({ scope, hour: TEN, at: now });
    return it;
  }

  test('is counted a minute after its mark, and not before', async () => {
    const now = ELEVEN + 10 * MINUTE;
    const { count, hours, marks } = await late(now);
    await count(now + MINUTE - 1);
    expect([await marks(), await hours()]).toMatchObject([[{ hour: TEN }], [{ version: 1 }]]);
    await count(now + MINUTE);
    expect(await marks()).toEqual([]);
    expect(await hours()).toEqual([
      { hour: TEN, counted_to: ELEVEN, tally: { completed: 1, failed: 1 }, version: 2 },
    ]);
  });

  test('keeps its hour open until it is counted', async () => {
    const now = ELEVEN + 2 * DAY;
    const { count, total } = await late(now);
    await count(now + MINUTE - 1);
    expect(await total()).toMatchObject({ closed_to: TEN, hour: TEN + 2 * DAY, tally: {} });
    await count(now + MINUTE);
    expect(await total()).toMatchObject({ closed_to: ELEVEN, tally: { completed: 1, failed: 1 } });
  });

  test.each([
    { ...SCOPE, env: 'prd' },
    { ...SCOPE, product: 'hr' },
  ])('of %j holds up no other', async (other) => {
    const now = ELEVEN + 2 * DAY;
    const { count, total, marks } = await late(now, other);
    await count(now + 2 * MINUTE);
    expect(await total()).toMatchObject({ closed_to: ELEVEN });
    expect(await marks()).toHaveLength(1);
  });

  test('stays marked when another counts its hour, which stays open', async () => {
    const now = ELEVEN + 2 * DAY;
    const { store, count, total, marks } = await late(now);
    Object.assign(store, { putHour: async () => false });
    await count(now + MINUTE);
    expect(await marks()).toHaveLength(1);
    expect(await total()).toMatchObject({ closed_to: TEN });
  });

  test('in an hour without a sum makes one, up to where minutes are counted', async () => {
    const { store, entry, count, hours, marks } = counting();
    await entry(TEN + MINUTE);
    await entry(TEN + 4 * MINUTE);
    await store.markLate({ scope: SCOPE, hour: TEN, at: TEN });
    await count(TEN + 5 * MINUTE);
    expect(await hours()).toEqual([
      { hour: TEN, counted_to: TEN + 4 * MINUTE, tally: { completed: 1 }, version: 1 },
    ]);
    expect(await marks()).toEqual([]);
    const before = counting();
    await before.entry(TEN + MINUTE);
    await before.store.markLate({ scope: SCOPE, hour: TEN, at: TEN });
    await before.count(ELEVEN + 5 * MINUTE);
    expect(await before.hours()).toMatchObject([{ counted_to: ELEVEN, version: 1 }]);
    expect(await before.marks()).toEqual([]);
  });

  test.each([
    [TEN - HOUR, 1],
    [TEN, 2],
  ])('whose mark is for the hour %d changes its sum only while it is open', async (hour, version) => {
    const { store, count, marks } = counting();
    await store.putHour(SCOPE, { hour, counted_to: hour + HOUR, tally: { failed: 1 }, version: 1 });
    await store.putTotal(SCOPE, { tally: {}, closed_to: TEN, hour: ELEVEN, version: 1 });
    await store.markLate({ scope: SCOPE, hour, at: TEN });
    await count(ELEVEN);
    expect(await marks()).toEqual([]);
    expect(await store.hours(SCOPE, hour, hour)).toMatchObject([{ version }]);
  });
});
