import { SECOND } from '../../core/time/units.ts';
import { until } from '../until.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

const dispatch = async (event: string, more: object = {}) =>
  (await world.ductape.actions.dispatch({ app: 'app', event, input: { body: {} }, retries: 0, ...more }))
    .job_id;

describe('what went wrong', () => {
  test('is listed within moments, of one-time and recurring jobs alike, and of no other product and env', async () => {
    const { jobs } = world.ductape;
    const once = await dispatch('fail');
    const recurring = await dispatch('fail', { schedule: { every: SECOND, limit: 2 } });
    const good = await dispatch('ok');
    const of = async (id: string) => (await jobs.listRuns()).runs.filter(({ job_id }) => job_id === id);
    await until(
      'all to be listed',
      async () => (await of(once)).length === 1 && (await of(recurring)).length === 2,
    );
    expect((await of(recurring)).map(({ number }) => number)).toEqual([2, 1]);
    const [run] = await of(once);
    expect(run).toMatchObject({ outcome: 'failed', number: 1, attempts: 1, target: 'app:fail', env: 'dev' });
    const [told] = (await jobs.getHistory(once)).executions;
    expect({ at: run?.at, code: run?.error?.code }).toEqual({
      at: told?.completed_at,
      code: told?.error?.code,
    });
    expect(String(run?.error)).toMatch(/^[A-Z_]+: /);
    expect(await of(good)).toEqual([]);
    expect((await jobs.listRuns({ env: 'stg' })).runs).toEqual([]);
    expect((await jobs.listRuns({ product: null, env: null })).runs).toHaveLength(3);
  }, 60_000);

  test('is narrowed by outcome, code and time, page by page', async () => {
    const { jobs } = world.ductape;
    const all = (await jobs.listRuns()).runs;
    const code = all[0]?.error?.code ?? '';
    expect((await jobs.listRuns({ outcome: ['failed', 'missed'], error: code })).runs).toEqual(all);
    expect((await jobs.listRuns({ outcome: 'skipped' })).runs).toEqual([]);
    expect((await jobs.listRuns({ error: 'NOT_THIS' })).runs).toEqual([]);
    expect((await jobs.listRuns({ from: (all[0]?.at ?? 0) + 1 })).runs).toEqual([]);
    const paged = [];
    for await (const run of jobs.listAllRuns({ limit: 1 })) paged.push(run);
    expect(paged).toEqual(all);
  });

  test('is nothing of a job that was deleted', async () => {
    const { jobs } = world.ductape;
    const id = await dispatch('fail');
    const listed = async () => (await jobs.listRuns()).runs.some(({ job_id }) => job_id === id);
    await until('it to be listed', listed);
    await jobs.delete(id);
    expect(await listed()).toBe(false);
  });

  test('is refused to be listed by what there is not', async () => {
    await expect(
      world.ductape.jobs.listRuns({ outcome: 'completed' as 'failed', cursor: 'x', error: '' }),
    ).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      issues: [{ path: 'outcome.0' }, { path: 'error' }, { path: 'cursor' }],
    });
  });
});
