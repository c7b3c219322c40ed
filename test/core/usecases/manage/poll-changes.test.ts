import { MemoryHoldStore } from '../../../../adapters/memory/memory-hold-store.ts';
import { MemoryStatsStore } from '../../../../adapters/memory/memory-stats-store.ts';
import type { Hold } from '../../../../contract/hold.ts';
import { changesSchema } from '../../../../core/input/job-filter.ts';
import type { Scope } from '../../../../core/jobs/scope.ts';
import { HOUR, MINUTE, SECOND } from '../../../../core/time/units.ts';
import { pollChanges } from '../../../../core/usecases/manage/poll-changes.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const SHOP: Scope = { product: 'shop', env: 'dev' };
const RIVAL: Scope = { product: 'rival', env: 'dev' };

function begin(at = NOON + 30 * MINUTE, scopes = [SHOP]) {
  const stats = new MemoryStatsStore();
  const holds = new MemoryHoldStore();
  const world = { now: at };
  let updates = 0;
  let cursor: string | undefined;
  return {
    world,
    stats,
    hold: (hold: Partial<Hold>) => holds.put({ reason: 'the database moves', since: NOON, ...hold }),
    tell: async (hour: number, ends: string[], scope = SHOP) => {
      updates += 1;
      const sequence = String(updates).padStart(9, '0');
      await stats.count({ scope, hour, shard: 'shard', first: sequence, last: sequence }, {}, ends);
    },
    poll: async (of = scopes, from = cursor) => {
      const since = from === undefined ? undefined : changesSchema.parse({ since: from }).since;
      const clock = { now: () => world.now, sleepUntil: async () => undefined };
      const answer = await pollChanges(since, of, { stats, holds, clock });
      const { cursor: next, changed, more } = answer;
      const isNew = next !== cursor;
      cursor = next;
      return { changed, more, isNew, cursor: next, holds: answer.holds, counts: answer.counts };
    },
  };
}

/** The cursor of one who has seen updates of other data. */
async function cursorAfter(updates: number): Promise<string> {
  const { tell, poll } = begin();
  for (let i = 0; i < updates; i += 1) await tell(NOON, ['AAAAA']);
  return (await poll()).cursor;
}

const nothing = { changed: [], more: false };

