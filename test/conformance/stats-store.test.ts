import type { StatsEntry } from '../../core/ports/stats-store.ts';
import { HOUR, MINUTE } from '../../core/time/units.ts';
import { STORES, type Stores } from './stores.ts';

const FIRST = Date.UTC(2040, 0, 1);

describe.each(STORES)('the statistics store on %s', (_name, start) => {
  let stores: Stores;
  let scopes = 0;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  const newScope = () => {
    scopes += 1;
    return { product: `product-${scopes}`, env: 'dev' };
  };
  const entry = (scope: StatsEntry['scope'], fields: Partial<StatsEntry> = {}): StatsEntry => ({
    scope,
    at: FIRST,
    key: 'a',
    rank: 0,
    tally: { completed: 1 },
    ...fields,
  });

  test('holds an entry once, however often it is written, and lets a higher rank replace it', async () => {
    const scope = newScope();
    await stores.stats.put(entry(scope));
    await stores.stats.put(entry(scope));
    expect(await stores.stats.entries(scope, FIRST, FIRST, FIRST + HOUR)).toEqual([{ completed: 1 }]);
    await stores.stats.put(entry(scope, { rank: 2, tally: { failed: 1 } }));
    await stores.stats.put(entry(scope, { rank: 1 }));
    expect(await stores.stats.find(entry(scope))).toEqual({ failed: 1 });
    await stores.stats.remove(entry(scope));
    expect(await stores.stats.find(entry(scope))).toBeNull();
    expect(await stores.stats.entries(scope, FIRST, FIRST, FIRST + HOUR)).toEqual([]);
  });

  test('gives the entries of the minutes asked for, of one scope and hour only', async () => {
    const scope = newScope();
    const at = (moment: number, n: number) => entry(scope, { at: moment, key: `k${n}`, tally: { n } });
    await stores.stats.put(at(FIRST + MINUTE - 1, 1));
    await stores.stats.put(at(FIRST + MINUTE, 2));
    await stores.stats.put(at(FIRST + 3 * MINUTE - 1, 3));
    await stores.stats.put(at(FIRST + 3 * MINUTE, 4));
    await stores.stats.put(at(FIRST + HOUR, 5));
    await stores.stats.put(entry(newScope()));
    expect(await stores.stats.entries(scope, FIRST, FIRST + MINUTE, FIRST + 3 * MINUTE)).toEqual([
      { n: 2 },
      { n: 3 },
    ]);
  });

  test('finds all entries of a busy minute', async () => {
    const scope = newScope();
    const tally = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`lag.${i}${'x'.repeat(180)}`, 1]));
    for (let i = 0; i < 240; i += 1) await stores.stats.put(entry(scope, { key: `k${i}`, tally }));
    expect(await stores.stats.entries(scope, FIRST, FIRST, FIRST + HOUR)).toHaveLength(240);
  });

  test('lets one of several who write an hour or a total at once win', async () => {
    const scope = newScope();
    const hours = [1, 2, 3].map((n) => ({ hour: FIRST, counted_to: FIRST, tally: { n }, version: 1 }));
    const won = await Promise.all(hours.map((hour) => stores.stats.putHour(scope, hour)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const standing = hours[won.indexOf(true)];
    expect(await stores.stats.hours(scope, FIRST, FIRST)).toEqual([standing]);
    expect(await stores.stats.putHour(scope, { hour: FIRST, counted_to: 1, tally: {}, version: 3 })).toBe(
      false,
    );
    expect(await stores.stats.putHour(scope, { hour: FIRST, counted_to: 1, tally: {}, version: 2 })).toBe(
      true,
    );

    expect(await stores.stats.total(scope)).toBeNull();
    const total = { tally: { a: 1 }, closed_to: FIRST, hour: FIRST, version: 1 };
    expect(await stores.stats.putTotal(scope, total)).toBe(true);
    expect(await stores.stats.putTotal(scope, total)).toBe(false);
    expect(await stores.stats.total(scope)).toEqual(total);
  });

  test('gives the hours of a stretch, oldest first', async () => {
    const scope = newScope();
    for (const n of [3, 1, 0, 2]) {
      const hour = FIRST + n * HOUR;
      await stores.stats.putHour(scope, { hour, counted_to: hour, tally: { n }, version: 1 });
    }
    const found = await stores.stats.hours(scope, FIRST + HOUR, FIRST + 2 * HOUR);
    expect(found.map(({ tally }) => tally)).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await stores.stats.hours(scope, FIRST, 0)).toEqual([]);
  });

  test('keeps a mark that was made anew since it was seen', async () => {
    const scope = newScope();
    const mine = async () =>
      (await stores.stats.lateHours()).filter((late) => late.scope.product === scope.product);
    const late = { scope, hour: FIRST, at: 1 };
    await stores.stats.markLate(late);
    await stores.stats.markLate({ ...late, at: 2 });
    await stores.stats.unmark(late);
    expect(await mine()).toEqual([{ ...late, at: 2 }]);
    await stores.stats.unmark({ ...late, at: 2 });
    expect(await mine()).toEqual([]);
  });
});
