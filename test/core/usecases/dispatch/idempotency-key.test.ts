import type { Schedule } from '../../../../contract/schedule.ts';
import { everything } from '../../../../core/jobs/scope.ts';
import { DAY, HOUR } from '../../../../core/time/units.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { startBulk } from '../../../../core/usecases/manage/bulk-jobs.ts';
import { changeJob } from '../../../../core/usecases/manage/change-job.ts';
import { getHistory } from '../../../../core/usecases/manage/read-history.ts';
import { getJob, listJobs } from '../../../../core/usecases/manage/read-jobs.ts';
import { CALLER } from '../../../rows.ts';
import { SCOPES } from '../../../simulation/callers.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);

const setup = {
  ...SETUP,
  config: {
    products: { ...SETUP.config.products, blog: SETUP.config.products['shop'] ?? { envs: {} } },
  },
};

function began() {
  const world = new World(1, START, NO_FAULTS);
  const ports = world.outside();
  const dispatch = (more: { schedule?: Schedule; product?: string; cache?: string } = {}) => {
    const fields = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {}, idempotency_key: 'key' };
    return dispatchJob('actions', { ...fields, ...more }, setup, ports);
  };
  const remove = (id: string) => changeJob(id, { type: 'delete' }, CALLER, everything, ports);
  const page = { limit: 50, offset: 0 };
  return { world, ports, dispatch, remove, list: () => listJobs(page, SCOPES, ports) };
}
const later: Schedule = { start_at: START + 100 * DAY };

