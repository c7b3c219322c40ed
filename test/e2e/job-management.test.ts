import { asRecord } from '../../contract/plain-data.ts';
import { HOUR, SECOND } from '../../core/time/units.ts';
import { Ductape, DuctapeError, type Job } from '../../sdk/index.ts';
import { until } from '../until.ts';
import { checkedTransport } from './checked-api.ts';
import { startWorld } from './world.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world?.stop(), 30_000);

const dispatch = async (schedule?: object, event = 'ok', more: object = {}) => {
  const body = { app: 'app', event, input: { body: {} }, ...(schedule && { schedule }), ...more };
  return (await world.ductape.actions.dispatch(body)).job_id;
};

const jobOnce = (id: string, what: string, is: (job: Job) => boolean) =>
  until(
    what,
    async () => {
      const job = await world.ductape.jobs.get(id);
      return is(job) ? job : undefined;
    },
    20 * SECOND,
  );

const scheduleNames = () => world.cloud.scheduler.inspect().map(({ name }) => name);

async function schedulesOf(id: string): Promise<string[]> {
  return scheduleNames().filter((name) => name.startsWith(id));
}

const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => (error instanceof DuctapeError ? error.code : error),
  );

describe('one job', () => {
  test('is paused, has no schedule then, and continues from now when it is resumed', async () => {
    const { jobs } = world.ductape;
    const id = await dispatch({ every: SECOND });
    await jobOnce(id, 'a run', ({ execution_count }) => execution_count > 0);
    const paused = await jobs.pause(id);
    expect(paused.status).toBe('paused');
    expect(paused.next_run_at).toBeUndefined();
    expect(await schedulesOf(id)).toEqual([]);
    await until('the run under way to end', async () => {
      const { total_executions } = await jobs.getHistory(id);
      return total_executions === (await jobs.get(id)).execution_count;
    });
    const { execution_count } = await jobs.get(id);
    await until('two occurrences to pass', () => Date.now() > (paused.paused_at ?? 0) + 2500);
    expect((await jobs.get(id)).execution_count).toBe(execution_count);
    await jobs.resume(id);
    await jobOnce(id, 'runs after it', (job) => job.execution_count > execution_count);
    const { executions } = await jobs.getHistory(id);
    expect(executions).toContainEqual(expect.objectContaining({ status: 'skipped', reason: 'paused' }));
    await jobs.cancel(id, { reason: 'enough' });
    expect(await schedulesOf(id)).toEqual([]);
  }, 45_000);

  test('is moved to now and runs, and its old schedule is gone', async () => {
    const id = await dispatch({ start_at: Date.now() + 24 * HOUR });
    expect(await schedulesOf(id)).toHaveLength(1);
    await world.ductape.jobs.reschedule(id, { start_at: Date.now() + SECOND });
    expect(await schedulesOf(id)).toEqual([]);
    const done = await jobOnce(id, 'the run', ({ status }) => status === 'completed');
    expect(done.execution_count).toBe(1);
  }, 30_000);

  test('is triggered beside its schedule, which stays', async () => {
    const id = await dispatch({ cron: '0 0 1 1 *', limit: 5 });
    const before = await world.ductape.jobs.get(id);
    await world.ductape.jobs.trigger(id);
    const after = await jobOnce(id, 'the run', ({ result }) => result !== undefined);
    expect(after).toMatchObject({ status: 'scheduled', execution_count: 1, next_run_at: before.next_run_at });
    expect(world.callsOf(id)).toHaveLength(1);
  }, 30_000);

  test('that failed is tried again as a new run, and one that did not is refused', async () => {
    const id = await dispatch(undefined, 'fail');
    await jobOnce(id, 'the failure', ({ status }) => status === 'failed');
    const failure = (runs: number) => (job: Job) => job.execution_count === runs && job.status === 'failed';
    const keys = () => new Set(world.callsOf(id).map(({ key }) => key)).size;
    await world.ductape.jobs.retry(id, { delay: 100 });
    const again = await jobOnce(id, 'the second failure', failure(2));
    expect(again.last_error?.code).toBe('SERVICE_UNAVAILABLE');
    expect([world.callsOf(id).length, keys()]).toEqual([2, 1]);
    await world.ductape.jobs.retry(id, { new_key: true });
    await jobOnce(id, 'the third failure', failure(3));
    expect([world.callsOf(id).length, keys()]).toEqual([3, 2]);
    expect(await refusal(world.ductape.jobs.resume(id))).toBe('ILLEGAL_TRANSITION');
  }, 30_000);

  test('that waits for another attempt has it at the moment it is moved to, under the same key', async () => {
    const backoff = { retries: 1, retryConfig: { initialDelay: HOUR } };
    const id = await dispatch(undefined, 'fail', backoff);
    await jobOnce(id, 'the first attempt', ({ retry_count }) => retry_count === 1);
    await world.ductape.jobs.reschedule(id, { start_at: Date.now() + SECOND });
    const done = await jobOnce(id, 'the second attempt', ({ status }) => status === 'failed');
    expect(done.execution_count).toBe(1);
    const calls = world.callsOf(id);
    expect([calls.length, new Set(calls.map(({ key }) => key)).size]).toEqual([2, 1]);
    expect(await schedulesOf(id)).toEqual([]);
  }, 30_000);

  test('is deleted with its history and schedules', async () => {
    const id = await dispatch({ start_at: Date.now() + HOUR });
    expect(await world.ductape.jobs.delete(id)).toEqual({ deleted: true });
    expect(await schedulesOf(id)).toEqual([]);
    expect(await refusal(world.ductape.jobs.get(id))).toBe('NOT_FOUND');
    expect(await refusal(world.ductape.jobs.delete(id))).toBe('NOT_FOUND');
  });

  test.each<[string, object, string]>([
    ['reschedule', { cron: 'nonsense' }, 'schedule.cron'],
    ['reschedule', { evry: 1000 }, 'schedule.evry'],
    ['reschedule', {}, 'schedule'],
    ['cancel', { reason: 7 }, 'reason'],
    ['retry', { delay: -1 }, 'delay'],
    ['pause', { for: 'ever' }, 'for'],
  ])('is not changed by %s with %j: 400 names %s', async (what, body, path) => {
    const id = await dispatch({ start_at: Date.now() + HOUR });
    const url = `${world.cloud.url}/v1/jobs/${id}/${what}`;
    const answer = await fetch(url, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) });
    const problem = (await answer.json()) as { code: string; issues: { path: string }[] };
    expect({ status: answer.status, code: problem.code }).toEqual({ status: 400, code: 'VALIDATION_ERROR' });
    expect(problem.issues.map((issue) => issue.path)).toContain(path);
    expect((await world.ductape.jobs.get(id)).status).toBe('scheduled');
  });
});

