import { newScope } from './samples.ts';
import { STORES, type Stores } from './stores.ts';

describe.each(STORES)('the names of schedules on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  const holder = (job: string) => ({ job_id: job, digest: `digest of ${job}`, held_at: 1 });

  test('are held by the first that asks, in its product and env', async () => {
    const scope = newScope();
    expect(await stores.names.find(scope, 'daily')).toBeNull();
    expect(await stores.names.hold(scope, 'daily', holder('a'))).toBe(true);
    expect(await stores.names.hold(scope, 'daily', holder('b'))).toBe(false);
    expect(await stores.names.hold(newScope(), 'daily', holder('c'))).toBe(true);
    expect(await stores.names.find(scope, 'daily')).toEqual(holder('a'));
  });

  test('are held by one of all that ask at once', async () => {
    const scope = newScope();
    const jobs = ['a', 'b', 'c', 'd'];
    const held = await Promise.all(jobs.map((job) => stores.names.hold(scope, 'daily', holder(job))));
    expect(held.filter(Boolean)).toHaveLength(1);
    expect(await stores.names.find(scope, 'daily')).toEqual(holder(jobs[held.indexOf(true)] ?? ''));
  });

  test('pass from the job that holds them to another, and from no other', async () => {
    const scope = newScope();
    expect(await stores.names.hold(scope, 'daily', holder('b'), 'a')).toBe(false);
    await stores.names.hold(scope, 'daily', holder('a'));
    expect(await stores.names.hold(scope, 'daily', holder('c'), 'b')).toBe(false);
    expect(await stores.names.hold(scope, 'daily', holder('b'), 'a')).toBe(true);
    expect(await stores.names.find(scope, 'daily')).toEqual(holder('b'));
  });

  test('are released by the job that holds them, and by no other', async () => {
    const scope = newScope();
    await stores.names.release(scope, 'daily', 'a');
    await stores.names.hold(scope, 'daily', holder('a'));
    await stores.names.release(scope, 'daily', 'b');
    expect(await stores.names.find(scope, 'daily')).toEqual(holder('a'));
    await stores.names.release(scope, 'daily', 'a');
    expect(await stores.names.find(scope, 'daily')).toBeNull();
  });

  test('are listed in their order, page by page', async () => {
    const scope = newScope();
    for (const name of ['b', 'a.2', 'Z', 'a', 'a-1']) await stores.names.hold(scope, name, holder(name));
    await stores.names.hold(newScope(), 'other', holder('other'));
    const all = (await stores.names.list(scope, { limit: 10 })).map(({ name }) => name);
    expect(all).toEqual(['Z', 'a', 'a-1', 'a.2', 'b']);
    expect(await stores.names.list(scope, { limit: 2, after: 'a' })).toEqual([
      { name: 'a-1', holder: holder('a-1') },
      { name: 'a.2', holder: holder('a.2') },
    ]);
    expect(await stores.names.list(scope, { limit: 2, after: 'b' })).toEqual([]);
  });

  test('pass to no holder of an earlier set than the one that took them last, and to any that is of none', async () => {
    const scope = newScope();
    const of = (job: string, generation: number) => ({ ...holder(job), generation });
    await stores.names.hold(scope, 'daily', of('a', 2));
    expect(await stores.names.hold(scope, 'daily', of('b', 1), 'a')).toBe(false);
    expect(await stores.names.hold(scope, 'daily', of('a', 3), 'a')).toBe(true);
    expect(await stores.names.hold(scope, 'daily', of('b', 3), 'a')).toBe(true);
    expect(await stores.names.find(scope, 'daily')).toEqual(of('b', 3));
    expect(await stores.names.hold(scope, 'daily', holder('c'), 'b')).toBe(true);
    expect(await stores.names.hold(scope, 'daily', { ...of('d', 1), held: 'bulk' }, 'c')).toBe(true);
    expect(await stores.names.find(scope, 'daily')).toEqual({ ...of('d', 1), held: 'bulk' });
  });

  const applied = (generation: number, digest = 'digest') => ({
    generation,
    digest,
    names: ['a', 'b'],
    open: true,
    fences: false,
    begun_at: 5,
  });

  test('are noted with the set that was applied, in its product and env, and are in no list for that', async () => {
    const scope = newScope();
    expect(await stores.names.findApplied(scope)).toBeNull();
    expect(await stores.names.setApplied(scope, applied(1))).toBe(true);
    expect(await stores.names.findApplied(scope)).toEqual(applied(1));
    expect(await stores.names.findApplied(newScope())).toBeNull();
    expect(await stores.names.list(scope, { limit: 10 })).toEqual([]);
    const none = { ...applied(1), names: [], open: false, fences: true };
    expect(await stores.names.setApplied(scope, none, 1)).toBe(true);
    expect(await stores.names.findApplied(scope)).toEqual(none);
  });

  test('are noted with one of all sets that are begun at once', async () => {
    const scope = newScope();
    const begin = (over?: number) =>
      Promise.all(
        ['x', 'y', 'z'].map((digest) =>
          stores.names.setApplied(scope, applied((over ?? 0) + 1, digest), over),
        ),
      );
    expect((await begin()).filter(Boolean)).toHaveLength(1);
    expect((await begin(1)).filter(Boolean)).toHaveLength(1);
    expect(await stores.names.setApplied(scope, applied(2), 1)).toBe(false);
    expect(await stores.names.setApplied(scope, applied(1))).toBe(false);
    expect(await stores.names.findApplied(scope)).toMatchObject({ generation: 2 });
  });
});