describe('an idempotency key', () => {
  test('gives the first answer when its job was deleted, which nothing else shows any more', async () => {
    const { world, ports, dispatch, remove, list } = began();
    const { result } = await dispatch({ schedule: later });
    await remove(result.job_id);
    expect(await dispatch({ schedule: later })).toEqual({ result, created: false });
    expect((await list()).jobs).toEqual([]);
    await expect(getJob(result.job_id, everything, ports)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(getHistory(result.job_id, { limit: 1 }, everything, ports)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(remove(result.job_id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(world.jobs.payloads.size).toBe(0);
  });

  test('wakes nothing a second time', async () => {
    const { world, dispatch } = began();
    const { result } = await dispatch({ schedule: later });
    Object.assign(world.scheduler, { create: () => Promise.reject(new Error('armed again')) });
    expect(await dispatch({ schedule: later })).toEqual({ result, created: false });
  });

  test('gives the first answer when its job was rescheduled, of another kind even', async () => {
    const { ports, dispatch } = began();
    const { result } = await dispatch({ schedule: later });
    const schedule = { start_at: null, every: HOUR } as const;
    await changeJob(result.job_id, { type: 'reschedule', schedule }, CALLER, everything, ports);
    expect(await dispatch({ schedule: later })).toEqual({ result, created: false });
  });

  test('gives the first answer when its job was deleted among many', async () => {
    const { ports, dispatch, list } = began();
    const { result } = await dispatch({ schedule: later });
    expect(await startBulk('delete', { all: true }, SCOPES, CALLER, ports)).toMatchObject({
      count: 1,
      status: 'completed',
    });
    expect((await list()).jobs).toEqual([]);
    expect(await dispatch({ schedule: later })).toEqual({ result, created: false });
  });

  test('gives the first answer when the same would be refused by now, as its endDate has passed', async () => {
    const { world, ports, dispatch, remove } = began();
    const ending: Schedule = { every: HOUR, endDate: START + 2 * HOUR };
    const { result } = await dispatch({ schedule: ending });
    await world.time.runUntil(START + 3 * HOUR);
    await expect(
      dispatchJob('actions', { product: 'shop', env: 'dev', input: {}, schedule: ending }, setup, ports),
    ).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(await dispatch({ schedule: ending })).toEqual({ result, created: false });
    await remove(result.job_id);
    expect(await dispatch({ schedule: ending })).toEqual({ result, created: false });
    await expect(dispatch({ schedule: ending, cache: 'c' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
    await world.time.runUntil(START + DAY);
    await expect(dispatch({ schedule: ending })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  test('gives the first answer when its resource is gone from the config, but not what the caller may not see', async () => {
    const { ports, dispatch } = began();
    const { result } = await dispatch({ schedule: later });
    const body = {
      ...{ product: 'shop', env: 'dev', app: 'app', event: 'e', input: {}, idempotency_key: 'key' },
      schedule: later,
    };
    const without = { ...setup, config: { products: { shop: { envs: { dev: {} } } } } };
    expect(await dispatchJob('actions', body, without, ports)).toEqual({ result, created: false });
    const unseen = { ...setup, config: { products: {} } };
    await expect(dispatchJob('actions', body, unseen, ports)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('refuses another body also when its job was deleted', async () => {
    const { dispatch, remove } = began();
    const { result } = await dispatch({ schedule: later });
    await remove(result.job_id);
    await expect(dispatch({ schedule: later, cache: 'c' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
  });

  test('is of one product: the same in another one is another job', async () => {
    const { dispatch, remove } = began();
    const { result } = await dispatch({ schedule: later });
    await remove(result.job_id);
    const other = await dispatch({ schedule: later, product: 'blog' });
    expect(other.created).toBe(true);
    expect(other.result.job_id).not.toBe(result.job_id);
  });

  test('holds until a day after the dispatch, to the millisecond', async () => {
    const { world, dispatch, remove } = began();
    const { result } = await dispatch({ schedule: later });
    await remove(result.job_id);
    await world.time.runUntil(START + DAY - 1);
    expect(await dispatch({ schedule: later })).toEqual({ result, created: false });
    await world.time.runUntil(START + DAY);
    const next = await dispatch({ schedule: later });
    expect(next.created).toBe(true);
    expect(next.result.job_id).not.toBe(result.job_id);
  });

  test('leaves nothing of a job that is deleted when the key has expired', async () => {
    const { world, dispatch, remove } = began();
    const { result } = await dispatch({ schedule: later });
    await world.time.runUntil(START + DAY + 2 * HOUR);
    await remove(result.job_id);
    expect(world.jobs.rows.size).toBe(0);
  });

  test('keeps of a deleted job its answer, and none of the texts that it gathered', async () => {
    const { world, ports, dispatch, remove } = began();
    world.listen();
    const { result } = await dispatch({ schedule: later });
    await changeJob(result.job_id, { type: 'cancel', reason: 'a private word' }, CALLER, everything, ports);
    await remove(result.job_id);
    const kept = world.jobs.rows.get(result.job_id);
    expect(kept).toMatchObject({ answer: result, purged_at: START });
    expect(JSON.stringify(kept)).not.toContain('private');
    expect(kept?.did).toBeUndefined();
  });
});

describe('a job that is being deleted', () => {
  test('is found by no command any more, also by one that had read it before', async () => {
    const { world, ports, dispatch, remove } = began();
    const { result } = await dispatch({ schedule: later });
    const before = await ports.jobs.get(result.job_id);
    await remove(result.job_id);
    const slow = {
      ...ports,
      jobs: Object.assign(Object.create(ports.jobs), { get: onceThen(before, ports.jobs) }),
    };
    await expect(changeJob(result.job_id, { type: 'pause' }, CALLER, everything, slow)).rejects.toMatchObject(
      {
        code: 'NOT_FOUND',
      },
    );
    expect(world.jobs.rows.get(result.job_id)?.status).toBe('cancelled');
    expect(world.scheduler.schedules.size).toBe(0);
  });
});

/** Reads what was read before the first time, and from the store then. */
function onceThen<T>(before: T, jobs: { get(id: string): Promise<T> }) {
  let reads = 0;
  return async (id: string) => {
    reads += 1;
    return reads === 1 ? before : await jobs.get(id);
  };
}
