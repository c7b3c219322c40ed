import { playStorm } from '../../bench/storm/storm.ts';

describe('jobs that are all due in one second', () => {
  test('all run once and none fails where the table takes a fraction of what they write', async () => {
    const figures = await playStorm({ jobs: 300, concurrency: 60, unitsPerSecond: 20, seed: 1 });
    const nothing = { failed: 0, lost: 0, runTwice: 0, deadLetters: 0, returned: 0 };
    expect(figures).toMatchObject({ completed: 300, ...nothing });
    // The end of a job takes two units of the hottest key, and its claim none: executors are held up by ends, of which most are refused.
    expect(figures.lastStartSeconds).toBeGreaterThan(5);
    expect(figures.refusedPercent).toBeGreaterThan(30);
  });

  test('all complete but the one that kills its executor at each call, which is called three times and lost', async () => {
    const figures = await playStorm({ jobs: 10, concurrency: 12, unitsPerSecond: 1000, seed: 1, killers: 1 });
    expect(figures).toMatchObject({ completed: 9, errors: { WORKER_LOST: 1 }, lost: 0, deadLetters: 0 });
    expect(figures.mostCalls).toBe(3);
  });

  test('suffer from three that kill their executors no more than the others of their batches, and those once', async () => {
    const figures = await playStorm({ jobs: 40, concurrency: 12, unitsPerSecond: 1000, seed: 2, killers: 3 });
    expect(figures).toMatchObject({ completed: 37, errors: { WORKER_LOST: 3 }, lost: 0, deadLetters: 0 });
    expect(figures.runTwice).toBeLessThanOrEqual(30);
    expect(figures.mostCalls).toBe(3);
  });
});
