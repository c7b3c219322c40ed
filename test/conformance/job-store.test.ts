import { tombstoneOf } from '../../core/jobs/tombstone.ts';
import { DAY } from '../../core/time/units.ts';
import { leasedRun, newRow, newScope, nextId, nextVersion } from './samples.ts';
import { STORES, type Stores } from './stores.ts';

describe.each(STORES)('the job store on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  test('gives the rows of some jobs, without those that are not there', async () => {
    const scope = newScope();
    const [one, other] = [newRow(scope), newRow(newScope())];
    await stores.jobs.create(one);
    await stores.jobs.create(other);
    expect(await stores.jobs.getMany([])).toEqual([]);
    const rows = await stores.jobs.getMany([other.id, nextId(), one.id, one.id]);
    expect(rows.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([one, other]);
    expect(await stores.jobs.list({ scopes: [scope], limit: 5, stale: true })).toEqual([one]);
  });

  test('gives as many rows as are asked for, by their ids and of what is overdue, beyond what one call reads', async () => {
    const scope = newScope();
    const rows = Array.from({ length: 230 }, () => newRow(scope));
    for (const row of rows) await stores.jobs.create(row);
    const ids = rows.map(({ id }) => id);
    expect(new Set((await stores.jobs.getMany(ids)).map(({ id }) => id))).toEqual(new Set(ids));
    const overdue = await stores.jobs.listOverdue([scope], Number.MAX_SAFE_INTEGER, 210);
    expect(new Set(overdue.map(({ id }) => id)).size).toBe(210);
    expect(await stores.jobs.list({ scopes: [scope], limit: 220 })).toHaveLength(220);
  });

  test('creates a row once and gives it back as it was', async () => {
    const row = newRow(newScope(), { runs: [leasedRun()] });
    expect(await stores.jobs.get(row.id)).toBeNull();
    expect(await stores.jobs.create(row)).toBe(true);
    expect(await stores.jobs.create({ ...row, timeout: 1 })).toBe(false);
    expect(await stores.jobs.get(row.id)).toEqual(row);
  });

  test('lets one of several creations at once through', async () => {
    const row = newRow(newScope());
    const won = await Promise.all([1, 2, 3, 4].map((timeout) => stores.jobs.create({ ...row, timeout })));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect((await stores.jobs.get(row.id))?.timeout).toBe(won.indexOf(true) + 1);
  });

  test('commits only onto the version before', async () => {
    const row = newRow(newScope());
    expect(await stores.jobs.commit(nextVersion(row))).toBe(false);
    await stores.jobs.create(row);
    expect(await stores.jobs.commit(row)).toBe(false);
    const second = nextVersion(row, { execution_count: 1 });
    expect(await stores.jobs.commit(nextVersion(second))).toBe(false);
    expect(await stores.jobs.commit(second)).toBe(true);
    expect(await stores.jobs.commit(second)).toBe(false);
    expect(await stores.jobs.get(row.id)).toEqual(second);
  });

  test('has one winner of commits at once, and reads what it wrote', async () => {
    let row = newRow(newScope());
    await stores.jobs.create(row);
    for (let round = 0; round < 10; round += 1) {
      const rivals = [1, 2, 3, 4, 5].map((timeout) => nextVersion(row, { timeout: round * 10 + timeout }));
      const won = await Promise.all(rivals.map((rival) => stores.jobs.commit(rival)));
      expect(won.filter(Boolean)).toHaveLength(1);
      const standing = await stores.jobs.get(row.id);
      expect(standing).toEqual(rivals[won.indexOf(true)]);
      row = standing ?? row;
    }
  });

  test('deletes a row only at the version it is told', async () => {
    const row = newRow(newScope());
    await stores.jobs.create(row);
    const second = nextVersion(row);
    await stores.jobs.commit(second);
    expect(await stores.jobs.remove(row)).toBe(false);
    expect(await stores.jobs.get(row.id)).toEqual(second);
    expect(await stores.jobs.remove(second)).toBe(true);
    expect(await stores.jobs.remove(second)).toBe(false);
    expect(await stores.jobs.commit(nextVersion(second))).toBe(false);
    expect(await stores.jobs.get(row.id)).toBeNull();
  });

  test('keeps a payload longer when told, and makes none by that', async () => {
    const id = nextId();
    await stores.jobs.keepPayload({ id });
    expect(await stores.jobs.getPayload({ id })).toBeNull();
    const payload = {
      target: { resource: 'orders' },
      input: {},
      useful_until: Date.UTC(2040, 0, 1),
    };
    await stores.jobs.putPayload({ id }, payload);
    await stores.jobs.keepPayload({ id });
    await stores.jobs.keepPayload({ id }, Date.UTC(2041, 0, 1));
    expect(await stores.jobs.getPayload({ id })).toEqual(payload);
  });

  test('keeps a payload until it is deleted', async () => {
    const id = nextId();
    const payload = {
      target: { resource: 'orders', operation: 'insert' },
      input: { text: 'ä€😀', list: [1, null, { deep: '' }], empty: {} },
      session: { tag: 'user', token: 'opaque' },
      useful_until: Date.UTC(2040, 0, 1),
    };
    expect(await stores.jobs.getPayload({ id })).toBeNull();
    await stores.jobs.putPayload({ id }, payload);
    expect(await stores.jobs.getPayload({ id })).toEqual(payload);
    await stores.jobs.deletePayload({ id });
    await stores.jobs.deletePayload({ id });
    expect(await stores.jobs.getPayload({ id })).toBeNull();
  });

  test('keeps versions of a payload beside each other, and removes one or all', async () => {
    const id = nextId();
    const of = (amount: number) => ({
      target: { resource: 'orders' },
      input: { amount },
    });
    const versions = [{ id }, { id, payload: 7 }, { id, payload: 1_000_000_000_000 }];
    for (const [amount, version] of versions.entries()) await stores.jobs.putPayload(version, of(amount));
    const standing = () => Promise.all(versions.map((version) => stores.jobs.getPayload(version)));
    expect(await standing()).toEqual([of(0), of(1), of(2)]);
    await stores.jobs.deletePayload({ id, payload: 7 });
    expect(await standing()).toEqual([of(0), null, of(2)]);
    await stores.jobs.deletePayloads(id);
    await stores.jobs.deletePayloads(id);
    expect(await standing()).toEqual([null, null, null]);
  });

  test('keeps a tombstone where no use case looks: in no list and nothing to check, but read and in the way of another', async () => {
    const scope = newScope();
    const row = { ...newRow(scope), answer: answerOf(scope) };
    await stores.jobs.create(row);
    const deleted = nextVersion(row, { status: 'cancelled', next_run_at: null, deleted_at: row.created_at });
    expect(await stores.jobs.commit(deleted)).toBe(true);
    const due = () => stores.jobs.listOverdue([scope], row.created_at + DAY, 10);
    expect(await due()).toEqual([deleted]);
    const tombstone = tombstoneOf(deleted, row.created_at + 1000);
    expect(await stores.jobs.commit(tombstone)).toBe(true);
    expect(await due()).toEqual([]);
    for (const statuses of [undefined, ['cancelled'] as const]) {
      const query = { scopes: [scope], limit: 10, ...(statuses && { statuses }) };
      expect(await stores.jobs.list(query)).toEqual([]);
    }
    expect(await stores.jobs.get(row.id)).toEqual(tombstone);
    expect(await stores.jobs.create(row)).toBe(false);
    expect(await stores.jobs.commit(tombstoneOf(deleted, row.created_at + 2000))).toBe(false);
  });
});

const answerOf = ({ product }: { product: string }) =>
  ({ job_id: product, status: 'scheduled', scheduled_at: 1, recurring: false }) as const;
