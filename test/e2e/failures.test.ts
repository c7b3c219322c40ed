import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SECOND } from '../../core/time/units.ts';
import { until } from '../until.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;

beforeAll(async () => {
  world = await startWorld();
}, 60_000);

afterAll(async () => {
  await world?.stop();
}, 30_000);

test.concurrent('a failing action is tried again after 1 s, 2 s and 4 s and has then failed', async () => {
  const { job_id } = await world.ductape.actions.dispatch({
    app: 'app',
    event: 'fail',
    input: { body: {} },
    retries: 3,
  });
  const job = await until(
    'the job to fail',
    async () => {
      const now = await world.ductape.jobs.get(job_id);
      return now.status === 'failed' ? now : undefined;
    },
    30 * SECOND,
  );
  expect(job).toMatchObject({
    retry_count: 3,
    execution_count: 1,
    last_error: { code: 'SERVICE_UNAVAILABLE' },
  });
  const at = world.callsOf(job_id).map((call) => call.at);
  const gaps = at.slice(1).map((time, i) => time - (at[i] ?? 0));
  expect(gaps).toHaveLength(3);
  for (const [i, gap] of gaps.entries()) expect(gap).toBeGreaterThanOrEqual(2 ** i * SECOND);
  expect(new Set(world.callsOf(job_id).map((call) => call.key)).size).toBe(1);
  const { executions } = await world.ductape.jobs.getHistory(job_id);
  expect(executions).toMatchObject([{ number: 1, status: 'failed', attempts: 4 }]);
  const due = executions[0]?.occurrence ?? 0;
  const { jobs: api } = world.ductape;
  expect(await api.getExecution(job_id, due)).toEqual(executions[0]);
  expect(await api.getExecution(job_id, new Date(due).toISOString())).toEqual(executions[0]);
  await expect(api.getExecution(job_id, due + 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(api.getExecution(job_id, 'noon')).rejects.toMatchObject({
    code: 'VALIDATION_ERROR',
    issues: [{ path: 'occurrence' }],
  });
  const errors = executions[0]?.attempt_errors ?? [];
  expect(errors.map(({ attempt, code }) => [attempt, code])).toEqual(
    [1, 2, 3, 4].map((attempt) => [attempt, 'SERVICE_UNAVAILABLE']),
  );
  const outcome = { status: 'failed', code: 'SERVICE_UNAVAILABLE', at: errors[3]?.at };
  expect(job).toMatchObject({ target: 'app:fail', last_outcome: outcome, consecutive_failures: 1 });
  const { jobs } = await world.ductape.jobs.list({ failing: true, target: 'app:fail' });
  expect(jobs.map(({ id }) => id)).toContain(job_id);
}, 45_000);

test.concurrent('a target that hangs fails the attempt with TIMEOUT', async () => {
  const { job_id } = await world.ductape.actions.dispatch({
    app: 'app',
    event: 'hang',
    input: { body: {} },
    timeout: 500,
  });
  const job = await until(
    'the job to fail',
    async () => {
      const now = await world.ductape.jobs.get(job_id);
      return now.status === 'failed' ? now : undefined;
    },
    15 * SECOND,
  );
  expect(job.last_error?.code).toBe('TIMEOUT');
});

test.concurrent('messages that are not wake-ups are dropped without a crash', async () => {
  const sqs = new SQSClient({
    endpoint: world.cloud.endpoints.messaging,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const bodies = [
    '',
    ' ',
    '{',
    '[]',
    '{"kind":"timer"}',
    '{"kind":"timer","job_id":"job_x","gen":-1}',
  ].filter(Boolean);
  for (const MessageBody of bodies) {
    await sqs.send(new SendMessageCommand({ QueueUrl: world.cloud.names.queue, MessageBody }));
  }
  const dropped = () => world.log.filter((line) => line.includes('not a wake-up was dropped')).length;
  await until('all to be dropped', () => dropped() >= bodies.length, 15 * SECOND);
  sqs.destroy();
});

test('a run whose executor is killed in the middle is called again', async () => {
  const env = 'stg';
  // Long enough for an executor that has to start on a busy machine.
  const dispatched = { app: 'app', event: 'hang_once', input: { body: {} }, timeout: 5000, env };
  const { job_id } = await world.ductape.actions.dispatch(dispatched);
  await until('the run to begin', () => world.callsOf(job_id)[0]);
  for (const { pid } of world.cloud.executor.environments().filter(({ busy }) => busy))
    process.kill(pid, 'SIGKILL');
  await until('the run to begin again', () => world.callsOf(job_id)[1], 40 * SECOND);
  const [first, second] = world.callsOf(job_id);
  expect(second?.key).toBe(first?.key);
  const job = await until(
    'the job to end',
    async () => {
      const now = await world.ductape.jobs.get(job_id);
      return ['completed', 'failed'].includes(now.status) ? now : undefined;
    },
    20 * SECOND,
  );
  expect(job).toMatchObject({ status: 'completed', execution_count: 1, retry_count: 0 });
  expect(job.last_error).toBeUndefined();
  const { executions } = await world.ductape.jobs.getHistory(job_id);
  expect(executions).toMatchObject([{ number: 1, status: 'completed', attempts: 1 }]);
}, 80_000);
