import type { Schedule } from '../../../../contract/schedule.ts';
import { NoCapacity } from '../../../../core/errors/run-error.ts';
import { everything } from '../../../../core/jobs/scope.ts';
import { DAY, HOUR, MINUTE } from '../../../../core/time/units.ts';
import { changeJob } from '../../../../core/usecases/manage/change-job.ts';
import { getHistory } from '../../../../core/usecases/manage/read-history.ts';
import { listJobs } from '../../../../core/usecases/manage/read-jobs.ts';
import {
  deleteSchedule,
  getSchedule,
  listSchedules,
} from '../../../../core/usecases/schedules/manage-schedules.ts';
import { checkName, nameIssues } from '../../../../core/usecases/schedules/read-declaration.ts';
import { upsertSchedule } from '../../../../core/usecases/schedules/upsert-schedule.ts';
import { CALLER } from '../../../rows.ts';
import { SCOPES } from '../../../simulation/callers.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const SCOPE = { product: 'shop', env: 'dev' };
const DAILY: Schedule = { cron: '0 9 * * *' };

/** A world in which schedules are declared. */
function began() {
  const world = new World(1, START, NO_FAULTS);
  const ports = world.outside();
  const setup = {
    ...SETUP,
    inputs: {
      ...SETUP.inputs,
      actions: {
        ...SETUP.inputs.actions,
        read: (fields: Record<string, unknown>) => ({
          ok: true as const,
          value: {
            target: { resource: 'app', event: 'e' },
            input: (fields['input'] ?? {}) as Record<string, unknown>,
          },
        }),
      },
    },
  };
  const declare = (schedule: Schedule, input: object = {}, name = 'daily', more: object = {}) =>
    upsertSchedule(
      name,
      { ...SCOPE, namespace: 'actions', app: 'app', event: 'e', input, schedule, ...more },
      'call',
      setup,
      ports,
    );
  const ask = (id: string, command: Parameters<typeof changeJob>[1]) =>
    changeJob(id, command, CALLER, everything, ports);
  const jobs = async () => (await listJobs({ limit: 50, offset: 0 }, SCOPES, ports)).jobs;
  const inputs = () => [...world.jobs.payloads.values()].map(({ input }) => input);
  return { world, ports, declare, ask, jobs, inputs };
}

