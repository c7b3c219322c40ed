import { MemoryLimiter } from '../../../../adapters/memory/memory-limiter.ts';
import { NoCapacity } from '../../../../core/errors/run-error.ts';
import type { RunningRun } from '../../../../core/jobs/run-in-flight.ts';
import { acquireSlot } from '../../../../core/usecases/execute/acquire-slot.ts';
import { runningRun } from '../../../rows.ts';

const NOW = Date.UTC(2030, 0, 1);
const run = (rest: Partial<RunningRun> = {}) => runningRun(NOW, rest);

/** The slots of a target, on a clock that jumps to the moment that a run waits for. */
function slotsOf(limits: { perSecond?: number; burst?: number; concurrency?: number }, random = 0.5) {
  const time = { now: NOW };
  const clock = {
    now: () => time.now,
    sleepUntil: async (at: number) => {
      time.now = at;
    },
  };
  const limiter = new MemoryLimiter();
  let asked = 0;
  return {
    time,
    ask: (which: RunningRun = run()) => {
      asked += 1;
      const identity = `job-${asked}`;
      return acquireSlot({ key: 'app', limits, identity, limiter, clock, random: () => random }, which);
    },
  };
}

/** The slots of a target whose counts cannot be read or written now. */
function refusing() {
  const refuse = async () => {
    throw new NoCapacity('refused');
  };
  const clock = { now: () => NOW, sleepUntil: async () => undefined };
  const limiter = { acquire: refuse, reserve: refuse, release: refuse };
  const slots = { key: 'app', identity: 'job-1', limiter, clock, random: () => 0.5 };
  return (limits: { perSecond?: number; concurrency?: number }) => acquireSlot({ ...slots, limits }, run());
}

