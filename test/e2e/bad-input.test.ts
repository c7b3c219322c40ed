import { until } from '../until.ts';
import { checkAnswer } from './checked-api.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);

afterAll(async () => {
  await world?.stop();
}, 30_000);

/** A problem, or the answer to a dispatch. */
interface Answer {
  code: string;
  detail: string;
  job_id: string;
  issues: { path: string; message: string }[];
}

async function post(path: string, body: string | Buffer) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${world.cloud.url}${path}`, { method: 'POST', headers, body });
  const problem = (await response.json()) as Answer;
  checkAnswer('POST', path, response.status, problem);
  return { status: response.status, problem };
}

const dispatch = (body: unknown) => post('/v1/actions/dispatch', JSON.stringify(body));
const good = { product: 'shop', env: 'dev', app: 'app', event: 'ok', input: { body: {} } };

test('every mistake is named at once with its path and bound', async () => {
  const { status, problem } = await dispatch({
    ...good,
    retries: 101,
    retrys: 1,
    timeout: 0,
    schedule: { cron: '0 0 31 2 *', every: 10, tz: 'Nope/Zone', limit: 0, endDate: 5 },
  });
  expect(status).toBe(400);
  expect(problem).toMatchObject({ code: 'VALIDATION_ERROR', status: 400 });
  const paths = problem.issues.map(({ path }) => path);
  for (const path of [
    'retries',
    'retrys',
    'timeout',
    'schedule.cron',
    'schedule.every',
    'schedule.tz',
    'schedule.limit',
    'schedule.endDate',
  ]) {
    expect(paths).toContain(path);
  }
  expect(problem.issues.find(({ path }) => path === 'retrys')?.message).toContain('retries');
});

test.each([
  ['an unknown product', { ...good, product: 'shopp' }, 'shop'],
  ['an unknown env', { ...good, env: 'prd' }, 'dev'],
  ['an unknown app', { ...good, app: 'appp' }, 'app'],
  ['an unknown event', { ...good, event: 'okk' }, 'ok'],
])('%s is 404 and names what is known', async (_what, body, known) => {
  const { status, problem } = await dispatch(body);
  expect(status).toBe(404);
  expect(problem.code).toBe('NOT_FOUND');
  expect(problem.detail).toContain(known);
});

test('an unknown namespace is 404', async () => {
  expect(await post('/v1/action/dispatch', '{}')).toMatchObject({
    status: 404,
    problem: { code: 'NOT_FOUND' },
  });
});

test('a body of 300 KB is 413 with the bound and what came', async () => {
  const { status, problem } = await dispatch({ ...good, input: { body: 'x'.repeat(300 * 1024) } });
  expect(status).toBe(413);
  expect(problem).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', detail: expect.stringContaining('262144') });
});

test('an input that would outgrow its item where it is stored is 413, though its body is small', async () => {
  const list = Array.from({ length: 50_000 }, () => '1e15').join(',');
  const { env, product, app, event } = good;
  const head = JSON.stringify({ env, product, app, event }).slice(0, -1);
  const { status, problem } = await post('/v1/actions/dispatch', `${head},"input":{"body":[${list}]}}`);
  expect(status).toBe(413);
  expect(problem).toMatchObject({ code: 'PAYLOAD_TOO_LARGE', detail: expect.stringContaining('327680') });
});

test('thousands of mistakes with long names make a small answer', async () => {
  const wrong = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`${i}${'k'.repeat(1000)}`, 1]));
  const { status, problem } = await dispatch({ ...good, ...wrong });
  expect(status).toBe(400);
  expect(problem.issues).toHaveLength(100);
  expect(problem.issues[99]).toEqual({ path: '', message: '101 more unknown fields' });
  expect(JSON.stringify(problem).length).toBeLessThan(100_000);
});

test.each(['abc', '-1', 'job_7ZZZZZZZZZZZZZZZZZZZZZZZZZ'])('a cursor %j is a clear 400', async (cursor) => {
  const history = '/v1/jobs/job_01KDVDNA00ABCDEFGHJKMNPQRS/history';
  for (const path of ['/v1/jobs', history]) {
    const response = await fetch(`${world.cloud.url}${path}?cursor=${cursor}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ issues: [{ path: 'cursor' }] });
  }
});

test.each([
  ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
  ['text that is not JSON', '{"app": '],
  ['an array', '[]'],
  ['nothing', ''],
  ['a number', '5'],
  [
    'a __proto__ key',
    '{"product":"shop","env":"dev","app":"app","event":"ok","input":{"__proto__":{"x":1}}}',
  ],
  [
    'a number that is not exact',
    '{"product":"shop","env":"dev","app":"app","event":"ok","input":{"body":{"n":1e20}}}',
  ],
  ['deep nesting', `{"input":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
])('%s is a clear 400', async (_what, body) => {
  const { status, problem } = await post('/v1/actions/dispatch', body);
  expect(status).toBe(400);
  expect(problem.code).toBe('VALIDATION_ERROR');
  expect(JSON.stringify(problem)).not.toMatch(/node_modules|at \w+ \(/);
});

test('nothing was created by any of it', async () => {
  const { jobs } = await world.ductape.jobs.list({ product: null, env: null });
  expect(jobs).toEqual([]);
  expect(world.cloud.scheduler.inspect().filter(({ name }) => name.startsWith('job_'))).toEqual([]);
});

test('an idempotency key gives the first job again, also at the same moment, and 409 for another body', async () => {
  const keyed = { ...good, idempotency_key: 'order-7', schedule: { start_at: Date.now() + 3_600_000 } };
  const answers = await Promise.all([dispatch(keyed), dispatch(keyed), dispatch(keyed)]);
  expect(new Set(answers.map(({ problem }) => problem.job_id)).size).toBe(1);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
  const other = await dispatch({ ...keyed, input: { body: { other: true } } });
  expect(other).toMatchObject({ status: 409, problem: { code: 'IDEMPOTENCY_CONFLICT' } });
  await until('one job in the list', async () => (await world.ductape.jobs.list({})).jobs.length === 1, 5000);
});
