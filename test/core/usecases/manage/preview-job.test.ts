import type { SchedulePatch } from '../../../../contract/schedule.ts';
import type { Command } from '../../../../core/jobs/advance.ts';
import { everything } from '../../../../core/jobs/scope.ts';
import { HOUR, MINUTE, SECOND } from '../../../../core/time/units.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { changeJob } from '../../../../core/usecases/manage/change-job.ts';
import { previewJob } from '../../../../core/usecases/manage/preview-job.ts';
import { CALLER } from '../../../rows.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);

/** A job of a schedule, a while after its dispatch. */
async function jobOf(schedule: object, after = 0) {
  const world = new World(1, START, NO_FAULTS);
  const ports = world.outside();
  const body = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {}, schedule };
  const { result } = await dispatchJob('actions', body, SETUP, ports);
  await world.time.runUntil(START + after);
  const id = result.job_id;
  const preview = (request: object = {}) => previewJob(id, request, everything, ports);
  const change = (command: Command) => changeJob(id, command, CALLER, everything, ports);
  return { world, ports, id, preview, change };
}

const seconds = ({ occurrences }: { occurrences: { at: number }[] }) =>
  occurrences.map(({ at }) => (at - START) / SECOND);

describe('a preview of a job', () => {
  test('tells its next occurrences, with the runs that its limit leaves, and changes nothing', async () => {
    const { world, id, preview } = await jobOf(
      { every: 10 * SECOND, start_at: START + 5000, limit: 5 },
      26_500,
    );
    const before = structuredClone(world.jobs.rows.get(id));
    const found = await preview();
    expect(seconds(found)).toEqual([35, 45]);
    expect(found).toMatchObject({ ends: { by: 'limit', at: START + 45_000 }, price: { runs: 2 } });
    expect(world.jobs.rows.get(id)).toEqual(before);
  });

  test.each<[string, SchedulePatch]>([
    ['another interval', { every: 37 * SECOND }],
    ['a larger limit alone', { limit: 500 }],
    ['a cron', { cron: '0 * * * *', every: null }],
    ['another beginning', { start_at: START + HOUR }],
    ['an end', { endDate: START + MINUTE }],
  ])('tells of %s what comes of it when the job is rescheduled so', async (_what, schedule) => {
    const { world, id, preview, change } = await jobOf(
      { every: 10 * SECOND, start_at: START + 5000 },
      26_500,
    );
    const told = seconds(await preview({ schedule, count: 4 }));
    await change({ type: 'reschedule', schedule });
    const next = world.jobs.rows.get(id)?.next_run_at ?? 0;
    expect(told[0]).toBe((next - START) / SECOND);
    expect(seconds(await preview({ count: 4 }))).toEqual(told);
  });

  test('of a paused job begins now, and of one that has ended is empty', async () => {
    const { world, preview, change } = await jobOf({ every: 10 * SECOND, start_at: START + 5000 }, 26_500);
    await change({ type: 'pause' });
    await world.time.runUntil(START + HOUR + SECOND);
    expect(seconds(await preview({ count: 1 }))).toEqual([3605]);
    await change({ type: 'cancel' });
    const ended = await preview();
    expect(ended).toMatchObject({ occurrences: [], price: { usd: 0, runs: 0, ticks: 0 } });
    expect(ended).not.toHaveProperty('ends');
  });

  test('of a one-time job is the moment that is to come', async () => {
    const { preview } = await jobOf({ start_at: START + HOUR });
    expect(seconds(await preview())).toEqual([3600]);
    expect(seconds(await preview({ schedule: { start_at: START + 2 * HOUR } }))).toEqual([7200]);
  });

  test('refuses what the reschedule would refuse, bodies that are none, and jobs of others', async () => {
    const { ports, id, preview } = await jobOf(
      { every: 10 * SECOND, start_at: START + 5000, limit: 5 },
      26_500,
    );
    await expect(preview({ schedule: { limit: 3 } })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await expect(preview({ schedule: { cron: 'x' } })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    await expect(preview({ schedule: {}, count: 0, more: 1 })).rejects.toMatchObject({
      issues: expect.any(Array),
    });
    await expect(previewJob(id, {}, () => false, ports)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
