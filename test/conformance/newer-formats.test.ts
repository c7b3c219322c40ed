import { Key, StatsKey } from '../../adapters/aws/dynamo-items.ts';
import { DynamoJobStore } from '../../adapters/aws/dynamo-job-store.ts';
import { DynamoNameStore } from '../../adapters/aws/dynamo-name-store.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { DynamoWebhookStore } from '../../adapters/aws/dynamo-webhook-store.ts';
import { Attribute } from '../../adapters/aws/formats.ts';
import { Table } from '../../adapters/aws/table.ts';
import type { Execution } from '../../contract/job.ts';
import { NewerFormat } from '../../core/formats/format.ts';
import { scopeKey } from '../../core/jobs/scope.ts';
import { DAY } from '../../core/time/units.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { hookId, webhookRow } from '../core/webhooks/webhook-rows.ts';
import { newRow, newScope, nextId, nextVersion } from './samples.ts';
import { DYNAMO_STORES, type DynamoStores, RETENTION, SHARDS, TABLE_NAME } from './stores.ts';

/** What a release does with what a newer one wrote: it may be deployed beside it, or in its place again. */
describe.each(DYNAMO_STORES)('what a newer release wrote, on %s,', (_name, start) => {
  let stores: DynamoStores;
  let table: DynamoTable;
  let told: object[];
  beforeAll(async () => {
    stores = await start();
    table = new DynamoTable(stores.client, TABLE_NAME, PATIENT);
  });
  afterAll(() => stores?.stop());
  beforeEach(() => {
    told = [];
  });

  const tell = (event: object) => void told.push(event);

  /** Makes an item one of a newer release. */
  async function writeByNewer(key: Record<string, string>) {
    const made = await table.update(key, {
      update: 'SET #format = :newer',
      condition: 'attribute_exists(#pk)',
      names: { '#format': Attribute.format, '#pk': Table.partitionKey },
      values: { ':newer': 99 },
    });
    expect(made).toBeDefined();
  }

  test('is neither read as a job nor committed over nor created anew', async () => {
    const row = newRow(newScope());
    await stores.jobs.create(row);
    await stores.jobs.commit(nextVersion(row));
    await writeByNewer(Key.row(row.id));
    const [before] = await table.getMany([Key.row(row.id)]);
    await expect(stores.jobs.get(row.id)).rejects.toThrow(NewerFormat);
    expect(await stores.jobs.commit(nextVersion(row))).toBe(false);
    expect(await stores.jobs.remove(row)).toBe(false);
    expect(await stores.jobs.create(row)).toBe(false);
    expect(await table.getMany([Key.row(row.id)])).toEqual([before]);
  });

  test('does not keep lists and the sweep from other jobs, however much of it there is', async () => {
    const scope = newScope();
    const rows = Array.from({ length: 7 }, () => newRow(scope));
    for (const row of rows) await stores.jobs.create(row);
    for (const { id } of rows.slice(0, 5)) await writeByNewer(Key.row(id));
    const jobs = new DynamoJobStore(table, stores.clock, RETENTION, tell, SHARDS);
    const others = rows.slice(5).map(({ id }) => id);
    const ids = (found: { id: string }[]) => found.map(({ id }) => id).sort();
    const late = (rows[0]?.created_at ?? 0) + DAY;
    expect(ids(await jobs.listOverdue([scope], late, 2))).toEqual(others);
    expect(ids(await jobs.list({ scopes: [scope], limit: 2 }))).toEqual(others);
    expect(ids(await jobs.list({ scopes: [scope], limit: 7 }))).toEqual(others);
    const [first] = rows;
    expect(told).toContainEqual({
      type: 'unreadable',
      document: `JOB#${first?.id} ROW`,
      error: expect.any(NewerFormat),
    });
  });

  test('stands in the history and in the statistics, whatever is written there', async () => {
    const id = nextId();
    const execution: Execution = { number: 1, occurrence: 5, status: 'completed', attempts: 1 };
    const stretch = { scope: newScope(), hour: 0, shard: 's', first: '1', last: '2' };
    await stores.history.record(id, execution, 1);
    await stores.stats.count(stretch, { completed: 1 });
    const hour = { pk: StatsKey.scope(scopeKey(stretch.scope)), sk: StatsKey.hour(0) };
    const keys = [Key.execution(id, 5), hour] as Record<string, string>[];
    for (const key of keys) await writeByNewer(key);
    const standing = () => Promise.all(keys.map((key) => table.get(key)));
    const before = await standing();
    await expect(stores.history.record(id, execution, 9)).rejects.toThrow(NewerFormat);
    await expect(stores.history.remove(id)).rejects.toThrow(NewerFormat);
    for (const shard of ['s', 'other'])
      await expect(
        stores.stats.count({ ...stretch, shard, first: '3', last: '4' }, { completed: 1 }),
      ).rejects.toThrow(NewerFormat);
    expect(await standing()).toEqual(before);
  });

  test('of a lower rank is still replaced where it is of this release', async () => {
    const id = nextId();
    const execution: Execution = { number: 1, occurrence: 5, status: 'completed', attempts: 1 };
    await stores.history.record(id, execution, 1);
    await stores.history.record(id, { ...execution, attempts: 2 }, 2);
    expect(await stores.history.find(id, 5)).toEqual({ execution: { ...execution, attempts: 2 }, rank: 2 });
  });

  test('does not keep the other webhooks from what they are told', async () => {
    const webhooks = new DynamoWebhookStore(table, stores.clock, 0, tell);
    for (const name of ['a', 'b']) await webhooks.save(webhookRow({ id: hookId(name) }));
    await writeByNewer(Key.webhook(hookId('a')));
    expect((await webhooks.recent()).map(({ id }) => id)).toEqual([hookId('b')]);
    expect(told).toMatchObject([{ type: 'unreadable', error: expect.any(NewerFormat) }]);
    await expect(webhooks.get(hookId('a'))).rejects.toThrow(NewerFormat);
  });

  test('keeps its name and its idempotency key, and is passed over in the list of names', async () => {
    const scope = newScope();
    const holder = { job_id: nextId(), digest: 'abc', held_at: 1 };
    const names = new DynamoNameStore(table, tell);
    for (const name of ['a', 'b']) await names.hold(scope, name, holder);
    await writeByNewer(Key.named(scope, 'a') as Record<string, string>);
    await expect(names.find(scope, 'a')).rejects.toThrow(NewerFormat);
    await expect(names.hold(scope, 'a', { ...holder, job_id: nextId() })).rejects.toThrow(NewerFormat);
    expect((await names.list(scope, { limit: 2 })).map(({ name }) => name)).toEqual(['b']);
    expect(told).toHaveLength(1);
  });
});
