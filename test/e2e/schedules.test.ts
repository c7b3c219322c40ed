import { GetScheduleCommand, ListSchedulesCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { MINUTE, SECOND } from '../../core/time/units.ts';
import { until } from '../until.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
let scheduler: SchedulerClient;

beforeAll(async () => {
  world = await startWorld();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  scheduler = new SchedulerClient({
    endpoint: world.cloud.endpoints.scheduler,
    region: 'us-east-1',
    credentials,
  });
}, 60_000);

afterAll(async () => {
  scheduler?.destroy();
  await world?.stop();
}, 30_000);

const ok = { app: 'app', event: 'ok', input: { body: {} } };

async function schedulesListed(job: string) {
  const GroupName = world.cloud.names.scheduleGroup;
  const { Schedules = [] } = await scheduler.send(new ListSchedulesCommand({ GroupName, NamePrefix: job }));
  return Schedules.map(({ Name = '' }) => ({ GroupName, Name }));
}

async function schedulesOf(job: string) {
  const listed = await schedulesListed(job);
  return await Promise.all(listed.map((schedule) => scheduler.send(new GetScheduleCommand(schedule))));
}

test.concurrent('a job without a schedule runs now and is completed with its result', async () => {
  const { job_id, status } = await world.ductape.actions.dispatch(ok);
  expect(status).toBe('queued');
  const job = await until('the job to complete', async () => {
    const now = await world.ductape.jobs.get(job_id);
    return now.status === 'completed' ? now : undefined;
  });
  expect(job).toMatchObject({ execution_count: 1, result: { done: true }, recurring: false, retry_count: 0 });
  expect(world.callsOf(job_id)).toHaveLength(1);
  const history = await world.ductape.jobs.getHistory(job_id);
  expect(history).toMatchObject({ total_executions: 1, successful_executions: 1, failed_executions: 0 });
});

test.concurrent('a job in ten seconds runs then and never before', async () => {
  // Longer than a dispatch takes while a cloud and many tests begin.
  const start_at = Date.now() + 10 * SECOND;
  const { job_id } = await world.ductape.actions.dispatch({ ...ok, schedule: { start_at } });
  const call = await until('its call', () => world.callsOf(job_id)[0], 30 * SECOND);
  expect(call.due).toBe(start_at);
  expect(call.at).toBeGreaterThanOrEqual(start_at);
});

test.concurrent('a job in 20 min waits as a one-time schedule 90 s before its time, and a cancel removes it', async () => {
  const start_at = Date.now() + 20 * MINUTE;
  const { job_id } = await world.ductape.actions.dispatch({ ...ok, schedule: { start_at } });
  const [schedule, ...others] = await schedulesOf(job_id);
  expect(others).toHaveLength(0);
  const fires = new Date(Math.ceil((start_at - 90 * SECOND) / SECOND) * SECOND).toISOString().slice(0, 19);
  expect(schedule).toMatchObject({ ScheduleExpression: `at(${fires})`, ActionAfterCompletion: 'DELETE' });
  expect(schedule?.Target).toMatchObject({
    Arn: expect.stringContaining(':sqs:'),
    RoleArn: expect.any(String),
  });
  const cancelled = await world.ductape.jobs.cancel(job_id, { reason: 'changed my mind' });
  expect(cancelled).toMatchObject({ status: 'cancelled', reason: 'changed my mind' });
  expect(await schedulesOf(job_id)).toHaveLength(0);
});

test.concurrent('an interval of 1 s with limit 10 gives exactly 10 runs at whole intervals without drift', async () => {
  const { job_id, scheduled_at } = await world.ductape.actions.dispatch({
    ...ok,
    // A run that takes more than the second on a busy machine must not cost the next one its turn.
    schedule: { every: SECOND, limit: 10, overlap: 'queue' },
  });
  await until(
    'the job to complete',
    async () => {
      const { status } = await world.ductape.jobs.get(job_id);
      return status === 'completed';
    },
    60 * SECOND,
  );
  const calls = world.callsOf(job_id);
  expect(calls.map((call) => call.due)).toEqual(
    Array.from({ length: 10 }, (_, k) => scheduled_at + k * SECOND),
  );
  for (const call of calls) expect(call.at).toBeGreaterThanOrEqual(call.due);
  // They are removed after the commit that completes the job.
  await until(
    'its schedules to be gone',
    async () => (await schedulesListed(job_id)).length === 0,
    5 * SECOND,
  );
}, 90_000);

test.concurrent('a cron of every second runs every second until it is cancelled', async () => {
  const schedule = { cron: '* * * * * *', overlap: 'queue' } as const;
  const { job_id } = await world.ductape.actions.dispatch({ ...ok, schedule });
  await until('five runs', () => world.callsOf(job_id).length >= 5, 20 * SECOND);
  const dues = world.callsOf(job_id).map((call) => call.due);
  expect(dues).toEqual(dues.map((_, k) => (dues[0] ?? 0) + k * SECOND));
  expect(dues.every((due) => due % SECOND === 0)).toBe(true);
  await world.ductape.jobs.cancel(job_id);
  const ran = world.callsOf(job_id).length;
  expect(await schedulesOf(job_id)).toHaveLength(0);
  await until('two more seconds', () => Date.now() > (dues.at(-1) ?? 0) + 3 * SECOND, 5 * SECOND);
  expect(world.callsOf(job_id).length).toBeLessThanOrEqual(ran + 1);
}, 40_000);

test.concurrent('a weekly cron with a zone is armed as a native expression of six fields', async () => {
  const schedule = { cron: '0 9 * * 1', tz: 'America/New_York' };
  const { job_id, next_run_at } = await world.ductape.actions.dispatch({ ...ok, schedule });
  expect(new Date(next_run_at ?? 0).getUTCDay()).toBe(1);
  const armed = await schedulesOf(job_id);
  const native = armed.find((s) => s.ScheduleExpression?.startsWith('cron('));
  expect(native).toMatchObject({
    ScheduleExpression: 'cron(0 9 ? * 2 *)',
    ScheduleExpressionTimezone: 'America/New_York',
  });
  await world.ductape.jobs.cancel(job_id);
  expect(await schedulesOf(job_id)).toHaveLength(0);
});

test.concurrent('a cron of every minute is claimed once a minute though tick and timer both come', async () => {
  const { job_id } = await world.ductape.actions.dispatch({ ...ok, schedule: { cron: '* * * * *' } });
  const call = await until('the minute', () => world.callsOf(job_id)[0], 80 * SECOND);
  expect(call.due % MINUTE).toBe(0);
  await until('the tick to have come too', () => Date.now() > call.due + 4 * SECOND);
  expect(world.callsOf(job_id)).toHaveLength(1);
  expect((await world.ductape.jobs.get(job_id)).execution_count).toBe(1);
  await world.ductape.jobs.cancel(job_id);
}, 90_000);
