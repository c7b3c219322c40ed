import { everything } from '../../core/jobs/scope.ts';
import { HOUR, MINUTE } from '../../core/time/units.ts';
import { dispatchJob } from '../../core/usecases/dispatch/dispatch-job.ts';
import { getJob } from '../../core/usecases/manage/read-jobs.ts';
import { NO_FAULTS } from './faults.ts';
import { SETUP } from './scenario.ts';
import { World } from './world.ts';

const START = Date.UTC(2026, 0, 1);

/** What a restore to a point in time leaves: rows and payloads as they were then, schedules and messages as they are. */
function snapshot(world: World): () => void {
  const rows = structuredClone(world.jobs.rows);
  const payloads = structuredClone(world.jobs.payloads);
  return () => {
    world.jobs.rows.clear();
    world.jobs.payloads.clear();
    for (const [id, row] of rows) world.jobs.rows.set(id, row);
    for (const [id, payload] of payloads) world.jobs.payloads.set(id, payload);
  };
}

describe('a table restored to a point in time', () => {
  test.each([
    ['continues', { every: 10 * MINUTE }, false],
    ['continues, though its schedules and messages are gone too', { cron: '*/10 * * * *' }, true],
  ])('is healed by the sweep: a recurring job %s', async (_how, schedule, lost) => {
    const world = new World(1, START, NO_FAULTS);
    const body = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {}, schedule };
    const { result } = await dispatchJob('actions', body, SETUP, world.outside());
    world.sweepUntil(START + 3 * HOUR, MINUTE);
    await world.time.runUntil(START + 31 * MINUTE);
    const restore = snapshot(world);
    await world.time.runUntil(START + HOUR + MINUTE);
    restore();
    if (lost) {
      world.purge();
      world.deleteSchedules();
    }
    const before = await getJob(result.job_id, everything, world.outside());
    expect(before.next_run_at).toBeLessThan(world.time.now);
    await world.time.runUntil(START + 2 * HOUR + MINUTE);
    const after = await getJob(result.job_id, everything, world.outside());
    expect(after.next_run_at).toBe(START + 2 * HOUR + 10 * MINUTE);
    // Of what was due before the restore the latest is made up, then there is one in each ten minutes.
    expect(after.execution_count - before.execution_count).toBeGreaterThanOrEqual(6);
  });

  test('is healed by the sweep: a one-time job that was due meanwhile runs', async () => {
    const world = new World(1, START, NO_FAULTS);
    const schedule = { start_at: START + 40 * MINUTE };
    const body = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {}, schedule };
    const { result } = await dispatchJob('actions', body, SETUP, world.outside());
    world.sweepUntil(START + 3 * HOUR, MINUTE);
    const restore = snapshot(world);
    await world.time.runUntil(START + HOUR);
    restore();
    expect((await getJob(result.job_id, everything, world.outside())).status).toBe('scheduled');
    await world.time.runUntil(START + HOUR + 20 * MINUTE);
    expect((await getJob(result.job_id, everything, world.outside())).status).toBe('completed');
  });
});
