import { NoCapacity } from '../../../../core/errors/run-error.ts';
import { everything } from '../../../../core/jobs/scope.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { failBulk, getBulk, startBulk } from '../../../../core/usecases/manage/bulk-jobs.ts';
import { CALLER } from '../../../rows.ts';
import { SCOPES, worldWith } from '../bulk-world.ts';

describe('the jobs of a bulk operation that only counts', () => {
  test('are counted apart by product, by env and by state', async () => {
    const { world, ports } = await worldWith(9);
    const places = ['shop/dev', 'shop/prd', 'hr/dev', 'hr/dev'].map((name) => name.split('/'));
    for (const [i, row] of [...world.jobs.rows.values()].entries()) {
      const [product = '', env = ''] = places[i % 4] ?? [];
      const status = i === 7 ? 'queued' : 'scheduled';
      world.jobs.rows.set(row.id, { ...row, product, env, status });
    }
    const scopes = [...SCOPES, { product: 'shop', env: 'prd' }, { product: 'hr', env: 'dev' }];
    const { counts, count } = await startBulk('cancel', { all: true, dry_run: true }, scopes, CALLER, ports);
    const sums = counts?.map(({ product, env, status, count: sum }) => `${product}/${env} ${status} ${sum}`);
    expect(count).toBe(9);
    expect(sums?.sort()).toEqual([
      'hr/dev queued 1',
      'hr/dev scheduled 3',
      'shop/dev scheduled 3',
      'shop/prd scheduled 2',
    ]);
  });

  test('are looked at a hundred at a time, without scopes not at all', async () => {
    const { ports } = await worldWith(150);
    const limits: number[] = [];
    const list: Ports['jobs']['list'] = (query) => {
      limits.push(query.limit);
      return ports.jobs.list(query);
    };
    const watched = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { list }) };
    const request = { all: true, dry_run: true };
    expect(await startBulk('cancel', request, SCOPES, CALLER, watched)).toMatchObject({ count: 150 });
    expect(limits).toEqual([100, 100]);
    expect(await startBulk('cancel', request, [], CALLER, watched)).toMatchObject({
      count: 0,
      status: 'completed',
    });
    expect(limits).toHaveLength(2);
  });
});

describe('a bulk operation', () => {
  test.each<[string, 'kept' | 'gone', object]>([
    ['which has been continued by another worker', 'kept', { status: 'failed', count: 7 }],
    ['which is gone', 'gone', { status: 'completed', count: 25 }],
  ])('%s is left to that one, and is not handed on', async (_what, is, shown) => {
    const { world, ports, sent } = await worldWith(60);
    const save: Ports['bulks']['save'] = async (next) => {
      const standing = await world.bulks.get(next.id);
      if (is === 'gone') world.bulks.get = async () => null;
      else if (standing) await world.bulks.save({ ...standing, version: 2, status: 'failed', count: 7 });
      return false;
    };
    const racing = { ...ports, bulks: Object.assign(Object.create(world.bulks), { save }) };
    expect(await startBulk('cancel', { all: true }, SCOPES, CALLER, racing)).toMatchObject(shown);
    expect(sent.map(({ delay }) => delay)).toEqual([30]);
  });

  test.each([
    [0, 0],
    [1, 1],
    [7, 7],
  ])('of which job %d is refused begins there the next time, with %d behind it', async (nth, done) => {
    const { world, ports } = await worldWith(9);
    const ids = [...world.jobs.rows.keys()].sort().reverse();
    const commit: Ports['jobs']['commit'] = async (row) => {
      if (row.id === ids[nth]) throw new NoCapacity('refused');
      return await world.jobs.commit(row);
    };
    const refusing = { ...ports, jobs: Object.assign(Object.create(world.jobs), { commit }) };
    const { id } = await startBulk('cancel', { all: true }, SCOPES, CALLER, refusing);
    const { below = '' } = (await ports.bulks.get(id)) ?? {};
    expect(ids.filter((each) => each >= below)).toEqual(ids.slice(0, done));
  });

  test('that is given up counts its versions on and tells when', async () => {
    const { ports, pass } = await worldWith(1);
    const { id } = await startBulk('pause', { dry_run: true }, SCOPES, CALLER, ports);
    const bulk = await ports.bulks.get(id);
    if (!bulk) throw new Error('it is not there');
    await ports.bulks.create({ ...bulk, status: 'running' });
    pass(5000);
    await failBulk(id, ports);
    const { updated_at, version } = bulk;
    expect(await ports.bulks.get(id)).toEqual({
      ...bulk,
      status: 'failed',
      version: version + 1,
      updated_at: updated_at + 5000,
    });
  });

  test('that is not there is named by 64 characters at most, and is not given up', async () => {
    const { ports } = await worldWith(0);
    const name = 'x'.repeat(64);
    await expect(getBulk(`${name}y`, everything, ports)).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: `There is no bulk operation ${name}.`,
    });
    await expect(failBulk(name, ports)).resolves.toBeUndefined();
  });

  test('that retries without a rate has all retries begin at once, under their keys unless told', async () => {
    const { world, ports, at } = await worldWith(3);
    for (const row of world.jobs.rows.values())
      world.jobs.rows.set(row.id, { ...row, status: 'failed', next_run_at: null });
    await startBulk('retry', { all: true }, SCOPES, CALLER, ports);
    expect([...world.jobs.rows.values()].map(({ next_run_at }) => next_run_at)).toEqual(Array(3).fill(at()));
  });
});
