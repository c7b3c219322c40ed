import type { Schedule } from '../../contract/schedule.ts';
import { DAY, MINUTE } from '../../core/time/units.ts';
import { dispatchJob } from '../../core/usecases/dispatch/dispatch-job.ts';
import { dispatchMany } from '../../core/usecases/dispatch/dispatch-many.ts';
import { count } from '../time/counts.ts';
import { finalViolations } from './accounting.ts';
import { NO_FAULTS } from './faults.ts';
import type { CrashPoint } from './process.ts';
import { SETUP } from './scenario.ts';
import { World } from './world.ts';

const START = Date.UTC(2026, 0, 1);

const jobs: { key: string; schedule?: Schedule; runs: number }[] = [
  { key: 'once', runs: 1 },
  { key: 'thrice', schedule: { every: MINUTE, limit: 3 }, runs: 3 },
];

const bodyOf = ({ key, schedule }: (typeof jobs)[number]) => {
  const fields = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {} };
  const retry = { retries: 2, retryConfig: { initialDelay: 20 * MINUTE } };
  return { ...fields, ...retry, idempotency_key: key, ...(schedule && { schedule }) };
};

/** A caller that dispatches again with the same idempotency key when it had no answer for ten seconds. */
async function dispatch(world: World, job: (typeof jobs)[number], ids: Map<string, string>) {
  world.time.after(10_000, () => {
    if (!ids.has(job.key)) void dispatch(world, job, ids);
  });
  const answer = await world.inProcess((ports) => dispatchJob('actions', bodyOf(job), SETUP, ports));
  if (answer) ids.set(job.key, answer.result.job_id);
}

/** A caller of all in one call, the first of them twice, and again while one of them was not accepted. */
async function dispatchAll(world: World, ids: Map<string, string>) {
  world.time.after(10_000, () => {
    if (ids.size < jobs.length) void dispatchAll(world, ids);
  });
  const dispatches = [...jobs, ...jobs.slice(0, 1)].map((job) => ({ namespace: 'actions', ...bodyOf(job) }));
  const outcomes = await world.inProcess((ports) => dispatchMany({ shared: {}, dispatches }, SETUP, ports));
  for (const [index, outcome] of (outcomes ?? []).entries()) {
    if ('result' in outcome) ids.set(jobs[index % jobs.length]?.key ?? '', outcome.result.job_id);
  }
}

/** How the jobs are dispatched. */
type Way = (world: World, ids: Map<string, string>) => void;
const WAYS: [string, Way][] = [
  ['by itself', (world, ids) => jobs.forEach((job) => void dispatch(world, job, ids))],
  ['with others in one call', (world, ids) => void dispatchAll(world, ids)],
];

/** Dispatches two jobs whose first attempts fail, lets one process die, and lets everything come to rest. */
async function dieAt(
  way: Way,
  point: CrashPoint | undefined,
): Promise<{ calls: number; violations: string[] }> {
  const world = new World(1, START, NO_FAULTS);
  world.dieAt = point;
  let failures = 0;
  world.failure = () => {
    failures += 1;
    return failures <= jobs.length ? 'TIMEOUT' : undefined;
  };
  const ids = new Map<string, string>();
  way(world, ids);
  await world.time.runUntil(START + DAY);

  const violations = finalViolations(world, new Set(ids.values()));
  for (const { key, runs } of jobs) {
    const row = world.jobs.rows.get(ids.get(key) ?? '');
    const came = row ? `${row.status} after ${row.execution_count} runs` : 'not there';
    if (came !== `completed after ${runs} runs`) violations.push(`${key} is ${came}`);
  }
  if (world.jobs.rows.size !== jobs.length) violations.push(`${world.jobs.rows.size} jobs were made`);
  if (world.jobs.payloads.size > jobs.length) violations.push('a payload was left behind');
  if (world.scheduler.schedules.size > 0) violations.push('a schedule was left behind');
  return { calls: world.calls, violations };
}

describe.each(WAYS)('a process that dies at any one of its calls, each job dispatched %s,', (_name, way) => {
  test('is missed by no run when it does not die', async () => {
    const { calls, violations } = await dieAt(way, undefined);
    expect(violations).toEqual([]);
    expect(calls).toBeGreaterThan(30);
  });

  test.each(['before', 'after'] as const)(
    'loses no job, runs none twice and leaves nothing behind: %s the call is done',
    async (moment) => {
      const found: string[] = [];
      let call = 0;
      for (let calls = 1; call < calls; ) {
        call += 1;
        const world = await dieAt(way, { call, moment });
        calls = world.calls;
        found.push(...world.violations.map((what) => `death ${moment} call ${call}: ${what}`));
      }
      count('simulation', 'deaths at each call of a story', call);
      expect(found).toEqual([]);
      expect(call).toBeGreaterThan(30);
    },
  );
});
