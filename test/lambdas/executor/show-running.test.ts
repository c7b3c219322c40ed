import { jest } from '@jest/globals';
import type { JobRow } from '../../../core/jobs/row.ts';
import { showRunning } from '../../../lambdas/executor/show-running.ts';

/** Work that takes a number of ms, on a job that is shown at the last of some tries. */
function work(ms: number, ...tries: (boolean | Error)[]) {
  const asked: string[] = [];
  const jobs = {
    showRunning: async (id: string) => {
      const answer = tries[asked.push(id) - 1] ?? true;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const doing = () => new Promise<string>((resolve) => setTimeout(() => resolve('done'), ms));
  return { asked, done: showRunning({ id: 'job' } as JobRow, doing, jobs) };
}

describe('A run that is under way', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('is shown in no list where it ends within five seconds', async () => {
    const { asked, done } = work(4999);
    await jest.advanceTimersByTimeAsync(60_000);
    expect([await done, asked]).toEqual(['done', []]);
  });

  test('is shown once where it takes longer', async () => {
    const { asked, done } = work(30_000);
    await jest.advanceTimersByTimeAsync(60_000);
    expect([await done, asked]).toEqual(['done', ['job']]);
  });

  test('is shown a second later where its row was changed, or the table refuses, and no more once it has ended', async () => {
    const { asked, done } = work(8500, false, new Error('refused'), false, false);
    await jest.advanceTimersByTimeAsync(60_000);
    expect([await done, asked.length]).toEqual(['done', 4]);
  });
});
