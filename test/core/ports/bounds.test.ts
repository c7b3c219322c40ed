import type { Execution } from '../../../contract/job.ts';
import { Limits } from '../../../contract/limits.ts';
import { executionPage } from '../../../core/ports/history-store.ts';
import { Page } from '../../../core/ports/page.ts';
import { assertProgress } from '../../../core/ports/progress-store.ts';

/** A text of `bytes` bytes as JSON. */
const ofBytes = (bytes: number) => 'x'.repeat(bytes - 2);

describe('a page', () => {
  test('is full with as many items as it may have', () => {
    const page = new Page<number>(2);
    expect([page.room, page.add(1), page.room, page.add(2), page.room, page.add(3)]).toEqual([
      2,
      true,
      1,
      true,
      0,
      false,
    ]);
    expect(page.items).toEqual([1, 2]);
  });

  test('ends before it has more than 1 MB, and takes nothing after that', () => {
    const page = new Page<string>(9);
    expect(page.add(ofBytes(Limits.pageBytes - 10))).toBe(true);
    expect(page.add(ofBytes(10))).toBe(true);
    expect([page.add(ofBytes(3)), page.room, page.add('')]).toEqual([false, 0, false]);
    const full = new Page<string>(9);
    expect([full.add(ofBytes(Limits.pageBytes - 10)), full.add(ofBytes(11))]).toEqual([true, false]);
  });

  test('may have one item that is larger', () => {
    const page = new Page<string>(9);
    expect([page.add(ofBytes(Limits.pageBytes + 1)), page.add('')]).toEqual([true, false]);
  });
});

test('what a run notes has at most 100 KB', () => {
  const noted = (bytes: number) => ({ a: 'x'.repeat(bytes - 8) });
  expect(() => assertProgress(noted(Limits.progressBytes))).not.toThrow();
  expect(() => assertProgress(noted(Limits.progressBytes + 1))).toThrow('it has 102401');
});

test('a page of executions leads on from its last one, unless there are none after it', () => {
  const executions = [7, 5].map((occurrence): Execution => {
    return { number: 1, occurrence, status: 'completed', attempts: 1 };
  });
  expect(executionPage(executions, false)).toEqual({ executions, cursor: '5' });
  expect(executionPage(executions, true)).toEqual({ executions });
  expect(executionPage([], false)).toEqual({ executions: [] });
});
