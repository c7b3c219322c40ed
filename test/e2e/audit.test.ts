import { until } from '../until.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

const input = { body: { card: '4242 4242' } };
const dispatch = async (schedule?: object) =>
  (await world.ductape.actions.dispatch({ app: 'app', event: 'ok', input, ...(schedule && { schedule }) }))
    .job_id;
const yearly = () => dispatch({ cron: '0 0 1 1 *' });

/** The commands on a job, newest first, as soon as there are `count` of them. */
async function commandsOf(id: string, count: number) {
  const { jobs } = world.ductape;
  await until(`${count} commands`, async () => (await jobs.getAudit(id)).entries.length >= count);
  return (await jobs.getAudit(id)).entries;
}

describe('who changed what', () => {
  test('is told of a job and of its product and env, with what was before and after and why', async () => {
    const { jobs } = world.ductape;
    const id = await yearly();
    await jobs.reschedule(id, { cron: '0 9 * * *', tz: 'Europe/Paris' }, { reason: 'too seldom' });
    await jobs.pause(id, { reason: 'the database moves' });
    const [pause, reschedule, dispatched] = await commandsOf(id, 3);
    expect(pause).toMatchObject({ command: 'pause', actor: 'local', via: 'local', address: '127.0.0.1' });
    expect(reschedule).toMatchObject({
      reason: 'too seldom',
      before: { cron: '0 0 1 1 *', tz: 'UTC' },
      after: { cron: '0 9 * * *', tz: 'Europe/Paris' },
    });
    expect(dispatched).toMatchObject({ command: 'dispatch', after: { target: 'app:ok', cron: '0 0 1 1 *' } });
    const { entries } = await jobs.listAudit({ limit: 3 });
    expect(entries.map(({ id: entry }) => entry)).toEqual([pause?.id, reschedule?.id, dispatched?.id]);
    expect(JSON.stringify(entries)).not.toContain('4242');
    expect(await jobs.listAudit({ env: 'stg' })).toEqual({ entries: [] });
    await expect(jobs.listAudit({ product: 'blog' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('is told of holds, webhooks and many jobs, page by page', async () => {
    const { jobs } = world.ductape;
    await yearly();
    const { id: bulk } = await jobs.pauseMany({ recurring: true, reason: 'many' });
    await jobs.pauseAll({ reason: 'all' });
    await jobs.resumeAll();
    const secret = 'a secret of the test';
    const { id: hook } = await jobs.setWebhook({
      url: 'http://localhost:1/T0/S3CRET',
      events: ['job.failed'],
      secret,
    });
    await jobs.deleteWebhook(hook);
    const wanted = ['delete_webhook', 'set_webhook', 'resume_all', 'pause_all', 'pause_many'];
    const newest = async () => (await jobs.listAudit({ limit: wanted.length })).entries;
    await until('all of them', async () => (await newest())[4]?.command === 'pause_many');
    const entries = await newest();
    expect(entries.map(({ command }) => command)).toEqual(wanted);
    expect(entries[4]).toMatchObject({ bulk_id: bulk, reason: 'many' });
    expect(JSON.stringify(entries)).not.toContain('S3CRET');
    const first = await jobs.listAudit({ limit: 2 });
    const second = await jobs.listAudit({ limit: 3, cursor: first.cursor ?? '' });
    expect([...first.entries, ...second.entries]).toEqual(entries);
    await expect(jobs.listAudit({ actor: 'x', cursor: first.cursor ?? '' })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
    });
  });

  test('of a one-time job is told by the job itself', async () => {
    const id = await dispatch();
    expect((await world.ductape.jobs.getAudit(id)).entries).toMatchObject([
      { command: 'dispatch', actor: 'local' },
    ]);
  });
});

describe('an undo', () => {
  test('brings back the schedule, the pause and the life of a job, and is told itself', async () => {
    const { jobs } = world.ductape;
    const id = await yearly();
    await jobs.reschedule(id, { cron: '0 9 * * *' });
    const [reschedule] = await commandsOf(id, 2);
    expect(reschedule?.undo).toEqual({ command: 'reschedule', still_possible: true });
    expect(await jobs.undo(reschedule?.id ?? '', { reason: 'a slip' })).toMatchObject({ cron: '0 0 1 1 *' });
    const [undone, again] = await commandsOf(id, 3);
    expect(undone).toMatchObject({ undoes: reschedule?.id, reason: 'a slip' });
    expect(again?.undo).toMatchObject({ still_possible: false });

    await jobs.cancel(id);
    const [cancel] = await commandsOf(id, 4);
    expect(await jobs.undo(cancel?.id ?? '')).toMatchObject({ status: 'scheduled', cron: '0 0 1 1 *' });
    await jobs.trigger(id);
    await until('a run of the job that was cancelled', () => world.callsOf(id).length === 1);
  });

  test('is refused with the reason when the job was changed since', async () => {
    const { jobs } = world.ductape;
    const id = await yearly();
    await jobs.pause(id);
    await jobs.resume(id);
    const [, pause] = await commandsOf(id, 3);
    await expect(jobs.undo(pause?.id ?? '')).rejects.toMatchObject({
      code: 'ILLEGAL_TRANSITION',
      status: 409,
      message: expect.stringContaining('Another command has changed the job since.'),
    });
  });
});
