import type { JobRow } from '../../core/jobs/row.ts';
import { tombstoneOf } from '../../core/jobs/tombstone.ts';
import { DAY, MINUTE } from '../../core/time/units.ts';
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
      job: { product: 'shop', env: 'dev', scheduled_at: 0 },
      target: { resource: 'orders' },
      input: {},
      useful_until: Date.UTC(2040, 0, 1),
    };
    await stores.jobs.putPayload({ id }, payload);
    await stores.jobs.keepPayload({ id });
    await stores.jobs.keepPayload({ id }, Date.UTC(2041, 0, 1));
    expect(await stores.jobs.getPayload({ id })).toEqual(payload);
  });

  test('writes an entry beside a payload', async () => {
    const id = nextId();
    const scope = { product: 'shop', env: 'dev' };
    const at = Date.UTC(2040, 0, 1);
    const payload = { job: { ...scope, scheduled_at: at }, target: { resource: 'orders' }, input: {} };
    const entry = { scope, at, key: `${id}#new`, rank: 0, tally: { dispatched: 1 }, useful_until: at };
    await stores.jobs.putPayload({ id }, payload, entry);
    await stores.jobs.putPayload({ id }, payload, entry);
    expect(await stores.jobs.getPayload({ id })).toEqual(payload);
    expect(await stores.stats.find(entry)).toEqual({ dispatched: 1 });
  });

  test('keeps a payload until it is deleted', async () => {
    const id = nextId();
    const payload = {
      job: { product: 'shop', env: 'dev', scheduled_at: 0 },
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
      job: { product: 'shop', env: 'dev', scheduled_at: 0 },
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

  test('looks at a job by the time of what is left of it when its outbox was published', async () => {
    const scope = newScope();
    const row = newRow(scope);
    await stores.jobs.create(row);
    const outbox: JobRow['outbox'] = [
      {
        version: 2,
        at: row.created_at,
        status: 'cancelled',
        execution_count: 0,
        events: [],
        by_command: true,
      },
    ];
    const due = () => stores.jobs.listOverdue([scope], row.created_at + 5 * MINUTE, 10);
    const waiting = nextVersion(row, { next_run_at: row.created_at + DAY, outbox });
    expect(await stores.jobs.commit(waiting)).toBe(true);
    expect(await due()).toEqual([waiting]);
    await stores.jobs.acknowledge(waiting);
    expect(await due()).toEqual([]);
    const late = await stores.jobs.listOverdue([scope], row.created_at + 2 * DAY, 10);
    expect(late.map(({ id }) => id)).toEqual([row.id]);

    const cancelled = nextVersion(waiting, { status: 'cancelled', next_run_at: null, outbox });
    expect(await stores.jobs.commit(cancelled)).toBe(true);
    expect(await due()).toEqual([cancelled]);
    await stores.jobs.acknowledge(cancelled);
    expect(await stores.jobs.listOverdue([scope], row.created_at + 2 * DAY, 10)).toEqual([]);
    const { outbox: _published, ...left } = cancelled;
    expect(await stores.jobs.get(row.id)).toEqual(left);
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