describe('a schedule that is declared', () => {
  test('once, or three times as three deploys do, has one job, which runs once a day', async () => {
    const { world, ports, declare, jobs } = began();
    const outcomes = [];
    for (let day = 0; day < 3; day += 1) {
      outcomes.push((await declare(DAILY)).outcome);
      await world.time.runUntil(START + (day + 1) * DAY);
    }
    expect(outcomes).toEqual(['created', 'unchanged', 'unchanged']);
    const [job, ...others] = await jobs();
    expect(others).toEqual([]);
    expect(job).toMatchObject({ name: 'daily', execution_count: 3 });
    const { executions } = await getHistory(job?.id ?? '', { limit: 10 }, everything, ports);
    expect(executions.map(({ occurrence }) => new Date(occurrence).toISOString())).toEqual(
      [3, 2, 1].map((day) => `2026-01-0${day}T09:00:00.000Z`),
    );
  });

  test('again as it is writes nothing', async () => {
    const { ports, world, declare } = began();
    await declare(DAILY);
    const before = structuredClone([...world.jobs.rows, ...world.jobs.payloads]);
    Object.assign(ports.jobs, {
      commit: () => Promise.reject(new Error('written')),
      putPayload: () => Promise.reject(new Error('written')),
    });
    expect(await declare(DAILY)).toMatchObject({ name: 'daily', declared_by: 'call', outcome: 'unchanged' });
    expect([...world.jobs.rows, ...world.jobs.payloads]).toEqual(before);
  });

  test('otherwise keeps its job with its counts and history', async () => {
    const { world, declare, inputs } = began();
    const first = await declare({ every: MINUTE }, { amount: 1 });
    await world.time.runUntil(START + 2.5 * MINUTE);
    const second = await declare({ every: HOUR }, { amount: 2 });
    expect(second).toMatchObject({
      outcome: 'changed',
      job: { id: first.job.id, execution_count: 3, every: HOUR },
    });
    expect(inputs()).toEqual([{ amount: 2 }]);
    await world.time.runUntil(START + 62 * MINUTE);
    expect((await declare({ every: HOUR }, { amount: 2 })).job).toMatchObject({ execution_count: 3 });
    await world.time.runUntil(START + 63 * MINUTE);
    expect((await declare({ every: HOUR }, { amount: 2 })).job).toMatchObject({ execution_count: 4 });
  });

  test('otherwise keeps its payload when the answer of its commit was lost and another commit came after it', async () => {
    const { world, ports, declare, inputs } = began();
    const { job } = await declare(DAILY, { amount: 1 });
    const commit = world.jobs.commit.bind(world.jobs);
    let calls = 0;
    ports.jobs.commit = async (row) => {
      calls += 1;
      const done = await commit(row);
      if (calls > 1) return done;
      await commit({ ...row, version: row.version + 1 });
      return false;
    };
    expect(await declare(DAILY, { amount: 2 })).toMatchObject({ outcome: 'changed', job: { id: job.id } });
    expect(inputs()).toContainEqual({ amount: 2 });
    const { payload } = world.jobs.rows.get(job.id) ?? {};
    expect(world.jobs.payloads.get(`${job.id}#${payload}`)?.input).toEqual({ amount: 2 });
  });

  test('otherwise keeps its payload when it is not known whether it was committed', async () => {
    const { world, ports, declare } = began();
    const { job } = await declare(DAILY, { amount: 1 });
    const commit = world.jobs.commit.bind(world.jobs);
    ports.jobs.commit = async (row) => {
      await commit(row);
      throw new NoCapacity('no answer');
    };
    await expect(declare(DAILY, { amount: 2 })).rejects.toThrow('no answer');
    const { payload } = world.jobs.rows.get(job.id) ?? {};
    expect(world.jobs.payloads.get(`${job.id}#${payload}`)?.input).toEqual({ amount: 2 });
  });

  test('otherwise has another version of its payload, a number that JSON keeps exact whatever chance says', async () => {
    const { world, ports, declare } = began();
    const { job } = await declare(DAILY, { amount: 1 });
    ports.random = () => 1 - 2 ** -53;
    await declare(DAILY, { amount: 2 });
    expect(Number.isSafeInteger(world.jobs.rows.get(job.id)?.payload)).toBe(true);
  });

  test('stays paused through every declaration', async () => {
    const { declare, ask } = began();
    const { job } = await declare(DAILY);
    await ask(job.id, { type: 'pause' });
    expect(await declare(DAILY)).toMatchObject({ outcome: 'unchanged', job: { status: 'paused' } });
    expect(await declare({ cron: '0 10 * * *' })).toMatchObject({
      outcome: 'changed',
      job: { status: 'paused' },
    });
  });

  test('after its endDate is unchanged, though the same would be refused by now', async () => {
    const { world, declare } = began();
    const ending = { every: HOUR, endDate: START + 2 * HOUR };
    await declare(ending);
    await world.time.runUntil(START + DAY);
    expect(await declare(ending)).toMatchObject({ outcome: 'unchanged', job: { status: 'completed' } });
    const anew = await declare({ every: HOUR });
    expect(anew).toMatchObject({ outcome: 'created', job: { status: 'scheduled', execution_count: 0 } });
  });

  test.each(['cancel', 'delete'] as const)('begins anew when its job was ended by %s', async (type) => {
    const { declare, ask, jobs } = began();
    const { job } = await declare(DAILY);
    await ask(job.id, { type });
    const anew = await declare(DAILY);
    expect(anew.outcome).toBe('created');
    expect(anew.job.id).not.toBe(job.id);
    expect((await jobs()).filter(({ status }) => status === 'scheduled')).toHaveLength(1);
  });

  test('in another namespace has another job, and the one before ends', async () => {
    const { declare, jobs } = began();
    const { job } = await declare(DAILY);
    const moved = await declare(DAILY, {}, 'daily', { namespace: 'events' }).catch((error) => error);
    expect(moved).toMatchObject({ code: 'NOT_FOUND' });
    expect(await jobs()).toMatchObject([{ id: job.id, status: 'scheduled' }]);
  });

  test('by many at once has one job', async () => {
    const { declare, jobs } = began();
    const answers = await Promise.all(Array.from({ length: 8 }, () => declare(DAILY)));
    expect(answers.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect(await jobs()).toHaveLength(1);
  });
});

describe('a declaration is refused', () => {
  test.each<[string, Schedule, string, object, string[]]>([
    ['without cron or every', {}, 'daily', {}, ['schedule']],
    ['for once', { start_at: START + DAY }, 'daily', {}, ['schedule']],
    ['under a name that is none', DAILY, '-daily', {}, ['name']],
    ['under a name that is too long', DAILY, 'x'.repeat(65), {}, ['name']],
    ['under an empty name', DAILY, '', {}, ['name']],
    ['with an idempotency key', DAILY, 'daily', { idempotency_key: 'key' }, ['idempotency_key']],
    ['without a namespace', DAILY, 'daily', { namespace: undefined }, ['namespace']],
    [
      'with all that is wrong',
      { cron: 'x' },
      '#',
      { idempotency_key: 'k', retries: -1 },
      ['name', 'idempotency_key', 'retries', 'schedule.cron'],
    ],
  ])('%s', async (_how, schedule, name, more, paths) => {
    const { world, declare } = began();
    const refusal = await declare(schedule, {}, name, more).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(refusal.issues.map(({ path }: { path: string }) => path)).toEqual(paths);
    expect(world.jobs.rows.size + world.jobs.payloads.size).toBe(0);
  });

  test.each([[null], [[]], ['text']])('as %j, which is not an object', async (body) => {
    const { ports } = began();
    await expect(upsertSchedule('daily', body, 'call', SETUP, ports)).rejects.toMatchObject({
      issues: [{ path: '', message: 'a JSON object is expected as body' }],
    });
  });

  test.each([
    ['a product', { product: 'blog' }],
    ['an env', { env: 'prd' }],
  ])('for %s that is not there', async (_what, more) => {
    const { declare } = began();
    await expect(declare(DAILY, {}, 'daily', more)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('named schedules', () => {
  test('are listed in the order of their names, page by page', async () => {
    const { ports, declare } = began();
    for (const name of ['c', 'a', 'b']) await declare(DAILY, {}, name);
    const first = await listSchedules(SCOPE, { limit: 2 }, ports);
    expect(first).toMatchObject({ schedules: [{ name: 'a' }, { name: 'b' }], cursor: 'b' });
    const { cursor } = first;
    expect(await listSchedules(SCOPE, { limit: 2, cursor }, ports)).toMatchObject({
      schedules: [{ name: 'c' }],
    });
    expect(await listSchedules({ product: 'shop', env: 'prd' }, { limit: 2 }, ports)).toEqual({
      schedules: [],
    });
  });

  test('are listed on pages of at most 1 MB, with a cursor that loses and repeats none, and without those that are deleted', async () => {
    const { world, ports, declare, ask } = began();
    for (const name of ['a', 'b', 'c', 'd', 'e']) await declare(DAILY, {}, name);
    for (const [id, row] of world.jobs.rows)
      world.jobs.rows.set(id, { ...row, status: 'paused', reason: 'é'.repeat(200_000) });
    const { job } = await declare(DAILY, {}, 'aa');
    await ask(job.id, { type: 'delete' });
    const pages: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined && pages.length < 9; ) {
      const page = await listSchedules(SCOPE, { limit: 50, ...(cursor && { cursor }) }, ports);
      pages.push(page.schedules.map(({ name }) => name).join(' '));
      cursor = page.cursor;
    }
    expect(pages).toEqual(['a b', 'c d', 'e']);
  });

  test('end when they are deleted: the history stays and the name is free', async () => {
    const { world, ports, declare, jobs } = began();
    const { job } = await declare({ every: MINUTE });
    await world.time.runUntil(START + 90_000);
    await deleteSchedule('daily', SCOPE, 'removed', CALLER, ports);
    expect(await jobs()).toMatchObject([
      { id: job.id, status: 'cancelled', reason: 'removed', execution_count: 2 },
    ]);
    await expect(getSchedule('daily', SCOPE, ports)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(deleteSchedule('daily', SCOPE, 'removed', CALLER, ports)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect((await declare({ every: MINUTE })).outcome).toBe('created');
  });

  test('are told of with their job, also when it has ended', async () => {
    const { world, ports, declare } = began();
    await declare({ every: MINUTE, limit: 1 });
    await world.time.runUntil(START + HOUR);
    expect(await getSchedule('daily', SCOPE, ports)).toMatchObject({
      name: 'daily',
      job: { status: 'completed' },
    });
    await expect(getSchedule('other', SCOPE, ports)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

test('no schedule has a name that reaches into prototypes', () => {
  for (const name of ['constructor', 'prototype', '__proto__'])
    expect(nameIssues(name)).toMatchObject([{ path: 'name' }]);
  expect(nameIssues('constructors')).toEqual([]);
});

test('a name that no schedule can have is refused wherever a schedule is named', () => {
  expect(() => checkName('daily')).not.toThrow();
  for (const name of ['', '-daily', '__proto__', 'x'.repeat(65)])
    expect(() => checkName(name)).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ path: 'name' })] }),
    );
});

test('a schedule that is deleted while it is being declared anew is gone with its new job', async () => {
  const { world, ports, declare, ask, jobs } = began();
  const { job } = await declare(DAILY);
  await ask(job.id, { type: 'cancel' });
  let deletion: Promise<void> | undefined;
  const create: typeof ports.jobs.create = async (row) => {
    // The name is taken, and the row of the job is not there yet.
    deletion ??= deleteSchedule('daily', SCOPE, 'removed', CALLER, ports);
    await world.time.runUntil(world.time.now + 150);
    return await ports.jobs.create(row);
  };
  const slow = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { create }) };
  const body = { ...SCOPE, namespace: 'actions', app: 'app', event: 'e', input: {}, schedule: DAILY };
  const { outcome } = await upsertSchedule('daily', body, 'call', SETUP, slow);
  await world.time.runUntil(world.time.now + 1000);
  await deletion;
  expect(outcome).toBe('created');
  expect((await jobs()).map(({ status }) => status)).toEqual(['cancelled', 'cancelled']);
  await expect(getSchedule('daily', SCOPE, ports)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('a change that leaves the job no run is refused, and its new input is not kept', async () => {
  const { world, declare, inputs } = began();
  const { job } = await declare(DAILY, { n: 1 });
  const row = await world.jobs.get(job.id);
  if (!row) throw new Error('no job');
  world.jobs.rows.set(job.id, { ...row, execution_count: 2 });
  await expect(declare({ ...DAILY, limit: 2 }, { n: 2 })).rejects.toMatchObject({ code: 'VALIDATION_ERROR' });
  expect((await world.jobs.get(job.id))?.version).toBe(row.version);
  expect(inputs().filter(({ n }) => n === 2)).toEqual([]);
});
