import { MemorySlowScopes } from '../../../adapters/memory/memory-queues.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import { slowRows } from '../../../lambdas/executor/slow-rows.ts';

const START = Date.UTC(2026, 0, 1);
const ROW = { product: 'shop', env: 'prd', target: 'app:one', fairness_key: 'acme' } as JobRow;
const { fairness_key: _, ...UNKEYED } = ROW;

/** Looks at rows of a message with a group or without one. */
function looking(group: string | undefined) {
  const slowScopes = new MemorySlowScopes();
  const counted: unknown[][] = [];
  const crowds = { count: async (...asked: unknown[]) => void counted.push(asked) };
  const clock = { now: () => START, sleepUntil: async () => undefined };
  return { slowScopes, counted, isSlow: slowRows(group, { slowScopes, crowds }, clock) };
}

test.each([['shop#prd'], ['shop#prd#app:one'], ['shop#prd##acme']])(
  'a row is slow while %s is marked',
  async (name) => {
    const { slowScopes, isSlow } = looking('any');
    expect(await isSlow(ROW)).toBe(false);
    await slowScopes.mark(name, START + 1);
    expect(await isSlow(ROW)).toBe(true);
    await slowScopes.mark(name, START);
    expect(await isSlow(ROW)).toBe(false);
  },
);

test('a row without a key is not slow by a crowd of its product', async () => {
  const { slowScopes, isSlow } = looking('any');
  await slowScopes.mark('shop#prd##acme', START + 1);
  expect(await isSlow(UNKEYED)).toBe(false);
});

test('what came without a group is counted once, as EventBridge sent it; what has one was counted by its sender', async () => {
  const without = looking(undefined);
  await without.isSlow(ROW);
  await without.isSlow(ROW);
  expect(without.counted).toEqual([['shop#prd', 'acme', START]]);
  const grouped = looking('shop#prd#few0');
  await grouped.isSlow(ROW);
  const unkeyed = looking(undefined);
  await unkeyed.isSlow(UNKEYED);
  expect([grouped.counted, unkeyed.counted]).toEqual([[], []]);
});