test('dispatches with one idempotency key at the same moment make one job', async () => {
  const body = {
    product: 'shop',
    env: 'dev',
    app: 'app',
    event: 'ok',
    input: { body: {} },
    idempotency_key: 'same',
  };
  const url = `${world.cloud.url}/v1/actions/dispatch`;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      fetch(url, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(body) }),
    ),
  );
  const ids = await Promise.all(
    answers.map(async (answer) => asRecord(await answer.json()).job_id as string),
  );
  expect(new Set(ids).size).toBe(1);
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(19).fill(200), 201]);
  await jobOnce(ids[0] ?? '', 'its run', ({ status }) => status === 'completed');
  expect(world.callsOf(ids[0] ?? '')).toHaveLength(1);

  const again = async () => await (await fetch(url, { method: 'POST', body: JSON.stringify(body) })).json();
  const first = await again();
  expect(await world.ductape.jobs.delete(ids[0] ?? '')).toEqual({ deleted: true });
  expect(await again()).toEqual(first);
  expect(await refusal(world.ductape.jobs.get(ids[0] ?? ''))).toBe('NOT_FOUND');
  expect(world.callsOf(ids[0] ?? '')).toHaveLength(1);
});

describe('many jobs', () => {
  const inStage = () =>
    new Ductape({ transport: checkedTransport(world.cloud.url), product: 'shop', env: 'stg' });

  test('are counted, paused, resumed and cancelled by a filter, and no others', async () => {
    const { actions, jobs } = inStage();
    const later = { start_at: Date.now() + 24 * HOUR };
    const made = await Promise.all(
      Array.from({ length: 60 }, () =>
        actions.dispatch({ app: 'app', event: 'ok', input: { body: {} }, schedule: later }),
      ),
    );
    const bystander = await dispatch(later);
    const filter = { product: 'shop', env: 'stg' };
    expect(await jobs.cancelMany({ ...filter, dry_run: true })).toMatchObject({ count: 60, dry_run: true });
    expect(await jobs.pauseMany(filter)).toMatchObject({ count: 60, failed: 0, status: 'completed' });
    expect((await jobs.list({ ...filter, status: 'paused', limit: 100 })).jobs).toHaveLength(60);
    expect((await jobs.resumeMany({ ...filter, status: 'paused' })).count).toBe(60);
    const seen: number[] = [];
    const cancelled = await jobs.cancelMany({ ...filter, reason: 'over' }, ({ count }) => seen.push(count));
    expect(cancelled.count).toBe(60);
    expect(seen.at(-1)).toBe(60);
    expect(await jobs.getBulk(cancelled.id)).toEqual(cancelled);
    expect((await jobs.get(made[7]?.job_id ?? '')).reason).toBe('over');
    expect((await world.ductape.jobs.get(bystander)).status).toBe('scheduled');
    const left = scheduleNames();
    expect(made.filter(({ job_id }) => left.some((name) => name.startsWith(job_id)))).toEqual([]);
    expect((await jobs.deleteMany({ ...filter, status: 'cancelled' })).count).toBe(60);
    expect((await jobs.list(filter)).jobs).toEqual([]);
  }, 60_000);

  test('are not cancelled by an empty filter that does not say so', async () => {
    expect(await refusal(world.ductape.jobs.cancelMany({}))).toBe('VALIDATION_ERROR');
  });
});

