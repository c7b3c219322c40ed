import { DynamoHoldStore, RecentHolds } from '../../adapters/aws/dynamo-hold-store.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import type { Hold } from '../../contract/hold.ts';
import { NoCapacity } from '../../core/errors/run-error.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { newRow, newScope } from './samples.ts';
import { DYNAMO_STORES, type DynamoStores, STORES, type Stores, TABLE_NAME } from './stores.ts';

const all: Hold = { reason: 'all', since: 1 };
const narrow: Hold = { product: 'shop', env: 'prd', namespace: 'actions', reason: 'one', since: 2 };

describe.each(STORES)('the holds on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  test('are one for each scope, in the place of an earlier one', async () => {
    const { holds } = stores;
    expect(await holds.list()).toEqual([]);
    await holds.put(all);
    await holds.put(narrow);
    await holds.put({ ...all, reason: 'again', until: 4_000_000_000_000 });
    const listed = (await holds.list()).sort((a, b) => a.since - b.since);
    expect(listed).toEqual([{ ...all, reason: 'again', until: 4_000_000_000_000 }, narrow]);
    expect(await holds.current()).toHaveLength(2);
  });

  test('of a window are written once, and stay as they were ended early', async () => {
    const { holds } = stores;
    const window = { product: 'shop', env: 'dev', reason: 'night', since: 5, until: 4_000_000_000_000 };
    const hold: Hold = { ...window, window: '0 1 * * * UTC' };
    expect(await holds.open(hold)).toBe(true);
    expect(await holds.open(hold)).toBe(false);
    const ended = { ...hold, until: 3_000_000_000_000 };
    await holds.put(ended);
    expect(await holds.open(hold)).toBe(false);
    expect(await holds.open({ ...hold, since: 6 })).toBe(true);
    const listed = (await holds.list()).filter(({ window: cron }) => cron !== undefined);
    expect(listed.sort((a, b) => a.since - b.since)).toEqual([ended, { ...hold, since: 6 }]);
  });

  test('leave the jobs that have met one in a list of their own, and in those of their states', async () => {
    const { jobs } = stores;
    const scope = newScope();
    const held = { ...newRow(scope), met_hold: { reason: 'test' } };
    const queued = { ...newRow(scope), status: 'queued', met_hold: { reason: 'test' } } as const;
    const over = { ...newRow(scope), met_hold: { reason: 'test', to: 5 } };
    const paused = { ...newRow(scope), status: 'paused', met_hold: { reason: 'test' } } as const;
    for (const row of [held, queued, over, paused, newRow(scope)]) await jobs.create(row);
    const list = async (query: object) =>
      (await jobs.list({ scopes: [scope], limit: 10, ...query })).map(({ id }) => id).sort();
    expect(await list({ held: true })).toEqual([held.id, queued.id].sort());
    const [first, second] = [held.id, queued.id].sort().reverse();
    expect(await list({ held: true, below: first })).toEqual([second]);
    expect(await list({ statuses: ['queued'] })).toEqual([queued.id]);
    expect(await list({ statuses: ['scheduled'] })).toHaveLength(3);
    expect(await list({ statuses: ['scheduled', 'queued'] })).toHaveLength(4);
    expect(await list({})).toHaveLength(5);
    await jobs.commit({ ...held, version: held.version + 1, met_hold: { reason: 'test', to: 6 } });
    expect(await list({ held: true })).toEqual([queued.id]);
  });
});

describe.each(DYNAMO_STORES)('the holds on %s', (_name, start) => {
  let stores: DynamoStores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  test('are learned by another worker a second after its last look, and at once by the one that writes', async () => {
    const { clock, client, holds } = stores;
    const table = new DynamoTable(client, TABLE_NAME, PATIENT);
    const other = new DynamoHoldStore(table, new RecentHolds(table, clock));
    expect(await holds.current()).toEqual([]);
    expect(await other.current()).toEqual([]);
    await holds.put(all);
    expect(await holds.current()).toEqual([all]);
    clock.move(999);
    expect(await other.current()).toEqual([]);
    clock.move(1);
    expect(await other.current()).toEqual([all]);
  });
});

test('A worker goes by the holds it knows for ten seconds while the table refuses to say, and then by none', async () => {
  let now = 0;
  let refuses = true;
  const queryDown = async () => {
    if (refuses) throw new NoCapacity('refused');
    return [];
  };
  const clock = { now: () => now, sleepUntil: async () => undefined };
  const recent = new RecentHolds({ queryDown } as unknown as DynamoTable, clock);
  await expect(recent.current()).rejects.toThrow(NoCapacity);
  refuses = false;
  expect(await recent.current()).toEqual([]);
  refuses = true;
  now = 9999;
  expect(await recent.current()).toEqual([]);
  now = 11_000;
  await expect(recent.current()).rejects.toThrow(NoCapacity);
});
