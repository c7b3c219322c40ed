import { HOUR, MINUTE } from '../../core/time/units.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

const dispatch = async (event: string, more: object = {}) =>
  (await world.ductape.actions.dispatch({ app: 'app', event, input: { body: {} }, ...more })).job_id;
const ids = (jobs: readonly { id: string }[]) => jobs.map(({ id }) => id);

describe('a list of jobs', () => {
  test('finds jobs by what their targets and names begin with, and one by its id', async () => {
    const { jobs, schedules } = world.ductape;
    const later = { schedule: { start_at: Date.now() + HOUR } };
    const failing = await dispatch('fail', later);
    const good = await dispatch('ok', later);
    const { job } = await schedules.upsert('Nightly-report', {
      namespace: 'actions',
      app: 'app',
      event: 'ok',
      input: { body: {} },
      schedule: { cron: '0 3 * * *' },
    });
    expect(ids((await jobs.list({ q: 'APP:f' })).jobs)).toEqual([failing]);
    expect(ids((await jobs.list({ q: 'nightly' })).jobs)).toEqual([job.id]);
    expect(ids((await jobs.list({ q: 'app:' })).jobs)).toEqual([job.id, good, failing]);
    expect(ids((await jobs.list({ q: 'pp:' })).jobs)).toEqual([]);
    expect(ids((await jobs.list({ q: good, consistent: false })).jobs)).toEqual([good]);
    expect(ids((await jobs.list({ q: good, env: 'stg' })).jobs)).toEqual([]);
  });

  test('is of chosen jobs, as far as they match and may be seen', async () => {
    const { jobs } = world.ductape;
    const start_at = Date.now() + HOUR;
    const some = await Promise.all(
      [1, 2, 3].map((n) => dispatch('ok', { schedule: { every: n * HOUR, start_at } })),
    );
    await jobs.pause(some[1] ?? '');
    const list = async (more: object) => ids((await jobs.list({ ids: some, ...more })).jobs).sort();
    expect(await list({})).toEqual([...some].sort());
    expect(await list({ status: 'paused' })).toEqual([some[1]]);
    expect(await list({ env: 'stg' })).toEqual([]);
    await jobs.delete(some[0] ?? '');
    expect(await list({})).toEqual(some.slice(1).sort());
    await expect(jobs.list({ ids: ['job_1'] })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
    const many = Array.from({ length: 25 }, (_, i) => `job_${String(i).padStart(26, '0')}`);
    await expect(jobs.list({ ids: many })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  test('has nothing that is overdue while all is well', async () => {
    await dispatch('ok', { schedule: { start_at: Date.now() - MINUTE } });
    expect((await world.ductape.jobs.list({ overdue: true })).jobs).toEqual([]);
  });
});

describe('a job that is looked at again', () => {
  test('is not answered anew to who has it, until it changes', async () => {
    const { jobs } = world.ductape;
    const id = await dispatch('ok', { schedule: { cron: '0 0 1 1 *' } });
    const job = await jobs.get(id);
    const version = job.version ?? '';
    expect(version).toMatch(/^\d+$/);
    expect(await jobs.getIfChanged(id, version)).toBeUndefined();
    await jobs.pause(id);
    const paused = await jobs.getIfChanged(id, version);
    expect(paused).toMatchObject({ status: 'paused', input: { body: {} } });
    expect(await jobs.getIfChanged(id, paused?.version ?? '')).toBeUndefined();
    await expect(jobs.getIfChanged('job_01ARZ3NDEKTSV4RRFFQ69G5FAV', version)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const path = `${world.cloud.url}/v1/jobs/${id}`;
    const etag = (await fetch(path)).headers.get('etag') ?? '';
    expect(etag).toBe(`"${paused?.version}"`);
    const again = await fetch(path, { headers: { 'if-none-match': `W/${etag}` } });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    expect((await fetch(path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });
});

describe('what is due to run', () => {
  test('is found among one-time and recurring jobs, and nothing of paused ones and of another env', async () => {
    const { jobs } = world.ductape;
    const at = Date.now() + 30 * MINUTE;
    const once = await dispatch('ok', { schedule: { start_at: at } });
    const often = await dispatch('ok', { schedule: { cron: '*/10 * * * *' } });
    const paused = await dispatch('ok', { schedule: { start_at: at } });
    const far = await dispatch('ok', { schedule: { start_at: at + 10 * HOUR } });
    await jobs.pause(paused);
    const { jobs: due, more } = await jobs.listUpcoming();
    const times = new Map(due.map((job) => [job.id, job.times]));
    expect(times.get(once)).toEqual([at]);
    expect(times.get(often)).toHaveLength(6);
    expect([times.has(paused), times.has(far), more]).toEqual([false, false, false]);
    expect((await jobs.listUpcoming({ env: 'stg' })).jobs).toEqual([]);
    const later = await jobs.listUpcoming({ from: at + 9 * HOUR, to: at + 11 * HOUR });
    expect(later.jobs.map(({ id }) => id)).toContain(far);
  });
});