describe('a run before a target that stands only so much', () => {
  test('continues at once while the rate is not used up', async () => {
    const slots = slotsOf({ perSecond: 1, burst: 2 });
    expect(await slots.ask()).toEqual({ release: expect.any(Function) });
    expect(await slots.ask()).toEqual({ release: expect.any(Function) });
    expect(slots.time.now).toBe(NOW);
  });

  test('waits in place for a turn that is near', async () => {
    const slots = slotsOf({ perSecond: 5 });
    await slots.ask();
    expect(await slots.ask()).toEqual({ release: expect.any(Function) });
    expect(slots.time.now).toBe(NOW + 200);
  });

  test('comes again at a turn of its own when that is far, and continues then without asking for another', async () => {
    const slots = slotsOf({ perSecond: 0.1 });
    await slots.ask();
    expect(await slots.ask()).toEqual({ deferral: { until: NOW + 10_000, slot: 'reserved' } });
    expect(await slots.ask()).toEqual({ deferral: { until: NOW + 20_000, slot: 'reserved' } });
    slots.time.now = NOW + 10_000;
    expect(await slots.ask(run({ deferrals: 1, slot: 'reserved' }))).toEqual({
      release: expect.any(Function),
    });
    expect(await slots.ask()).toEqual({ deferral: { until: NOW + 30_000, slot: 'reserved' } });
  });

  test('comes again later and later while all places are taken, and keeps its turn in the rate', async () => {
    const slots = slotsOf({ concurrency: 1, perSecond: 1000 });
    const first = await slots.ask();
    expect(await slots.ask()).toEqual({ deferral: { until: NOW + 375, slot: 'wanted' } });
    expect(await slots.ask(run({ deferrals: 3, slot: 'reserved' }))).toEqual({
      deferral: { until: NOW + 3000, slot: 'reserved' },
    });
    if ('release' in first) await first.release();
    expect(await slots.ask()).toEqual({ release: expect.any(Function) });
  });

  test('waits in place for at most half a second', async () => {
    const near = slotsOf({ perSecond: 2 });
    await near.ask();
    expect(await near.ask()).toEqual({ release: expect.any(Function) });
    expect(near.time.now).toBe(NOW + 500);
    const far = slotsOf({ perSecond: 1.99 });
    await far.ask();
    expect(await far.ask()).toEqual({ deferral: { until: NOW + 503, slot: 'reserved' } });
  });

  test('asks for a place again after half a second, doubled each time up to 30 s, of which chance takes up to half', async () => {
    const pausesOf = async (random: number) => {
      const slots = slotsOf({ concurrency: 1 }, random);
      await slots.ask();
      const all = [];
      for (const deferrals of [0, 1, 5, 6, 5000]) {
        const admission = await slots.ask(run({ deferrals }));
        all.push('deferral' in admission ? (admission.deferral.until ?? 0) - NOW : 0);
      }
      return all;
    };
    expect(await pausesOf(0)).toEqual([250, 500, 8000, 15_000, 15_000]);
    expect(await pausesOf(0.001)).toEqual([251, 501, 8008, 15_015, 15_015]);
    expect(await pausesOf(0.999_999)).toEqual([500, 1000, 16_000, 30_000, 30_000]);
  });

  test('gives its place back when its turn in the rate is far', async () => {
    const slots = slotsOf({ concurrency: 1, perSecond: 0.1 });
    const first = await slots.ask();
    if ('release' in first) await first.release();
    expect(await slots.ask()).toMatchObject({ deferral: { slot: 'reserved' } });
    expect(await slots.ask(run({ slot: 'reserved' }))).toEqual({ release: expect.any(Function) });
  });

  test('gives back the place that it took, and where places are not counted none', async () => {
    const released: string[][] = [];
    const asked = async (limits: { perSecond?: number; concurrency?: number }) => {
      const limiter = new MemoryLimiter();
      Object.assign(limiter, { release: async (...place: string[]) => void released.push(place) });
      const clock = { now: () => NOW, sleepUntil: async () => undefined };
      const slots = { key: 'app', identity: 'job-1', limiter, clock, random: () => 0.5 };
      const answer = await acquireSlot({ ...slots, limits }, run());
      if ('release' in answer) await answer.release();
    };
    await asked({ perSecond: 1 });
    expect(released).toEqual([]);
    await asked({ concurrency: 1 });
    expect(released).toEqual([['app', 'job-1']]);
  });

  test.each([
    ['its turn cannot be asked for', 'reserve'],
    ['it is not certain that it has one', 'acquire'],
  ] as const)('keeps no place when it does not begin as %s', async (_why, refused) => {
    const limiter = new MemoryLimiter();
    const taken = limiter.acquire.bind(limiter);
    Object.assign(limiter, {
      [refused]: async (...asked: Parameters<typeof taken>) => {
        if (refused === 'acquire') await taken(...asked);
        throw new NoCapacity('refused');
      },
    });
    const clock = { now: () => NOW, sleepUntil: async () => undefined };
    const limits = { concurrency: 1, perSecond: 1 };
    const slots = { key: 'app', identity: 'job-1', limits, limiter, clock, random: () => 0.5 };
    expect(await acquireSlot(slots, run())).toEqual({ deferral: { until: NOW + 375, slot: 'wanted' } });
    expect(await taken('app', 'job-2', 1, NOW, NOW + 1000)).toBe(true);
  });

  test('keeps its turn in the rate when its place cannot be given back', async () => {
    const limiter = Object.assign(new MemoryLimiter(), {
      release: () => Promise.reject(new NoCapacity('refused')),
    });
    const clock = { now: () => NOW, sleepUntil: async () => undefined };
    const slots = {
      key: 'app',
      limits: { concurrency: 2, perSecond: 0.1 },
      limiter,
      clock,
      random: () => 0.5,
    };
    await acquireSlot({ ...slots, identity: 'job-1' }, run());
    expect(await acquireSlot({ ...slots, identity: 'job-2' }, run())).toEqual({
      deferral: { until: NOW + 10_000, slot: 'reserved' },
    });
  });

  test('meets another fault of its counts as what it is', async () => {
    const limiter = Object.assign(new MemoryLimiter(), {
      reserve: () => Promise.reject(new Error('broken')),
    });
    const clock = { now: () => NOW, sleepUntil: async () => undefined };
    const slots = { key: 'app', identity: 'job-1', limiter, clock, random: () => 0.5 };
    await expect(acquireSlot({ ...slots, limits: { perSecond: 1 } }, run())).rejects.toThrow('broken');
  });

  test('does not keep the place of a worker that died longer than its lease', async () => {
    const slots = slotsOf({ concurrency: 1 });
    await slots.ask();
    expect(await slots.ask()).toMatchObject({ deferral: {} });
    slots.time.now = NOW + 35_000;
    expect(await slots.ask()).toEqual({ release: expect.any(Function) });
  });

  test('comes again a moment later when its counts have no capacity, which is not a failed attempt', async () => {
    const ask = refusing();
    const later = { deferral: { until: NOW + 375, slot: 'wanted' } };
    expect(await ask({ perSecond: 1 })).toEqual(later);
    expect(await ask({ concurrency: 1 })).toEqual(later);
  });
});
