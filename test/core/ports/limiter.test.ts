import { MemoryLimiter } from '../../../adapters/memory/memory-limiter.ts';
import { withinSlot } from '../../../core/ports/limiter.ts';

const NOW = Date.UTC(2030, 0, 1);
const LEASE = 1000;

/** A place that one holder at a time has, and what became of it. */
function placeOf() {
  const limiter = new MemoryLimiter();
  const released: string[] = [];
  let now = NOW;
  const release = async (key: string, holder: string) => {
    released.push(holder);
    await limiter.release(key, holder);
  };
  const watched = Object.assign(Object.create(limiter), { release });
  const clock = { now: () => now, sleepUntil: async () => undefined };
  const within = <T>(holder: string, work: () => Promise<T>, changes: Partial<MemoryLimiter> = {}) =>
    withinSlot('key', holder, LEASE, work, {
      limiter: Object.assign(Object.create(watched), changes),
      clock,
    });
  const pass = (ms: number) => {
    now += ms;
  };
  return { within, released, pass, limiter };
}

describe('the one place of a key', () => {
  test('is given back after the work, also when that fails', async () => {
    const { within, released } = placeOf();
    expect(await within('a', async () => 1)).toBe(1);
    await expect(within('b', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await within('c', async () => 3)).toBe(3);
    expect(released).toEqual(['a', 'b', 'c']);
  });

  test('that another holds is not given back, and nothing is done, until its lease is over', async () => {
    const { within, released, pass, limiter } = placeOf();
    await limiter.acquire('key', 'dead', 1, NOW, NOW + LEASE);
    pass(LEASE - 1);
    expect(await within('a', async () => 1)).toBeUndefined();
    expect(released).toEqual([]);
    pass(1);
    expect(await within('a', async () => 1)).toBe(1);
  });

  test('is held for its lease, no longer', async () => {
    const { within, pass } = placeOf();
    const hang = () => new Promise<never>(() => undefined);
    void within('dead', hang);
    pass(LEASE - 1);
    expect(await within('a', async () => 1)).toBeUndefined();
    pass(1);
    expect(await within('a', async () => 1)).toBe(1);
  });

  test('of which it is not certain that it was taken is given back', async () => {
    const { within, released } = placeOf();
    const acquire = () => Promise.reject(new Error('the answer was lost'));
    await expect(within('a', async () => 1, { acquire })).rejects.toThrow('the answer was lost');
    expect(released).toEqual(['a']);
  });

  test('that cannot be given back fails nothing of the work that is done', async () => {
    const { within } = placeOf();
    const release = () => Promise.reject(new Error('throttled'));
    expect(await within('a', async () => 1, { release })).toBe(1);
  });
});
