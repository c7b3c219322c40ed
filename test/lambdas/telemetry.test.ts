import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import type { Outcome } from '../../core/jobs/finish.ts';
import { toJob } from '../../core/jobs/view.ts';
import type { Ports } from '../../core/ports/ports.ts';
import { MINUTE } from '../../core/time/units.ts';
import { recordDeadLetter } from '../../core/usecases/execute/record-dead-letter.ts';
import { wakeJob } from '../../core/usecases/execute/wake-job.ts';
import { sweep } from '../../core/usecases/maintain/sweep.ts';
import { createTelemetry } from '../../lambdas/telemetry.ts';
import { fails, ID, minutely, NOW, OK, Wake } from '../core/jobs/rows.ts';
import { SCOPES } from '../simulation/callers.ts';
import { NO_FAULTS } from '../simulation/faults.ts';
import { World } from '../simulation/world.ts';

/** What a job of every minute tells, and what is counted of it. */
async function told() {
  const world = new World(1, NOW, NO_FAULTS);
  const counted = new Map<string, number>();
  const errors: string[] = [];
  const metrics = {
    addMetric: (name: string, _unit: string, value: number) =>
      void counted.set(name, (counted.get(name) ?? 0) + value),
  } as unknown as Metrics;
  const log = () => undefined;
  const error = (message: string) => void errors.push(message);
  const logger = { info: log, warn: log, error } as unknown as Logger;
  let now = NOW;
  const ports: Ports = {
    ...world.outside(),
    clock: { now: () => now, sleepUntil: async () => undefined },
    telemetry: createTelemetry(logger, metrics, 5),
  };
  await ports.jobs.create(minutely());
  await ports.jobs.putPayload(
    { id: ID },
    {
      target: { resource: 'app', event: 'e' },
      input: {},
    },
  );
  let minutes = 0;
  return {
    counted,
    errors,
    ports,
    job: async () => {
      const row = await ports.jobs.get(ID);
      return row && toJob(row);
    },
    run: async (outcome: Outcome) => {
      now = NOW + minutes * MINUTE;
      minutes += 1;
      await wakeJob(
        Wake.tick(),
        {
          redelivered: false,
          lane: 'main',
          isSlow: async () => false,
          counted: (_row, work) => work(),
          extendVisibility: async () => undefined,
          lasting: ports,
        },
        ports,
        async () => outcome,
      );
    },
  };
}

describe('what the functions count', () => {
  test('tells runs that ended from attempts, and a job that fails five times in a row from five that fail once', async () => {
    const { counted, errors, job, run } = await told();
    await run(OK);
    for (let times = 1; times <= 4; times += 1) await run(fails('TIMEOUT'));
    expect(counted.get('FailingJobs')).toBeUndefined();
    expect(await job()).toMatchObject({ consecutive_failures: 4 });
    await run(OK);
    expect(await job()).toMatchObject({ consecutive_failures: 0 });
    for (let times = 1; times <= 11; times += 1) await run(fails('TIMEOUT'));
    expect(await job()).toMatchObject({ consecutive_failures: 11 });
    expect(counted.get('EndedRuns')).toBe(17);
    expect(counted.get('FailedRuns')).toBe(15);
    expect(counted.get('FailingJobs')).toBe(2);
    expect(errors).toEqual(Array(2).fill('a job fails again and again'));
  });

  test('counts a failed run once, though it had attempts before its last', async () => {
    const { counted, run, ports } = await told();
    const row = await ports.jobs.get(ID);
    if (row) await ports.jobs.commit({ ...row, version: row.version + 1, retry: { retries: 1 } });
    await run(fails('TIMEOUT'));
    expect(counted.get('Failures')).toBe(1);
    expect(counted.get('EndedRuns')).toBeUndefined();
  });

  test('counts a sweep that came to its end, and none that did not', async () => {
    const { counted, ports } = await told();
    await sweep(SCOPES, ports);
    expect(counted.get('Sweeps')).toBe(1);
    const broken = { ...ports.jobs, listOverdue: () => Promise.reject(new Error('gone')) };
    await expect(sweep(SCOPES, { ...ports, jobs: broken })).rejects.toThrow('gone');
    expect(counted.get('Sweeps')).toBe(1);
  });

  test('counts a run that failed without an attempt, as one whose wake-up was dead-lettered', async () => {
    const { counted, ports, run } = await told();
    await run({ ok: 'deferred', deferral: { until: NOW + MINUTE } });
    await recordDeadLetter(Wake.retry(1, 1, NOW + MINUTE, 1), ports);
    expect(counted.get('FailedRuns')).toBe(1);
  });
});
