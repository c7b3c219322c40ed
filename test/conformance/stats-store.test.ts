import type { Stretch, Tally } from '../../core/ports/stats-store.ts';
import { HOUR } from '../../core/time/units.ts';
import { newScope } from './samples.ts';
import { STORES, type Stores } from './stores.ts';

const FIRST = Date.UTC(2040, 0, 1);

/** A sequence as the projector makes it of a number. */
const at = (sequence: number) => String(sequence).padStart(40, '0');

describe.each(STORES)('the statistics store on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  const stretch = (scope: Stretch['scope'], first: number, last: number, rest: Partial<Stretch> = {}) => ({
    scope,
    hour: FIRST,
    shard: 'shardId-1',
    first: at(first),
    last: at(last),
    ...rest,
  });
  const tallies = async (scope: Stretch['scope']): Promise<Tally[]> =>
    (await stores.stats.hours(scope, FIRST, FIRST + 10 * HOUR)).map(({ tally }) => tally);

  test('adds what lies beyond what was counted, and says how far that is where it reaches into it', async () => {
    const scope = newScope();
    expect(
      await stores.stats.count(stretch(scope, 1, 9), { completed: 2, 'in.scheduled': -1 }),
    ).toBeUndefined();
    expect(await stores.stats.count(stretch(scope, 10, 12), { completed: 1 })).toBeUndefined();
    expect(await tallies(scope)).toEqual([{ completed: 3, 'in.scheduled': -1 }]);
    for (const [first, last] of [
      [10, 12],
      [1, 3],
      [12, 99],
    ] as const)
      expect(await stores.stats.count(stretch(scope, first, last), { completed: 1 })).toBe(at(12));
    expect(await tallies(scope)).toEqual([{ completed: 3, 'in.scheduled': -1 }]);
    expect(await stores.stats.count(stretch(scope, 13, 100), { failed: 1 })).toBeUndefined();
    expect(await tallies(scope)).toEqual([{ completed: 3, failed: 1, 'in.scheduled': -1 }]);
  });

  test('tells which jobs changed by the last three updates that were counted, the last one first', async () => {
    const scope = newScope();
    const changes = async () => (await stores.stats.changes([{ scope, hour: FIRST }]))[0];
    expect(await changes()).toEqual({ count: 0, latest: [], tally: {} });
    await stores.stats.count(stretch(scope, 1, 1), { completed: 1 });
    expect(await changes()).toEqual({ count: 0, latest: [], tally: { completed: 1 } });
    await stores.stats.count(stretch(scope, 2, 2), {}, ['AAAAA', 'BBBBB', 'AAAAA']);
    expect(await changes()).toMatchObject({ count: 1, latest: [['AAAAA', 'BBBBB']] });
    await stores.stats.count(stretch(scope, 2, 2), {}, ['XXXXX']);
    await stores.stats.count(
      stretch(scope, 3, 3),
      { failed: 1 },
      'CDEFGHIJK'.split('').map((each) => each.repeat(5)),
    );
    await stores.stats.count(stretch(scope, 4, 4), { failed: 1 });
    await stores.stats.count(stretch(scope, 5, 5), { failed: 1 }, ['LLLLL']);
    expect(await changes()).toEqual({
      count: 3,
      latest: [['LLLLL'], undefined, ['AAAAA', 'BBBBB']],
      tally: { completed: 1, failed: 3 },
    });
    await stores.stats.count(stretch(scope, 6, 6), {}, ['MMMMM']);
    expect(await changes()).toMatchObject({ count: 4, latest: [['MMMMM'], ['LLLLL'], undefined] });
    expect(await tallies(scope)).toEqual([{ completed: 1, failed: 3 }]);
  });

  test('tells of each hour and scope by itself, of as many as are asked for', async () => {
    const scopes = Array.from({ length: 60 }, newScope);
    const [first, last] = [scopes[0] ?? newScope(), scopes.at(-1) ?? newScope()];
    await stores.stats.count(stretch(first, 1, 1), {}, ['AAAAA']);
    await stores.stats.count(stretch(last, 1, 1, { hour: FIRST + HOUR }), {}, ['BBBBB']);
    const asked = scopes.flatMap((scope) => [FIRST, FIRST + HOUR].map((hour) => ({ scope, hour })));
    const counts = (await stores.stats.changes(asked)).map(({ count }) => count);
    expect([counts.length, counts[0], counts.at(-1), counts.filter(Boolean).length]).toEqual([120, 1, 1, 2]);
    expect(await stores.stats.changes([])).toEqual([]);
  });

  test('counts each shard and each hour by itself', async () => {
    const scope = newScope();
    await stores.stats.count(stretch(scope, 5, 9), { completed: 1 });
    await stores.stats.count(stretch(scope, 5, 9, { shard: 'shardId-2' }), { completed: 1 });
    await stores.stats.count(stretch(scope, 5, 9, { hour: FIRST + HOUR }), { completed: 1 });
    await stores.stats.count(stretch(newScope(), 5, 9), { completed: 1 });
    expect(await tallies(scope)).toEqual([{ completed: 2 }, { completed: 1 }]);
  });

  test('counts a stretch once, of several calls that count it at once', async () => {
    const scope = newScope();
    const calls = Array.from({ length: 8 }, () => stores.stats.count(stretch(scope, 1, 4), { completed: 1 }));
    const counted = (await Promise.all(calls)).filter((reached) => reached === undefined);
    expect(counted).toHaveLength(1);
    expect(await tallies(scope)).toEqual([{ completed: 1 }]);
  });

  test('keeps no count that has come to nothing', async () => {
    const scope = newScope();
    await stores.stats.count(stretch(scope, 1, 1), { 'in.scheduled': 1, completed: 1 });
    await stores.stats.count(stretch(scope, 2, 2), { 'in.scheduled': -1 });
    expect(await tallies(scope)).toEqual([{ completed: 1 }]);
  });

  test('gives the hours of a stretch, oldest first', async () => {
    const scope = newScope();
    for (const n of [3, 1, 0, 2])
      await stores.stats.count(stretch(scope, n + 1, n + 1, { hour: FIRST + n * HOUR, shard: `s${n}` }), {
        n: n + 1,
      });
    expect(await stores.stats.hours(scope, FIRST + HOUR, FIRST + 2 * HOUR)).toEqual([
      { hour: FIRST + HOUR, tally: { n: 2 } },
      { hour: FIRST + 2 * HOUR, tally: { n: 3 } },
    ]);
    expect(await stores.stats.hours(scope, FIRST, 0)).toEqual([]);
  });

  test('lets one of several who write a total at once win', async () => {
    const scope = newScope();
    expect(await stores.stats.total(scope)).toBeNull();
    const totals = [1, 2, 3].map((n) => ({ tally: { n }, closed_to: FIRST, version: 1 }));
    const won = await Promise.all(totals.map((total) => stores.stats.putTotal(scope, total)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await stores.stats.total(scope)).toEqual(totals[won.indexOf(true)]);
    expect(await stores.stats.putTotal(scope, { tally: {}, closed_to: FIRST, version: 3 })).toBe(false);
    const next = { tally: { n: 5, 'lag.3': 2 }, closed_to: FIRST + HOUR, version: 2 };
    expect(await stores.stats.putTotal(scope, next)).toBe(true);
    expect(await stores.stats.total(scope)).toEqual(next);
  });

  test('lets no count of an hour be less than what was counted again, unless a later pass has said so', async () => {
    const scope = newScope();
    await stores.stats.count(stretch(scope, 1, 1), { completed: 2, failed: 1, 'in.scheduled': -1 });
    await stores.stats.raise(scope, FIRST, { completed: 5 }, 7);
    expect(await tallies(scope)).toEqual([{ completed: 5, failed: 1, 'in.scheduled': -1 }]);
    await stores.stats.raise(scope, FIRST, { completed: 4, failed: 2 }, 8);
    await stores.stats.raise(scope, FIRST, { completed: 9 }, 7);
    expect(await tallies(scope)).toEqual([{ completed: 4, failed: 2, 'in.scheduled': -1 }]);
    await stores.stats.count(stretch(scope, 2, 2), { completed: 3 });
    await stores.stats.raise(scope, FIRST + HOUR, { dispatched: 1 }, 8);
    expect(await tallies(scope)).toEqual([
      { completed: 5, failed: 2, 'in.scheduled': -1 },
      { dispatched: 1 },
    ]);
  });

  test('lets one of several win who write how far a pass has come, or the stream is read, at once', async () => {
    const scope = newScope();
    expect(await stores.stats.recount(scope)).toBeNull();
    const passes = [1, 2].map((stamp) => ({ stamp, hours: { [FIRST]: { completed: stamp } }, version: 1 }));
    const won = await Promise.all(passes.map((pass) => stores.stats.putRecount(scope, pass)));
    expect(won.filter(Boolean)).toHaveLength(1);
    const standing = passes[won.indexOf(true)];
    expect(await stores.stats.recount(scope)).toEqual(standing);
    const next = { stamp: 3, below: 'job_1', hours: {}, done: true as const, version: 2 };
    expect(await stores.stats.putRecount(scope, next)).toBe(true);
    expect(await stores.stats.recount(scope)).toEqual(next);

    const version = ((await stores.stats.reading())?.version ?? 0) + 1;
    const readings = ['a', 'b'].map((stream) => ({ stream, read_to: FIRST, epochs: [FIRST], version }));
    const noted = await Promise.all(readings.map((reading) => stores.stats.putReading(reading)));
    expect(noted.filter(Boolean)).toHaveLength(1);
    expect(await stores.stats.reading()).toEqual(readings[noted.indexOf(true)]);
    await stores.stats.pulse(FIRST);
  });
});