describe('a poll of changes', () => {
  test('tells what changed since the one before, once', async () => {
    const { tell, poll } = begin();
    await tell(NOON, ['AAAAA']);
    expect(await poll()).toMatchObject({ ...nothing, isNew: true });
    expect(await poll()).toMatchObject({ ...nothing, isNew: false });
    await tell(NOON, ['BBBBB', 'CCCCC']);
    await tell(NOON, ['BBBBB']);
    expect(await poll()).toMatchObject({ changed: ['BBBBB', 'CCCCC'], more: false, isNew: true });
    expect(await poll()).toMatchObject({ ...nothing, isNew: false });
  });

  test('tells the first change of all to who has asked before there was any', async () => {
    const { tell, poll } = begin();
    await poll();
    await tell(NOON, ['AAAAA']);
    expect(await poll()).toMatchObject({ changed: ['AAAAA'], more: false });
  });

  test('says that there was more where that is so of one of several scopes', async () => {
    const { tell, poll } = begin(NOON + 30 * MINUTE, [SHOP, RIVAL]);
    await poll();
    for (const end of ['1', '2', '3', '4']) await tell(NOON, [end.repeat(5)], RIVAL);
    await tell(NOON, ['AAAAA'], SHOP);
    expect(await poll()).toMatchObject({ changed: ['AAAAA'], more: true });
    await tell(NOON, ['BBBBB'], SHOP);
    expect(await poll()).toMatchObject({ changed: ['BBBBB'], more: false });
  });

  test('tells of each of several scopes what changed in it, also in the first minutes of an hour', async () => {
    const { world, tell, poll } = begin(NOON + 59 * MINUTE, [SHOP, RIVAL]);
    await tell(NOON, ['AAAAA'], RIVAL);
    await poll();
    world.now = NOON + HOUR + SECOND;
    await tell(NOON, ['BBBBB'], SHOP);
    await tell(NOON + HOUR, ['CCCCC'], RIVAL);
    expect(await poll()).toMatchObject({ changed: ['BBBBB', 'CCCCC'], more: false });
    await tell(NOON, ['DDDDD'], RIVAL);
    expect(await poll()).toMatchObject({ changed: ['DDDDD'], more: false });
  });

  test.each([
    [10 * MINUTE - 1, ['BBBBB'], false],
    [10 * MINUTE, [], true],
  ])('reads the hour before for ten minutes: after %d ms it tells %j of it', async (ms, changed, more) => {
    const { world, tell, poll } = begin(NOON + 59 * MINUTE);
    await poll();
    await tell(NOON, ['BBBBB']);
    world.now = NOON + HOUR + ms;
    expect(await poll()).toMatchObject({ changed, more });
  });

  test('says that there was more where one update told of many jobs, or there were many updates', async () => {
    const { tell, poll } = begin();
    await poll();
    await tell(NOON, ['AAAAA', 'BBBBB', 'CCCCC', 'DDDDD', 'EEEEE', 'FFFFF', 'GGGGG', 'HHHHH', 'IIIII']);
    expect((await poll()).more).toBe(true);
    for (const end of ['1', '2', '3', '4']) await tell(NOON, [end.repeat(5)]);
    expect((await poll()).more).toBe(true);
    await tell(NOON, ['ZZZZZ']);
    expect(await poll()).toMatchObject({ changed: ['ZZZZZ'], more: false });
  });

  test('loses nothing at the turn of an hour, also of what is told late of the one before', async () => {
    const { world, tell, poll } = begin(NOON + 59 * MINUTE);
    await tell(NOON, ['AAAAA']);
    await poll();
    await tell(NOON, ['BBBBB']);
    world.now = NOON + HOUR + SECOND;
    await tell(NOON + HOUR, ['CCCCC']);
    expect(await poll()).toMatchObject({ changed: ['CCCCC', 'BBBBB'], more: false });
    await tell(NOON, ['DDDDD']);
    expect(await poll()).toMatchObject({ changed: ['DDDDD'], more: false });
    world.now = NOON + HOUR + 20 * MINUTE;
    expect(await poll()).toMatchObject(nothing);
    expect((await poll()).isNew).toBe(false);
    await tell(NOON + HOUR, ['EEEEE']);
    expect(await poll()).toMatchObject({ changed: ['EEEEE'], more: false });
  });

  test('says that there may be more to who has not asked for long', async () => {
    const { world, poll } = begin(NOON + 59 * MINUTE);
    await poll();
    world.now = NOON + HOUR + 20 * MINUTE;
    expect((await poll()).more).toBe(true);
    world.now = NOON + 9 * HOUR;
    expect((await poll()).more).toBe(true);
    expect(await poll()).toMatchObject(nothing);
  });

  test('is about the scopes it names: others are none of it, and other ones may have more', async () => {
    const { tell, poll } = begin();
    await poll([SHOP]);
    await tell(NOON, ['AAAAA'], RIVAL);
    expect(await poll([SHOP])).toMatchObject({ ...nothing, isNew: false });
    expect((await poll([SHOP, RIVAL])).more).toBe(true);
    await tell(NOON, ['BBBBB'], RIVAL);
    await tell(NOON, ['CCCCC'], SHOP);
    expect((await poll([SHOP, RIVAL])).changed.sort()).toEqual(['BBBBB', 'CCCCC']);
  });

  test('says that there may be more to a cursor of another scope, and of more updates than there are', async () => {
    const { tell, poll } = begin();
    await tell(NOON, ['AAAAA'], RIVAL);
    await poll([RIVAL]);
    expect((await poll([SHOP])).more).toBe(true);
    await tell(NOON, ['BBBBB'], SHOP);
    expect(await poll([SHOP])).toMatchObject({ changed: ['BBBBB'], more: false });
    const anew = begin();
    expect((await anew.poll([SHOP], await cursorAfter(3))).more).toBe(true);
    expect(await anew.poll()).toMatchObject(nothing);
  });

  test('tells the holds on something of its scopes, and has another cursor while one begins, changes and ends', async () => {
    const { world, hold, poll } = begin();
    expect(await poll()).toMatchObject({ ...nothing, holds: [] });
    await hold({ product: 'rival' });
    expect(await poll()).toMatchObject({ isNew: false, holds: [] });
    const ofShop = { product: 'shop', namespace: 'actions' } as const;
    await hold({ ...ofShop, until: world.now + MINUTE });
    expect(await poll()).toMatchObject({ ...nothing, isNew: true, holds: [ofShop] });
    await hold({ since: NOON - 1 });
    expect(await poll()).toMatchObject({ isNew: true, holds: [{ since: NOON - 1 }, ofShop] });
    expect(await poll()).toMatchObject({ ...nothing, isNew: false });
    world.now += MINUTE;
    expect(await poll()).toMatchObject({ ...nothing, isNew: true, holds: [{ since: NOON - 1 }] });
  });

  test('counts the jobs that need a look, and reads earlier hours every five minutes at most', async () => {
    const { world, stats, poll } = begin(NOON + 5 * MINUTE, [SHOP, RIVAL]);
    let sequence = 0;
    const count = (hour: number, tally: Record<string, number>, scope = SHOP) => {
      sequence += 1;
      const at = String(sequence).padStart(9, '0');
      return stats.count({ scope, hour, shard: 'other', first: at, last: at }, tally);
    };
    const counts = async () => {
      const { failing, retrying } = (await poll()).counts;
      return [failing, retrying];
    };
    await count(NOON - 3 * HOUR, { 'in.f': 4, 'in.r': 1 });
    await count(NOON - HOUR, { 'in.f': -1 });
    await count(NOON, { 'in.f': 2, 'in.r': -1, 'in.paused': 3 });
    await count(NOON, { 'in.f': 10 }, RIVAL);
    expect(await counts()).toEqual([15, 0]);
    const reads: number[] = [];
    const read = stats.hours.bind(stats);
    stats.hours = (scope, from, to) => {
      reads.push(to);
      return read(scope, from, to);
    };
    await count(NOON, { 'in.f': -2 });
    expect(await counts()).toEqual([13, 0]);
    await count(NOON - 3 * HOUR, { 'in.f': 1 });
    world.now += 4 * MINUTE;
    expect(await counts()).toEqual([13, 0]);
    expect(reads).toEqual([]);
    world.now += 2 * MINUTE;
    expect(await counts()).toEqual([14, 0]);
    expect(reads).toEqual([NOON - HOUR, NOON - HOUR]);
  });

  test('counts by the epoch after a loss, and asks again after a read that failed', async () => {
    const { stats, poll } = begin();
    const at = { shard: 'other', first: '1', last: '1' };
    await stats.putTotal(SHOP, {
      tally: { 'in.f': 9, 'in.f.7': 1 },
      closed_to: 0,
      version: 1,
      epoch: 7,
    });
    await stats.count({ scope: SHOP, hour: NOON, ...at }, { 'in.f': 5, 'in.f.7': 2 });
    const total = stats.total.bind(stats);
    stats.total = () => Promise.reject(new Error('no answer'));
    await expect(poll()).rejects.toThrow('no answer');
    stats.total = total;
    expect((await poll()).counts).toEqual({ failing: 3, retrying: 0 });
  });

  test('refuses a cursor that it has not given', () => {
    for (const since of ['', 'X', '1', '1.2-', '1.2.3.4', 'A.b', 'a.b-1.2.3-__proto__', 'a-1.2.3', '-1.2.3'])
      expect(changesSchema.safeParse({ since }).success).toBe(false);
  });
});
