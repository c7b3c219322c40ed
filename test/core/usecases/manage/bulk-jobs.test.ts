import { defined } from '../../../../contract/plain-data.ts';
import { NoCapacity } from '../../../../core/errors/run-error.ts';
import { everything } from '../../../../core/jobs/scope.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { HOUR } from '../../../../core/time/units.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { continueBulk, failBulk, getBulk, startBulk } from '../../../../core/usecases/manage/bulk-jobs.ts';
import { CALLER, runningRun } from '../../../rows.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { SCOPES, START, worldWith } from '../bulk-world.ts';

/** Every page takes a second, so that slices of time end. */
function slow(ports: Ports, pass: (ms: number) => void): Ports {
  const list: Ports['jobs']['list'] = (query) => {
    pass(1000);
    return ports.jobs.list(query);
  };
  return { ...ports, jobs: Object.assign(Object.create(ports.jobs), { list }) };
}

describe('a bulk operation', () => {
  test('of which only the jobs are counted counts those that it changes, by product, env and state', async () => {
    const { world, ports } = await worldWith(40);
    const rows = [...world.jobs.rows.values()];
    for (const [i, row] of rows.entries()) {
      // A one-time job under way cannot be paused, a paused one is paused already.
      const runs = [runningRun(START)];
      if (i % 4 === 0) world.jobs.rows.set(row.id, { ...row, runs });
      if (i % 4 === 1) world.jobs.rows.set(row.id, { ...row, status: 'paused', paused_by: 'hand' });
      if (i % 4 === 2) world.jobs.rows.set(row.id, { ...row, status: 'queued' });
    }
    const planned = await startBulk('pause', { dry_run: true }, SCOPES, CALLER, ports);
    const counts = [
      { product: 'shop', env: 'dev', status: 'scheduled', count: 10 },
      { product: 'shop', env: 'dev', status: 'queued', count: 10 },
    ];
    expect(planned).toMatchObject({ count: 20, counts, dry_run: true, status: 'completed' });
    const done = await startBulk('pause', {}, SCOPES, CALLER, ports);
    expect(done).toMatchObject({ count: 20, failed: 0 });
    expect(done).not.toHaveProperty('counts');
  });

  test('that is done at once leaves only the message that looks after it, which finds nothing to do', async () => {
    const { world, ports, sent } = await worldWith(30);
    const progress = await startBulk('cancel', { all: true }, SCOPES, CALLER, ports);
    expect(progress).toMatchObject({ count: 30, failed: 0, status: 'completed' });
    expect(sent).toEqual([{ message: { kind: 'bulk', bulk_id: progress.id }, delay: 30 }]);
    await continueBulk({ kind: 'bulk', bulk_id: progress.id }, ports);
    expect(sent).toHaveLength(1);
    expect([...world.jobs.rows.values()].every(({ status }) => status === 'cancelled')).toBe(true);
  });

  test.each([
    ['of one product and env', SCOPES, { product: 'shop', env: 'dev' }],
    [
      'of several, as its request names them',
      [...SCOPES, { product: 'shop', env: 'prd' }],
      { product: 'shop' },
    ],
  ])('%s is told so in the audit trail', async (_what, scopes, place) => {
    const { ports } = await worldWith(0);
    const told: unknown[] = [];
    const create: Ports['bulks']['create'] = async (bulk, record) => {
      const { product, env } = record ?? {};
      told.push(defined({ product, env }));
      await ports.bulks.create(bulk, record);
    };
    const bulks = Object.assign(Object.create(ports.bulks), { create });
    await startBulk('cancel', { product: 'shop' }, scopes, CALLER, { ...ports, bulks });
    expect(told).toEqual([place]);
  });

  test('that takes longer is handed on from slice to slice until all is done', async () => {
    const { world, ports, sent, pass } = await worldWith(400);
    const first = await startBulk('pause', {}, SCOPES, CALLER, slow(ports, pass));
    expect(first).toMatchObject({ count: 50, status: 'running' });
    for (let handed = sent.at(-1); handed?.message.version !== undefined; handed = sent.at(-1)) {
      sent.push({ message: { kind: 'bulk', bulk_id: first.id }, delay: -1 });
      await continueBulk(handed.message, slow(ports, pass));
    }
    expect(await getBulk(first.id, everything, ports)).toMatchObject({ count: 400, status: 'completed' });
    expect([...world.jobs.rows.values()].every(({ status }) => status === 'paused')).toBe(true);
  });

  test('whose worker died is gone on with by the message sent at the beginning, and not before', async () => {
    const { ports, sent, pass } = await worldWith(60);
    const dying = {
      ...ports,
      bulks: Object.assign(Object.create(ports.bulks), { save: () => Promise.reject(new Error('dead')) }),
    };
    await expect(startBulk('cancel', { all: true }, SCOPES, CALLER, dying)).rejects.toThrow('dead');
    const redelivered = sent[0]?.message ?? { kind: 'bulk', bulk_id: '' };
    sent.length = 0;
    await continueBulk(redelivered, ports);
    expect(sent).toEqual([{ message: redelivered, delay: 30 }]);
    expect(await getBulk(redelivered.bulk_id, everything, ports)).toMatchObject({
      count: 0,
      status: 'running',
    });
    pass(30_000);
    await continueBulk(redelivered, ports);
    // The page that was done before the death is not counted again.
    expect(await getBulk(redelivered.bulk_id, everything, ports)).toMatchObject({
      count: 35,
      status: 'completed',
    });
  });

  test('is left to the other when two are at it', async () => {
    const { ports } = await worldWith(60);
    const { id } = await startBulk('cancel', { all: true, dry_run: true }, SCOPES, CALLER, ports);
    const bulk = await ports.bulks.get(id);
    if (!bulk) throw new Error('it is not there');
    await ports.bulks.create({ ...bulk, status: 'running', version: 9, count: 0 });
    await continueBulk({ kind: 'bulk', bulk_id: id, version: 8 }, ports);
    expect(await getBulk(id, everything, ports)).toMatchObject({ count: 0, status: 'running' });
    await failBulk(id, ports);
    expect((await getBulk(id, everything, ports)).status).toBe('failed');
  });

  test('counts jobs that something failed for, and continues with the others', async () => {
    const { ports } = await worldWith(30);
    let commits = 0;
    const commit: Ports['jobs']['commit'] = (row) => {
      commits += 1;
      return commits === 5 ? Promise.reject(new Error('throttled')) : ports.jobs.commit(row);
    };
    const faulty = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { commit }) };
    const progress = await startBulk('cancel', { all: true }, SCOPES, CALLER, faulty);
    const failures = [{ job_id: expect.stringMatching(/^job_/), error: 'Error' }];
    expect(progress).toMatchObject({ count: 29, failed: 1, failures });
    expect(await getBulk(progress.id, everything, ports)).toEqual(progress);
    const clean = await startBulk('delete', { all: true }, SCOPES, CALLER, ports);
    expect(clean).toMatchObject({ count: 30, failed: 0 });
    expect(clean).not.toHaveProperty('failures');
  });

  test('tells of the first twenty jobs that something failed for', async () => {
    const { ports } = await worldWith(60);
    const commit: Ports['jobs']['commit'] = () => Promise.reject(new TypeError('broken'));
    const faulty = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { commit }) };
    const { failed, failures = [] } = await startBulk('cancel', { all: true }, SCOPES, CALLER, faulty);
    const newest = (await ports.jobs.list({ scopes: SCOPES, limit: 20 })).map(({ id }) => id);
    expect(failed).toBe(60);
    expect(failures).toEqual(newest.map((job_id) => ({ job_id, error: 'TypeError' })));
  });

  test('retries what failed for one reason, spread over time by a rate', async () => {
    const { world, ports, at } = await worldWith(6);
    const rows = [...world.jobs.rows.values()];
    for (const [i, row] of rows.entries()) {
      const last_error = { code: i < 4 ? 'DEAD_LETTERED' : 'TIMEOUT', message: 'X' };
      world.jobs.rows.set(row.id, { ...row, status: 'failed', next_run_at: null, last_error });
    }
    const filter = { error: 'DEAD_LETTERED', rate: 3, delay: 100 };
    expect(await startBulk('retry', { ...filter, dry_run: true }, SCOPES, CALLER, ports)).toMatchObject({
      count: 4,
    });
    expect(await startBulk('retry', filter, SCOPES, CALLER, ports)).toMatchObject({ count: 4, failed: 0 });
    const due = [...world.jobs.rows.values()]
      .flatMap(({ next_run_at }) => next_run_at ?? [])
      .sort((a, b) => a - b);
    expect(due.map((time) => time - at())).toEqual([100, 433, 766, 1100]);
  });

  test('pauses the jobs that fail, of one target, and leaves those that their state does not allow it for', async () => {
    const { world, ports } = await worldWith(60);
    const rows = [...world.jobs.rows.values()];
    const last_outcome = { status: 'failed', at: START, code: 'TIMEOUT' } as const;
    for (const [i, row] of rows.entries()) {
      const ended = i >= 40 && ({ status: 'failed', next_run_at: null } as const);
      const target = i % 2 === 0 ? 'app:e' : 'app:other';
      world.jobs.rows.set(row.id, { ...row, target, ...(i >= 30 && { last_outcome }), ...ended });
    }
    expect(await startBulk('pause', { failing: true, dry_run: true }, SCOPES, CALLER, ports)).toMatchObject({
      count: 10,
    });
    const request = { failing: true, target: 'app:e' };
    expect(await startBulk('pause', request, SCOPES, CALLER, ports)).toMatchObject({ count: 5, failed: 0 });
    const paused = rows.filter(({ id }) => world.jobs.rows.get(id)?.status === 'paused');
    expect(paused).toEqual([30, 32, 34, 36, 38].map((i) => rows[i]));
    expect(await startBulk('pause', { failing: false, dry_run: true }, SCOPES, CALLER, ports)).toMatchObject({
      count: 30,
    });
  });

  test.each([
    ['keeps the idempotency keys of runs whose end is unknown', {}, 2],
    ['gives runs new idempotency keys where it is asked to', { new_key: true }, 0],
  ])('that retries %s', async (_what, manner, kept) => {
    const { world, ports } = await worldWith(2);
    for (const row of world.jobs.rows.values()) {
      const origin = { number: 1, occurrence: START, claimed_at: START, scheduled_at: START, tz: 'UTC' };
      world.jobs.rows.set(row.id, { ...row, status: 'failed', next_run_at: null, unsettled: origin });
    }
    expect(await startBulk('retry', { all: true, ...manner }, SCOPES, CALLER, ports)).toMatchObject({
      count: 2,
    });
    expect([...world.jobs.rows.values()].filter(({ unsettled }) => unsettled)).toHaveLength(kept);
  });

  test('leaves jobs alone that are made after it began', async () => {
    const { world, ports, pass } = await worldWith(3);
    pass(1000);
    const late = await dispatchJob(
      'actions',
      {
        product: 'shop',
        env: 'dev',
        app: 'app',
        event: 'e',
        input: {},
        schedule: { start_at: START + HOUR },
      },
      SETUP,
      { ...ports, clock: { ...ports.clock, now: () => START + 60_000 } },
    );
    expect(await startBulk('delete', { all: true }, SCOPES, CALLER, ports)).toMatchObject({ count: 3 });
    expect([...world.jobs.rows.keys()]).toEqual([late.result.job_id]);
  });

  test('counts no job as failed that the table refused: it is done when the executor comes again', async () => {
    const { ports, world, sent, pass } = await worldWith(40);
    let refusals = 0;
    const commit: Ports['jobs']['commit'] = async (row) => {
      refusals += 1;
      if (refusals % 10 === 3 && refusals < 30) throw new NoCapacity('refused');
      return await world.jobs.commit(row);
    };
    const refused = { ...ports, jobs: Object.assign(Object.create(world.jobs), { commit }) };
    const request = { all: true } as Parameters<typeof startBulk>[1];
    const begun = await startBulk('cancel', request, SCOPES, CALLER, refused);
    expect(begun.status).toBe('running');
    expect(sent.at(-1)?.delay).toBe(5);
    for (let last = sent.at(-1); last; last = sent.at(-1)) {
      sent.length = 0;
      pass(5000);
      await continueBulk(last.message, refused);
    }
    expect(await getBulk(begun.id, everything, ports)).toMatchObject({
      status: 'completed',
      count: 40,
      failed: 0,
    });
    expect([...world.jobs.rows.values()].map(({ status }) => status)).toEqual(Array(40).fill('cancelled'));
  });

  test('of exactly a page looks once more, and tells when it began and what it has done', async () => {
    const { ports, world } = await worldWith(25);
    const pages: number[] = [];
    const list: Ports['jobs']['list'] = async (query) => {
      const rows = await ports.jobs.list(query);
      pages.push(rows.length);
      return rows;
    };
    const counted = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { list }) };
    const progress = await startBulk('cancel', { all: true, reason: 'over' }, SCOPES, CALLER, counted);
    expect(pages).toEqual([25, 0]);
    expect(progress).toEqual({
      id: expect.stringMatching(/^bulk_/),
      action: 'cancel',
      by: CALLER.actor,
      status: 'completed',
      count: 25,
      failed: 0,
      dry_run: false,
      created_at: START + 1,
      updated_at: START + 1,
    });
    expect([...world.jobs.rows.values()].map(({ reason }) => reason)).toEqual(Array(25).fill('over'));
  });

  test('is worked on for ten seconds by one invocation of the executor', async () => {
    const { ports, sent, pass } = await worldWith(400);
    const begun = await startBulk('pause', {}, SCOPES, CALLER, slow(ports, pass));
    const handed = sent.at(-1);
    expect(handed?.delay).toBe(0);
    if (handed) await continueBulk(handed.message, slow(ports, pass));
    expect(await getBulk(begun.id, everything, ports)).toMatchObject({ count: 50 + 250, status: 'running' });
  });

  test.each([
    [14_999, 50, [30]],
    [15_000, 100, []],
  ])('that went on %d ms ago is left to the one at work: %d are done', async (ms, count, delays) => {
    const { ports, sent, pass } = await worldWith(100);
    const { id } = await startBulk('pause', {}, SCOPES, CALLER, slow(ports, pass));
    pass(ms);
    sent.length = 0;
    await continueBulk({ kind: 'bulk', bulk_id: id }, ports);
    expect(await getBulk(id, everything, ports)).toMatchObject({ count });
    expect(sent.map((each) => each.delay)).toEqual(delays);
  });

  test('continues in the lane that no run is in, in the message group of its product and env', async () => {
    const { ports, destinations } = await worldWith(30);
    await startBulk('pause', {}, SCOPES, CALLER, ports);
    expect(destinations.length).toBeGreaterThan(0);
    for (const to of destinations) expect(to).toEqual({ lane: 'bulk', group: 'shop#dev' });
  });

  test('is about the jobs of its scopes, states and moments of dispatch', async () => {
    const { ports } = await worldWith(3);
    const dry = async (request: object, scopes = SCOPES) =>
      (await startBulk('cancel', { all: true, dry_run: true, ...request }, scopes, CALLER, ports)).count;
    expect(await dry({})).toBe(3);
    expect(await dry({}, [{ product: 'hr', env: 'dev' }])).toBe(0);
    expect(await dry({}, [{ product: 'shop', env: 'prd' }])).toBe(0);
    expect(await dry({ status: ['paused'] })).toBe(0);
    expect(await dry({ status: ['paused', 'scheduled'] })).toBe(3);
    expect(await dry({ from: START })).toBe(3);
    expect(await dry({ from: START + 1 })).toBe(0);
    expect(await dry({ to: START })).toBe(3);
    expect(await dry({ to: START - 1 })).toBe(0);
    expect(await dry({ namespace: 'actions' })).toBe(3);
    expect(await dry({ namespace: 'storage' })).toBe(0);
    expect(await dry({ recurring: true })).toBe(0);
  });

  test.each(['cancel', 'pause'] as const)('leaves alone what is there already: %s', async (action) => {
    const { ports } = await worldWith(3);
    expect(await startBulk(action, { all: true }, SCOPES, CALLER, ports)).toMatchObject({ count: 3 });
    expect(await startBulk(action, { all: true, dry_run: true }, SCOPES, CALLER, ports)).toMatchObject({
      count: 0,
    });
  });

  test('is not there for a caller who may not see all that it is about', async () => {
    const { ports } = await worldWith(1);
    const { id } = await startBulk('pause', {}, SCOPES, CALLER, ports);
    await expect(getBulk(id, () => false, ports)).rejects.toThrow(`There is no bulk operation ${id}.`);
    await expect(getBulk('bulk_x', everything, ports)).rejects.toThrow('There is no bulk operation bulk_x.');
  });

  test('that has ended is neither gone on with nor given up', async () => {
    const { ports, sent } = await worldWith(1);
    const { id } = await startBulk('pause', {}, SCOPES, CALLER, ports);
    const ended = await ports.bulks.get(id);
    sent.length = 0;
    await failBulk(id, ports);
    await continueBulk({ kind: 'bulk', bulk_id: id }, ports);
    expect([await ports.bulks.get(id), sent]).toEqual([ended, []]);
  });
});
