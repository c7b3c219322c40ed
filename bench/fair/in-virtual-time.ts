import { type Lateness, playStorm, type Storm } from '../storm/storm.ts';

/** Jobs of other tenants that are due in each second. */
const PER_SECOND = 50;

/** As the construct's settings for a storm have it. */
const SETTINGS = { unitsPerSecond: 1000, shards: 16, seed: 1 };

/**
 * How late the runs of tenants are, alone and then beside a storm of another in the same product, with fairness keys and without: the executor's code in
 * virtual time, where no run is late for a busy processor.
 */
export async function inVirtualTime(
  storm: Pick<Storm, 'jobs' | 'concurrency'>,
): Promise<Record<string, Lateness>> {
  const lateness = async (jobs: number, keyed: boolean) =>
    await playStorm({ ...storm, ...SETTINGS, jobs, tenants: { perSecond: PER_SECOND, keyed } });
  const figures: Record<string, Lateness> = {};
  for (const [when, jobs, keyed] of [
    ['alone', 0, true],
    ['by key', storm.jobs, true],
    ['without keys', storm.jobs, false],
  ] as const) {
    const { tenants, lastStartSeconds } = await lateness(jobs, keyed);
    const beside = jobs === 0 ? '' : `, of which the last began after ${lastStartSeconds} s`;
    if (tenants) figures[`${when}, ${jobs} due, ${storm.concurrency} executors${beside}`] = tenants;
  }
  return figures;
}