describe('a caller confined to one product and env', () => {
  const scoped = (env: string) =>
    new Ductape({ transport: checkedTransport(world.cloud.url), product: 'shop', env, scoped: true });

  test('sees and changes what is there, and finds nothing else', async () => {
    const id = await dispatch({ start_at: Date.now() + HOUR });
    const [dev, stg] = [scoped('dev'), scoped('stg')];
    expect((await dev.jobs.get(id)).id).toBe(id);
    const calls = [
      () => stg.jobs.get(id),
      () => stg.jobs.cancel(id),
      () => stg.jobs.pause(id),
      () => stg.jobs.resume(id),
      () => stg.jobs.reschedule(id, { start_at: Date.now() + HOUR }),
      () => stg.jobs.trigger(id),
      () => stg.jobs.retry(id),
      () => stg.jobs.delete(id),
      () => stg.jobs.getHistory(id),
      () => stg.actions.dispatch({ app: 'app', event: 'ok', input: {}, env: 'dev' }),
    ];
    for (const call of calls) expect(await refusal(call())).toBe('NOT_FOUND');
    expect(await refusal(stg.jobs.list({ env: 'dev' }))).toBe('NOT_FOUND');
    expect(await refusal(stg.jobs.getStats({ env: 'dev' }))).toBe('NOT_FOUND');
    expect(await refusal(stg.jobs.cancelMany({ env: 'dev' }))).toBe('NOT_FOUND');
    const bulk = await dev.jobs.pauseMany({ status: 'failed' });
    expect(await refusal(stg.jobs.getBulk(bulk.id))).toBe('NOT_FOUND');
    expect((await dev.jobs.get(id)).status).toBe('scheduled');
  });

  test('need not name them in a dispatch', async () => {
    const answer = await fetch(`${world.cloud.url}/v1/products/shop/envs/dev/actions/dispatch`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ app: 'app', event: 'ok', input: { body: {} } }),
    });
    expect(answer.status).toBe(201);
  });
});
