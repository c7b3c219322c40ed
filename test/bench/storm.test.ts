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

  test('of one fairness key leave the runs of other keys as late as they are alone; without keys these wait for all of them', async () => {
    const lateness = async (jobs: number, keyed: boolean) => {
      const tenants = { perSecond: 20, keyed };
      const storm = { jobs, concurrency: 24, unitsPerSecond: 1000, shards: 4, seed: 3, tenants };
      const { lost, failed, runTwice, tenants: figures } = await playStorm(storm);
      expect({ lost, failed, runTwice }).toEqual({ lost: 0, failed: 0, runTwice: 0 });
      return figures ?? { runs: 0, p50: 0, p99: 0, max: 0 };
    };
    const alone = await lateness(0, true);
    const beside = await lateness(2000, true);
    const without = await lateness(2000, false);
    expect([alone.runs, beside.runs, without.runs]).toEqual([400, 400, 400]);
    expect(beside.p99).toBeLessThanOrEqual(2 * alone.p99);
    expect(without.p99).toBeGreaterThan(100 * alone.p99);
  });
});
