import { jest } from '@jest/globals';
import { MemoryLimiter } from '../../../adapters/memory/memory-limiter.ts';
import { MemorySlowScopes } from '../../../adapters/memory/memory-queues.ts';
import { NoCapacity } from '../../../core/errors/run-error.ts';
import type { Outcome } from '../../../core/jobs/finish.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import type { RunningRun } from '../../../core/jobs/run-in-flight.ts';
import type { Lane } from '../../../core/messages/wake-up.ts';
import type { Telemetry } from '../../../core/ports/telemetry.ts';
import { markSlow, markWaiting } from '../../../lambdas/executor/mark-slow.ts';

const START = Date.UTC(2026, 0, 1);
const DONE: Outcome = { ok: true, result: null };

/** Counts runs that take a number of ms, and what came of it. */
function counting(limiter = new MemoryLimiter()) {
  const scopes = new MemorySlowScopes();
  const told: string[] = [];
  const marks = jest.spyOn(scopes, 'mark');
  const counts = jest.spyOn(limiter, 'reserve');
  const clock = { now: () => Date.now(), sleepUntil: async () => undefined };
  const begin = (ms: number, target = 'app:one', lane: Lane = 'main') => {
    const work = () => new Promise<Outcome>((resolve) => setTimeout(() => resolve(DONE), ms));
    const row = { product: 'shop', env: 'prd', target } as JobRow;
    const telemetry: Telemetry = ({ type }) => void told.push(type);
    return markSlow(row, work, { scopes, limiter, clock, telemetry, lane });
  };
  const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
  return { scopes, marks, counts, told, begin, pass };
}

describe('The runs of a product and env', () => {
  beforeEach(() => jest.useFakeTimers({ now: START }));
  afterEach(() => jest.useRealTimers());

  test('that take more than six seconds beyond their first make their target slow for a minute, while they are still going', async () => {
    const { scopes, told, begin, pass } = counting();
    for (let i = 0; i < 5; i += 1) void begin(60_000);
    await pass(1999);
    expect(scopes.until('shop#prd#app:one')).toBe(0);
    await pass(1);
    expect(scopes.until('shop#prd#app:one')).toBe(START + 62_000);
    expect(scopes.until('shop#prd#app:other')).toBe(0);
    await pass(60_000);
    expect(scopes.until('shop#prd')).toBe(0);
    expect(new Set(told)).toEqual(new Set(['slow']));
  });

  test('that are of one target after another make all of it slow where they take more than twelve beyond their first in the lane main', async () => {
    const flood = async (lane: Lane) => {
      const { scopes, begin, pass } = counting();
      for (let i = 0; i < 13; i += 1) void begin(60_000, `app:${i}`, lane);
      await pass(1000);
      return scopes.until('shop#prd');
    };
    expect(await flood('main')).toBe(START + 61_000);
    expect(await flood('slow')).toBe(0);
  });

  test('that each end within a second are not counted, however many they are', async () => {
    const { counts, begin, pass } = counting();
    for (let i = 0; i < 50; i += 1) void begin(999);
    await pass(60_000);
    expect(counts).not.toHaveBeenCalled();
  });

  test('that take long now and then leave it where it is', async () => {
    const { marks, begin, pass } = counting();
    for (let minute = 0; minute < 10; minute += 1) {
      void begin(6500);
      await pass(60_000);
    }
    expect(marks).not.toHaveBeenCalled();
  });

  test('that are of a slow one are not counted while more than half a minute of it is left, and make it slow again after', async () => {
    const { scopes, counts, begin, pass } = counting();
    await scopes.mark('shop#prd#app:one', START + 60_000);
    for (let i = 0; i < 20; i += 1) void begin(40_000);
    await pass(29_999);
    expect(counts).not.toHaveBeenCalled();
    await pass(2000);
    expect(scopes.until('shop#prd#app:one')).toBeGreaterThanOrEqual(START + 90_000);
  });

  test('end as they do when the counting or the mark is refused', async () => {
    const limiter = new MemoryLimiter();
    limiter.reserve = async () => {
      throw new NoCapacity('refused');
    };
    const { begin, pass } = counting(limiter);
    const run = begin(5000);
    await pass(5000);
    expect(await run).toBe(DONE);
  });
});

describe('The runs that wait for a place at a target', () => {
  const row = { product: 'shop', env: 'prd', target: 'app:one' } as JobRow;
  const clock = { now: () => START, sleepUntil: async () => undefined };

  test('make it slow for a minute when one comes for the third time without, and are not told again meanwhile', async () => {
    const scopes = new MemorySlowScopes();
    const marks = jest.spyOn(scopes, 'mark');
    const wait = async (run: Partial<RunningRun>) => {
      await markWaiting(row, run as RunningRun, { scopes, clock, telemetry: () => undefined });
    };
    await wait({});
    await wait({ slot: 'wanted', deferrals: 1 });
    await wait({ slot: 'reserved', deferrals: 9 });
    expect(marks).not.toHaveBeenCalled();
    await wait({ slot: 'wanted', deferrals: 2 });
    await wait({ slot: 'wanted', deferrals: 5 });
    expect(marks.mock.calls).toEqual([['shop#prd#app:one', START + 60_000]]);
  });
});
