import { SECOND } from '../../core/time/units.ts';
import { DuctapeError } from '../../sdk/index.ts';
import { until } from '../until.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

const reason = 'the database moves';
const dispatch = async (schedule?: object) => {
  const body = { app: 'app', event: 'ok', input: { body: {} }, ...(schedule && { schedule }) };
  return (await world.ductape.actions.dispatch(body)).job_id;
};
const ran = (id: string) => world.callsOf(id).length;

describe('all jobs of a product and env', () => {
  test('start nothing from two seconds after they are held, and what is due when they are resumed', async () => {
    const { jobs } = world.ductape;
    const frequent = await Promise.all([1, 2, 3].map(() => dispatch({ every: SECOND })));
    await until('each to have run', () => frequent.every((id) => ran(id) > 0));

    const hold = await jobs.pauseAll({ reason });
    expect(hold).toMatchObject({ product: 'shop', env: 'dev', reason });
    await until('two seconds to pass', () => Date.now() > hold.since + 2 * SECOND);
    const later = await Promise.all(Array.from({ length: 20 }, () => dispatch()));
    const byHand = frequent[0] ?? '';
    await jobs.pause(byHand);
    await until('some occurrences to pass', () => Date.now() > hold.since + 6 * SECOND);
    const due = world.calls.filter(({ job }) => frequent.includes(job)).map((call) => call.due);
    expect(Math.max(...due)).toBeLessThan(hold.since + 2 * SECOND);
    expect(later.map(ran)).toEqual(later.map(() => 0));

    expect(await jobs.get(later[0] ?? '')).toMatchObject({ held: { reason } });
    expect((await jobs.list({ status: 'queued' })).jobs).toHaveLength(20);
    const triggered = frequent[1] ?? '';
    const before = ran(triggered);
    await jobs.trigger(triggered);
    await until('the run that was asked for', () => ran(triggered) > before);

    const resumedAt = Date.now();
    expect(await jobs.resumeAll()).toEqual({ holds: [] });
    await until('all to run that was due', () => later.every((id) => ran(id) === 1), 20 * SECOND);
    expect(Math.max(...later.flatMap((id) => world.callsOf(id).map(({ at }) => at)))).toBeLessThan(
      resumedAt + 10 * SECOND,
    );
    await until('the frequent ones to continue', () => ran(triggered) > before + 2);
    expect(await jobs.get(byHand)).toMatchObject({ status: 'paused', paused_by: 'hand' });
    const { executions } = await jobs.getHistory(triggered);
    expect(executions).toContainEqual(
      expect.objectContaining({ status: 'skipped', reason: 'paused', detail: reason }),
    );
    for (const id of frequent) await jobs.cancel(id);
  }, 60_000);

  test('go on by themselves at the moment that was said', async () => {
    const { jobs } = world.ductape;
    const end = Date.now() + 5 * SECOND;
    await jobs.pauseAll({ reason, until: end });
    const id = await dispatch({ start_at: end - 3 * SECOND });
    await until('the run', () => ran(id) === 1, 20 * SECOND);
    expect(world.callsOf(id)[0]?.at).toBeGreaterThanOrEqual(end);
    expect(await jobs.listHolds()).toEqual({ holds: [], planned: [] });
  }, 30_000);

  test('are held apart from those of other envs, and all of both by a caller that may', async () => {
    const { jobs } = world.ductape;
    await jobs.pauseAll({ env: 'stg', reason });
    expect(await jobs.listHolds()).toEqual({ holds: [], planned: [] });
    await jobs.pauseAll({ product: null, env: null, namespace: 'storage', reason: 'other' });
    expect(await jobs.listHolds()).toMatchObject({ holds: [{ namespace: 'storage', reason: 'other' }] });
    expect(await jobs.listHolds({ env: 'stg' })).toMatchObject({
      holds: [{ env: 'stg' }, { reason: 'other' }],
    });
    const id = await dispatch();
    await until('the run', () => ran(id) === 1);
    await jobs.resumeAll({ env: 'stg' });
    await jobs.resumeAll({ product: null, env: null, namespace: 'storage' });
    expect(await jobs.listHolds({ product: null, env: null })).toEqual({ holds: [], planned: [] });
  }, 30_000);

  test.each([
    [{ reason, until: 1_700_000_000_000 }, 'until'],
    [{ reason: '' }, 'reason'],
    [{ reason, days: 1 }, 'days'],
  ])('are not held for %j', async (request, path) => {
    const refused = await world.ductape.jobs.pauseAll(request).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DuctapeError);
    expect(refused).toMatchObject({ status: 400, issues: [{ path }] });
  });
});
