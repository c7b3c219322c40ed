import type { Execution } from '../../../../contract/job.ts';
import { MINUTE } from '../../../../core/time/units.ts';
import { getHistory, getJob } from '../../../../core/usecases/manage/read-jobs.ts';
import { NO_FAULTS, World } from '../../../simulation/world.ts';
import { ID, minutely, NOW } from '../../jobs/rows.ts';

/** A job whose first run completed and whose `failures` later ones failed. */
async function jobWith(failures: number) {
  const world = new World(1, NOW, NO_FAULTS);
  await world.jobs.create({ ...minutely(), succeeded: 1, failed: failures, execution_count: 1 + failures });
  const executions = Array.from({ length: 1 + failures }, (_, i): Execution => {
    const occurrence = NOW + i * MINUTE;
    const moments = {
      started_at: occurrence,
      completed_at: occurrence,
      duration_ms: 0,
      lag_ms: 0,
      attempts: 1,
    };
    const base = { number: i + 1, occurrence, ...moments };
    return i === 0
      ? { ...base, status: 'completed', result: 'first' }
      : { ...base, status: 'failed', error: { code: 'X', message: 'x' } };
  });
  for (const execution of executions) await world.history.record(ID, execution, 0);
  return { world, ports: world.outside() };
}

test.each([
  [9, 'first'],
  [10, undefined],
])(
  'a job shows the last result, unless the last ten runs have none: after %d failures %j',
  async (failures, result) => {
    const { ports } = await jobWith(failures);
    expect((await getJob(ID, () => true, ports)).result).toBe(result);
  },
);

test('a job shows what was dispatched, and nothing of it once that is gone', async () => {
  const { ports } = await jobWith(0);
  await ports.jobs.putPayload(
    { id: ID },
    { target: { resource: 'app', event: 'event' }, input: { amount: 5 } },
  );
  expect((await getJob(ID, () => true, ports)).input).toEqual({ amount: 5 });
  await ports.jobs.deletePayload({ id: ID });
  expect(await getJob(ID, () => true, ports)).not.toHaveProperty('input');
});

test('a history counts what completed and what failed', async () => {
  const { ports } = await jobWith(3);
  expect(await getHistory(ID, { limit: 2 }, () => true, ports)).toMatchObject({
    job_id: ID,
    total_executions: 4,
    successful_executions: 1,
    failed_executions: 3,
    executions: [{ number: 4 }, { number: 3 }],
    cursor: expect.any(String),
  });
});

test('a job of which no run has succeeded is shown without a look at its history', async () => {
  const { world, ports } = await jobWith(0);
  world.jobs.rows.set(ID, { ...minutely(), failed: 1 });
  const list = () => Promise.reject(new Error('looked'));
  const history = Object.assign(Object.create(ports.history), { list });
  expect(await getJob(ID, () => true, { ...ports, history })).not.toHaveProperty('result');
});

test('a job that is not there is named by 64 characters at most', async () => {
  const { ports } = await jobWith(0);
  await expect(getJob('x'.repeat(65), () => true, ports)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: `There is no job ${'x'.repeat(64)}.`,
  });
});
