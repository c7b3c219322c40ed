import type { Schedule } from '../../contract/schedule.ts';
import { DAY, MINUTE } from '../../core/time/units.ts';
import { dispatchJob } from '../../core/usecases/dispatch/dispatch-job.ts';
import { count } from '../time/counts.ts';
import { finalViolations } from './accounting.ts';
import { SETUP } from './scenario.ts';
import { type CrashPoint, NO_FAULTS, World } from './world.ts';

const START = Date.UTC(2026, 0, 1);

const jobs: { key: string; schedule?: Schedule; runs: number }[] = [
  { key: 'once', runs: 1 },
  { key: 'thrice', schedule: { every: MINUTE, limit: 3 }, runs: 3 },
];

/** A caller that dispatches again with the same idempotency key when it had no answer for ten seconds. */
async function dispatch(world: World, key: string, schedule: Schedule | undefined, ids: Map<string, string>) {
  const fields = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {} };
  const retry = { retries: 2, retryConfig: { initialDelay: 20 * MINUTE } };
  const body = { ...fields, ...retry, idempotency_key: key, ...(schedule && { schedule }) };
  world.time.after(10_000, () => {
    if (!ids.has(key)) void dispatch(world, key, schedule, ids);
  });
  const answer = await world.inProcess((ports) => dispatchJob('actions', body, SETUP, ports));
  if (answer) ids.set(key, answer.result.job_id);
}

/** Dispatches two jobs whose first attempts fail, lets one process die, and lets everything come to rest. */
async function dieAt(point: CrashPoint | undefined): Promise<{ calls: number; violations: string[] }> {
  const world = new World(1, START, NO_FAULTS);
  world.dieAt = point;
  let failures = 0;
  world.failure = () => {
    failures += 1;
    return failures <= jobs.length ? 'TIMEOUT' : undefined;
  };
  const ids = new Map<string, string>();
  for (const { key, schedule } of jobs) void dispatch(world, key, schedule, ids);
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

describe('a process that dies at any one of its calls', () => {
  test('is missed by no run when it does not die', async () => {
    const { calls, violations } = await dieAt(undefined);
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
        const world = await dieAt({ call, moment });
        calls = world.calls;
        found.push(...world.violations.map((what) => `death ${moment} call ${call}: ${what}`));
      }
      count('simulation', 'deaths at each call of a story', call);
      expect(found).toEqual([]);
      expect(call).toBeGreaterThan(30);
    },
  );
});
