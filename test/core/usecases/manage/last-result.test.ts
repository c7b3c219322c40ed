import type { Execution } from '../../../../contract/job.ts';
import { defined } from '../../../../contract/plain-data.ts';
import { MINUTE } from '../../../../core/time/units.ts';
import { getHistory } from '../../../../core/usecases/manage/read-history.ts';
import { getJob } from '../../../../core/usecases/manage/read-jobs.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';
import { ID, minutely, NOW } from '../../jobs/rows.ts';

/** A job whose first run completed and whose `failures` later ones failed. */
async function jobWith(failures: number) {
  const world = new World(1, NOW, NO_FAULTS);
  const counts = { succeeded: 1, failed: failures, execution_count: 1 + failures };
  await world.jobs.create({ ...minutely(), ...counts, last_success: NOW });
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

test.each([0, 1, 200])(
  'a job shows the result of the run that completed last, %d failures ago',
  async (failures) => {
    const { ports } = await jobWith(failures);
    expect((await getJob(ID, () => true, ports)).result).toBe('first');
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

describe('a history of which one execution stands in the row', () => {
  const told = (number: number, status: 'completed' | 'failed'): Execution => ({
    number,
    occurrence: NOW + number * MINUTE,
    status,
    attempts: 1,
  });
  const withLast = async (number: number) => {
    const { world, ports } = await jobWith(0);
    await world.history.remove(ID);
    for (const each of [1, 2, 4]) await world.history.record(ID, told(each, 'failed'), 1);
    const row = await world.jobs.get(ID);
    if (!row) throw new Error('no row');
    world.jobs.rows.set(ID, {
      ...row,
      last_execution: { execution: { ...told(number, 'completed'), result: 'kept' }, rank: 9 },
    });
    const page = async (limit: number, cursor?: string) =>
      await getHistory(ID, { limit, ...defined({ cursor }) }, () => true, ports);
    return { ports, page };
  };
  const pages = async (number: number, limit: number) => {
    const { page } = await withLast(number);
    const all: (number | string)[][] = [];
    let cursor: string | undefined;
    do {
      const { executions, cursor: next } = await page(limit, cursor);
      all.push(executions.map((each) => (each.status === 'completed' ? `${each.number}` : each.number)));
      cursor = next;
    } while (cursor !== undefined);
    return all;
  };

  test.each([
    [5, [['5', 4], [2, 1], []]],
    [
      3,
      [
        [4, '3'],
        [2, 1],
      ],
    ],
    [
      0,
      [
        [4, 2],
        [1, '0'],
      ],
    ],
    [4, [['4', 2], [1]]],
    [2, [[4, '2'], [1]]],
  ])('has run %j at its place, once, whichever page that is', async (number, wanted) => {
    const found = await pages(number, 2);
    expect(found.filter((page) => page.length > 0)).toEqual(wanted.filter((page) => page.length > 0));
  });

  test('gives its result without a look at the history', async () => {
    const { ports } = await withLast(5);
    const history = Object.assign(Object.create(ports.history), {
      find: () => Promise.reject(new Error('looked')),
    });
    expect(await getJob(ID, () => true, { ...ports, history })).toMatchObject({ id: ID, result: 'kept' });
  });
});

test('a job of which no run has succeeded is shown without a look at its history', async () => {
  const { world, ports } = await jobWith(0);
  world.jobs.rows.set(ID, { ...minutely(), failed: 1 });
  const find = () => Promise.reject(new Error('looked'));
  const history = Object.assign(Object.create(ports.history), { find });
  expect(await getJob(ID, () => true, { ...ports, history })).not.toHaveProperty('result');
});

test('a job that is not there is named by 64 characters at most', async () => {
  const { ports } = await jobWith(0);
  await expect(getJob('x'.repeat(65), () => true, ports)).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: `There is no job ${'x'.repeat(64)}.`,
  });
});
