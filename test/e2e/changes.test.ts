import { HOUR } from '../../core/time/units.ts';
import { until } from '../until.ts';
import { startWorld } from './world.ts';

const NAMED = { namespace: 'actions', app: 'app', event: 'ok', input: { body: {} } } as const;

let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

describe('who polls for changes', () => {
  test('is told of the jobs that changed, by the ends of their ids, and else has no answer', async () => {
    const { jobs, actions } = world.ductape;
    const first = await jobs.pollChanges();
    expect(first).toMatchObject({ changed: [], more: false });
    let since = first?.cursor ?? '';
    expect(await jobs.pollChanges({ since })).toBeUndefined();
    const told = async () => {
      const changes = await jobs.pollChanges({ since });
      since = changes?.cursor ?? since;
      return changes?.changed ?? [];
    };
    const schedule = { start_at: Date.now() + HOUR };
    const { job_id } = await actions.dispatch({ app: 'app', event: 'ok', input: { body: {} }, schedule });
    await until('the dispatch to be told', async () => (await told()).includes(job_id.slice(-5)));
    const { job_id: named } = await world.ductape.schedules
      .upsert('told', { ...NAMED, schedule: { every: HOUR } })
      .then(({ job }) => ({ job_id: job.id }));
    await until('the declaration to be told', async () => (await told()).includes(named.slice(-5)));
    await world.ductape.schedules.upsert('told', { ...NAMED, retries: 2, schedule: { every: HOUR } });
    await until('another number of retries to be told', async () => (await told()).includes(named.slice(-5)));
    const earlier = since;
    await jobs.pause(job_id);
    await until('the pause to be told', async () => (await told()).includes(job_id.slice(-5)));
    // A caller that asks with an earlier cursor, and has the answer of now, is told all the same.
    const url = `${world.cloud.url}/v1/changes?product=shop&env=dev&since=${earlier}`;
    const again = await fetch(url, { headers: { 'if-none-match': `"${since}"` } });
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({
      changed: [job_id.slice(-5)],
      holds: [],
      counts: { failing: 0 },
    });
    const other = await jobs.pollChanges({ env: 'stg' });
    await jobs.resume(job_id);
    await until('the resumption to be told', async () => (await told()).includes(job_id.slice(-5)));
    expect(await jobs.pollChanges({ env: 'stg', since: other?.cursor ?? '' })).toBeUndefined();
    expect((await jobs.pollChanges({ product: null, env: null, since }))?.more).toBe(true);
    await expect(jobs.pollChanges({ since: 'x-' })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  }, 60_000);
});
