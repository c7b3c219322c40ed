import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Key, rowItem } from '../../adapters/aws/dynamo-items.ts';
import { DynamoJobStore } from '../../adapters/aws/dynamo-job-store.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { Attribute } from '../../adapters/aws/formats.ts';
import { tombstoneOf } from '../../core/jobs/tombstone.ts';
import { HOUR } from '../../core/time/units.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { once } from '../core/schedule/tables.ts';
import { runningRun } from '../rows.ts';
import { newRow, newScope, nextVersion } from './samples.ts';
import { DYNAMO_STORES, type DynamoStores, RETENTION, SHARDS, TABLE_NAME } from './stores.ts';

describe.each(DYNAMO_STORES)('what only a real store does, on %s:', (_name, start) => {
  let stores: DynamoStores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  /** Lets the next write reach the table and its answer get lost, as a broken connection would. */
  function loseNextAnswer(): { writes: number } {
    const count = { writes: 0 };
    const name = 'loseNextAnswer';
    stores.client.middlewareStack.remove(name);
    stores.client.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        if (context['commandName'] !== PutItemCommand.name) return answer;
        count.writes += 1;
        if (count.writes > 1) return answer;
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
      },
      // Nearer to the wire than the SDK's own retries, so that they see the loss.
      { step: 'finalizeRequest', priority: 'low', name },
    );
    return count;
  }

  afterEach(() => {
    stores.client.middlewareStack.remove('loseNextAnswer');
  });

  test('a creation whose answer was lost counts as won when it is repeated', async () => {
    const row = newRow(newScope());
    const count = loseNextAnswer();
    expect(await stores.jobs.create(row)).toBe(true);
    expect(count.writes).toBe(1);
    expect(await stores.jobs.create(row)).toBe(false);
  });

  test('a commit whose answer was lost counts as won when it is repeated', async () => {
    const row = newRow(newScope());
    await stores.jobs.create(row);
    loseNextAnswer();
    const second = nextVersion(row, { execution_count: 1 });
    expect(await stores.jobs.commit(second)).toBe(true);
    expect(await stores.jobs.commit(second)).toBe(false);
    expect(await stores.jobs.get(row.id)).toEqual(second);
  });

  test('the commit of a rival on another connection is not taken for its own', async () => {
    const row = newRow(newScope());
    await stores.jobs.create(row);
    const rival = new DynamoJobStore(
      new DynamoTable(stores.client, TABLE_NAME, PATIENT),
      stores.clock,
      RETENTION,
    );
    expect(await rival.commit(nextVersion(row))).toBe(true);
    expect(await stores.jobs.commit(nextVersion(row))).toBe(false);
  });

  test('an ended job is gone once its retention is over, though the table still has it', async () => {
    const scope = newScope();
    const live = newRow(scope);
    const ended = newRow(scope);
    await stores.jobs.create(live);
    await stores.jobs.create(ended);
    const completed = nextVersion(ended, { status: 'completed', next_run_at: null });
    await stores.jobs.commit(completed);
    stores.clock.move(RETENTION - 1000);
    expect(await stores.jobs.get(ended.id)).toEqual(completed);
    expect(await stores.jobs.list({ scopes: [scope], limit: 10 })).toEqual([completed, live]);
    stores.clock.move(2000);
    expect(await stores.jobs.get(ended.id)).toBeNull();
    expect(await stores.jobs.list({ scopes: [scope], limit: 10 })).toEqual([live]);
    expect(await stores.jobs.list({ scopes: [scope], statuses: ['completed'], limit: 10 })).toEqual([]);
    expect(await stores.jobs.get(live.id)).toEqual(live);
  });

  test('an ended job is kept for as long as it stands for its named schedule, and its retention from then on', async () => {
    const declared = { name: 'daily', by: 'call', digest: 'a', schedule_digest: 'b' } as const;
    const named = newRow(newScope(), { declared });
    await stores.jobs.create(named);
    const ended = nextVersion(named, { status: 'completed', next_run_at: null });
    await stores.jobs.commit(ended);
    stores.clock.move(9 * RETENTION);
    expect(await stores.jobs.get(named.id)).toEqual(ended);
    const left = nextVersion(ended, { declared: { ...declared, left: true } });
    await stores.jobs.commit(left);
    stores.clock.move(RETENTION - 1000);
    expect(await stores.jobs.get(named.id)).toEqual(left);
    stores.clock.move(2000);
    expect(await stores.jobs.get(named.id)).toBeNull();
  });

  test('an ended or deleted job with an idempotency key is kept a day and an hour, however short the retention is', async () => {
    const HOUR = 3_600_000;
    const base = newRow(newScope(), { created_at: stores.clock.now() });
    const answer = { job_id: base.id, status: 'scheduled', scheduled_at: 1, recurring: false } as const;
    const keyed = { ...base, answer };
    const bare = newRow(newScope(), { created_at: stores.clock.now() });
    for (const row of [keyed, bare]) {
      await stores.jobs.create(row);
      await stores.jobs.commit(nextVersion(row, { status: 'completed', next_run_at: null }));
    }
    stores.clock.move(RETENTION + 1000);
    expect(await stores.jobs.get(bare.id)).toBeNull();
    const ended = await stores.jobs.get(keyed.id);
    expect(ended).toMatchObject({ status: 'completed', answer });
    if (!ended) return;
    const deleted = nextVersion(ended, { deleted_at: stores.clock.now() });
    await stores.jobs.commit(deleted);
    await stores.jobs.commit(tombstoneOf(deleted, stores.clock.now()));
    stores.clock.move(25 * HOUR - RETENTION - 2000);
    expect(await stores.jobs.get(keyed.id)).toMatchObject({ answer });
    stores.clock.move(2000);
    expect(await stores.jobs.get(keyed.id)).toBeNull();
  });

  test('a running job is listed as such by its commits from five seconds on, before when it is shown, and no more when it has ended', async () => {
    const scope = newScope();
    const row = newRow(scope);
    await stores.jobs.create(row);
    const started_at = row.created_at + 60_000;
    const run = runningRun(started_at);
    const claimed = nextVersion(row, { runs: [run], updated_at: started_at });
    await stores.jobs.commit(claimed);
    const listed = async () =>
      (await stores.jobs.list({ scopes: [scope], statuses: ['running'], limit: 9 })).length;
    expect(await listed()).toBe(0);
    expect(await stores.jobs.showRunning(row.id)).toBe(true);
    expect(await listed()).toBe(1);
    const later = nextVersion(claimed, { updated_at: started_at + 4999 });
    await stores.jobs.commit(later);
    expect(await listed()).toBe(0);
    const long = nextVersion(later, { updated_at: started_at + 5000 });
    await stores.jobs.commit(long);
    expect(await listed()).toBe(1);
    await stores.jobs.commit(nextVersion(long, { runs: [], updated_at: started_at + 6000 }));
    expect(await listed()).toBe(0);
    expect(await stores.jobs.showRunning(row.id)).toBe(true);
    expect(await listed()).toBe(0);
    expect(await stores.jobs.get(row.id)).toMatchObject({ version: 5 });
  });

  test.each([
    ['brief', HOUR, 'shop#dev#0#brief', false],
    ['due later', HOUR + 1, 'shop#dev#0#scheduled', true],
  ])('a job that is %s is found by the sweep in one place', (_name, ahead, owner_status, isIndexed) => {
    const row = newRow({ product: 'shop', env: 'dev' });
    const item = rowItem({ ...row, schedule: once(row.created_at + ahead) }, 'token', undefined);
    expect(item).toMatchObject({ owner_status });
    expect('check_owner' in item).toBe(isIndexed);
    expect('brief_check_at' in item).toBe(!isIndexed);
  });

  test('a row that cannot be read is passed over by lists and the sweep, and told', async () => {
    const scope = newScope();
    const rows = [newRow(scope), newRow(scope), newRow(scope), newRow(scope)] as const;
    for (const row of rows) await stores.jobs.create(row);
    const table = new DynamoTable(stores.client, TABLE_NAME, PATIENT);
    const spoil = (row: { id: string }, text: string) =>
      table.update(Key.row(row.id), {
        update: 'SET #row = :row',
        condition: '#version = :one',
        names: { '#row': Attribute.document, '#version': 'version' },
        values: { ':row': text, ':one': 1 },
      });
    const { [Attribute.document]: document } = rowItem(rows[1], 'token', undefined);
    const { sc: _schedule, ...bare } = JSON.parse(String(document));
    await spoil(rows[1], JSON.stringify(bare));
    await spoil(rows[2], '{"id":');
    const told: unknown[] = [];
    const jobs = new DynamoJobStore(table, stores.clock, RETENTION, (what) => void told.push(what), SHARDS);
    const ids = async (found: Promise<{ id: string }[]>) => (await found).map(({ id }) => id);
    expect(await ids(jobs.list({ scopes: [scope], limit: 2 }))).toEqual([rows[3].id, rows[0].id]);
    expect(await ids(jobs.listOverdue([scope], rows[0].created_at + 86_400_000, 10))).toHaveLength(2);
    expect(told).toHaveLength(4);
    expect(told[0]).toMatchObject({
      type: 'unreadable',
      document: `JOB#${rows[2].id} ROW`,
      error: expect.any(Error),
    });
  });
});
