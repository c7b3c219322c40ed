import type { Message } from '@aws-sdk/client-sqs';
import { jest } from '@jest/globals';
import { BlockedBatch, type Service } from '../../../lambdas/executor/blocked-batch.ts';

beforeEach(() => jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
const lasting = (ms: number) => () => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A lane with messages of which each takes its number of ms; what was served when, and how much was asked for. */
function lane(waiting: number[], more: Partial<Service> = {}) {
  const served: [taken: number, done: number][] = [];
  const asked: number[] = [];
  const service: Service = {
    receive: async (most) => {
      asked.push(most);
      const taken = waiting.splice(0, Math.min(10, most));
      if (taken.length === 0) await lasting(1000)();
      return taken.map((ms): Message => ({ Body: `${ms}` }));
    },
    serve: async ({ Body }) => {
      const taken = Date.now();
      await lasting(Number(Body))();
      served.push([taken, Date.now()]);
    },
    timeLeft: () => 300_000 - Date.now(),
    sleep: (ms) => lasting(ms)(),
    ...more,
  };
  return { served, asked, batch: new BlockedBatch(service) };
}

/** When a batch whose only run takes so long is at its end, ms. */
async function endOf(batch: BlockedBatch, ms: number): Promise<number> {
  const ended = batch.during(lasting(ms)).then(async () => {
    await batch.end();
    return Date.now();
  });
  await pass(400_000);
  return await ended;
}

test('a batch whose runs are quick takes nothing more', async () => {
  const { batch, asked } = lane([10]);
  expect(await endOf(batch, 599)).toBe(599);
  expect([asked, batch.isServing]).toEqual([[], false]);
});

test('a batch that runs block for 0.6 s takes what waits, and ends with the last of both', async () => {
  const { batch, served } = lane([10, 20]);
  expect(await endOf(batch, 5000)).toBe(5600);
  expect(served).toEqual([
    [600, 610],
    [600, 620],
  ]);
});

test('at most twenty are served at the same time, and others when there is room', async () => {
  const { batch, served, asked } = lane(Array.from({ length: 25 }, () => 3000));
  await endOf(batch, 9000);
  expect(asked.slice(0, 2)).toEqual([20, 10]);
  expect(served.filter(([taken]) => taken === 600)).toHaveLength(20);
  expect(served.filter(([taken]) => taken === 3600)).toHaveLength(5);
});

test('a batch that is done serves on while what it took blocks its place, and no longer', async () => {
  const waiting = [4000];
  const { batch, served } = lane(waiting);
  setTimeout(() => waiting.push(10), 3500);
  setTimeout(() => waiting.push(10), 6500);
  expect(await endOf(batch, 2000)).toBe(4600);
  expect(served.map(([taken]) => taken)).toEqual([3600, 600]);
  expect(waiting).toEqual([10]);
});

test('nothing is taken when less than 45 s are left, and what was is waited for', async () => {
  const { batch, asked } = lane([60_000, 10, 10], { timeLeft: () => 45_601 - Date.now() });
  expect(await endOf(batch, 20_000)).toBe(60_600);
  expect(asked).toEqual([20, 17]);
});

test('a receive that fails is tried again after a second, and a message that fails is not waited for twice', async () => {
  let fails = 2;
  const receive = async (): Promise<Message[]> => {
    fails -= 1;
    if (fails >= 0) throw new Error('no answer');
    return fails === -1 ? [{ Body: 'x' }] : await lasting(1000)().then(() => []);
  };
  const taken: number[] = [];
  const serve = async () => {
    taken.push(Date.now());
    throw new Error('it failed');
  };
  const { batch } = lane([], { receive, serve });
  expect(await endOf(batch, 4000)).toBeLessThan(5700);
  expect(taken).toEqual([2600]);
});

test('a batch without a lane takes nothing', async () => {
  const batch = new BlockedBatch();
  expect(await endOf(batch, 30_000)).toBe(30_000);
  expect(batch.isServing).toBe(false);
});
