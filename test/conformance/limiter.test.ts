import { STORES, type Stores } from './stores.ts';

const NOW = Date.UTC(2030, 0, 1);

describe.each(STORES)('the limiter on %s', (_name, start) => {
  let stores: Stores;
  let count = 0;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  const newKey = () => `target-${count++}`;

  test('lets calls through as they come while the rate is not used up', async () => {
    const key = newKey();
    const rate = { perSecond: 2, burst: 1 };
    expect(await stores.limiter.reserve(key, rate, NOW)).toBe(NOW);
    expect(await stores.limiter.reserve(key, rate, NOW + 500)).toBe(NOW + 500);
    expect(await stores.limiter.reserve(key, rate, NOW + 5000)).toBe(NOW + 5000);
  });

  test('gives each call beyond the rate a place of its own, in the order they ask', async () => {
    const key = newKey();
    const rate = { perSecond: 10, burst: 1 };
    const places = [];
    for (let i = 0; i < 5; i += 1) places.push(await stores.limiter.reserve(key, rate, NOW + i));
    expect(places).toEqual([NOW, NOW + 100, NOW + 200, NOW + 300, NOW + 400]);
  });

  test('lets a burst through at once, and the rate holds after it', async () => {
    const key = newKey();
    const rate = { perSecond: 1, burst: 3 };
    const places = [];
    for (let i = 0; i < 5; i += 1) places.push(await stores.limiter.reserve(key, rate, NOW));
    expect(places).toEqual([NOW, NOW, NOW, NOW + 1000, NOW + 2000]);
    expect(await stores.limiter.reserve(key, rate, NOW + 60_000)).toBe(NOW + 60_000);
  });

  test('gives no place twice to those who ask at once', async () => {
    const key = newKey();
    const asked = Array.from({ length: 20 }, () =>
      stores.limiter.reserve(key, { perSecond: 4, burst: 1 }, NOW),
    );
    const places = (await Promise.all(asked)).sort((a, b) => a - b);
    expect(places).toEqual(Array.from({ length: 20 }, (_, i) => NOW + i * 250));
  });

  test('gives out as many places as there are and no more, until one is left or over', async () => {
    const key = newKey();
    const enter = (holder: string, now = NOW) => stores.limiter.acquire(key, holder, 2, now, now + 1000);
    expect([await enter('a'), await enter('b'), await enter('c')]).toEqual([true, true, false]);
    await stores.limiter.release(key, 'a');
    expect([await enter('c'), await enter('d')]).toEqual([true, false]);
    expect(await enter('d', NOW + 1000)).toBe(true);
  });

  test('gives one holder one place, and is left by who is not there without a fault', async () => {
    const key = newKey();
    await stores.limiter.release(key, 'none');
    const enter = (holder: string) => stores.limiter.acquire(key, holder, 2, NOW, NOW + 1000);
    expect([await enter('a'), await enter('a'), await enter('b')]).toEqual([true, true, true]);
    await stores.limiter.release(key, 'none');
    expect(await enter('c')).toBe(false);
  });

  test('never lets more in than there are places when many ask at once', async () => {
    const key = newKey();
    const asked = Array.from({ length: 12 }, (_, i) =>
      stores.limiter.acquire(key, `h${i}`, 3, NOW, NOW + 1000),
    );
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(3);
  });
});
