import { JOB_STATUSES, type JobStatus } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import { waiting } from '../../core/jobs/run-in-flight.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import type { JobQuery } from '../../core/ports/job-store.ts';
import { once } from '../core/schedule/tables.ts';
import { leasedRun, longRunning, newRow, newScope, nextVersion } from './samples.ts';
import { STORES, type Stores } from './stores.ts';

describe.each(STORES)('the lists of the job store on %s', (_name, start) => {
  let stores: Stores;
  beforeAll(async () => {
    stores = await start();
  });
  afterAll(async () => {
    await stores?.stop();
  });

  async function created(scope: Scope, fields: Partial<JobRow> = {}): Promise<JobRow> {
    const row = newRow(scope, fields);
    await stores.jobs.create(row);
    return row;
  }

  async function series(length: number, make: (i: number) => Promise<JobRow>): Promise<string[]> {
    const ids: string[] = [];
    for (let i = 0; i < length; i += 1) ids.unshift((await make(i)).id);
    return ids;
  }

  async function idsOf(query: JobQuery): Promise<string[]> {
    return (await stores.jobs.list(query)).map((row) => row.id);
  }

  test('hold the jobs of the scope, whole and newest first, and no others', async () => {
    const scope = newScope();
    const older = await created(scope);
    await created(newScope());
    await created({ ...scope, env: 'prd' });
    const newer = await created(scope, { status: 'completed' });
    expect(await stores.jobs.list({ scopes: [scope], limit: 10 })).toEqual([newer, older]);
    expect(await idsOf({ scopes: [newScope()], limit: 10 })).toEqual([]);
    expect(await idsOf({ scopes: [], limit: 10 })).toEqual([]);
  });

  test('find jobs that are due soon and such that are not under one status, and overdue ones the longest due first', async () => {
    const scope = newScope();
    const created_at = newRow(scope).created_at;
    const at = async (ms: number, fields: Partial<JobRow> = {}) =>
      await created(scope, { schedule: once(created_at + ms), next_run_at: created_at + ms, ...fields });
    const [later, soon] = [await at(2 * 3_600_000), await at(1_200_000)];
    const now = await at(0, { status: 'queued' });
    await at(600_000, { status: 'completed', next_run_at: null });
    expect(await idsOf({ scopes: [scope], statuses: ['scheduled'], limit: 10 })).toEqual([soon.id, later.id]);
    expect(await idsOf({ scopes: [scope], statuses: ['queued'], limit: 10 })).toEqual([now.id]);
    const overdue = async (after: number, limit = 10) =>
      (await stores.jobs.listOverdue([scope], created_at + after, limit)).map(({ id }) => id);
    expect(await overdue(60_000)).toEqual([]);
    expect(await overdue(300_000)).toEqual([now.id]);
    expect(await overdue(86_400_000)).toEqual([now.id, soon.id, later.id]);
    expect(await overdue(86_400_000, 2)).toEqual([now.id, soon.id]);
  });

  test('find each status, and only it', async () => {
    const scope = newScope();
    const byStatus = new Map<JobStatus, string>();
    for (const status of JOB_STATUSES) {
      const fields = status === 'running' ? longRunning() : { status };
      byStatus.set(status, (await created(scope, fields)).id);
    }
    for (const status of JOB_STATUSES) {
      expect(await idsOf({ scopes: [scope], statuses: [status], limit: 10 })).toEqual([byStatus.get(status)]);
    }
    expect(await idsOf({ scopes: [scope], statuses: JOB_STATUSES, limit: 10 })).toHaveLength(7);
    expect(await idsOf({ scopes: [scope], statuses: ['queued', 'running'], limit: 10 })).toEqual([
      byStatus.get('running'),
      byStatus.get('queued'),
    ]);
  });

  test('hold the failing jobs, in any state, and lose each with its next success or its cancelling', async () => {
    const scopes = [newScope(), newScope()] as const;
    const last_outcome = { status: 'failed', at: 1, code: 'TIMEOUT' } as const;
    const failing = { scopes, failing: true, limit: 10 } as const;
    const recurring = await created(scopes[0], { last_outcome });
    const failed = await created(scopes[1], { last_outcome, status: 'failed' });
    const running = await created(scopes[0], { last_outcome, runs: [leasedRun()] });
    await created(scopes[0], { last_outcome: { status: 'completed', at: 1 } });
    await created(scopes[1]);
    await created(newScope(), { last_outcome });
    await created(scopes[0], { last_outcome, status: 'cancelled' });
    await created(scopes[0], { last_outcome, deleted_at: 1 });
    expect(await idsOf(failing)).toEqual([running.id, failed.id, recurring.id]);
    expect(await idsOf({ ...failing, limit: 1, below: running.id })).toEqual([failed.id]);
    expect(await idsOf({ ...failing, statuses: ['failed', 'running'] })).toEqual([running.id, failed.id]);
    await stores.jobs.commit(
      nextVersion(running, { last_outcome: { status: 'completed', at: 2 }, runs: [] }),
    );
    await stores.jobs.commit(nextVersion(recurring, { status: 'cancelled' }));
    expect(await idsOf(failing)).toEqual([failed.id]);
    const { last_outcome: _outcome, ...fresh } = nextVersion(failed);
    await stores.jobs.commit(fresh);
    expect(await idsOf(failing)).toEqual([]);
    await stores.jobs.commit(nextVersion(fresh, { last_outcome }));
    expect(await idsOf(failing)).toEqual([failed.id]);
  });

  test('follow a job from status to status', async () => {
    const scope = newScope();
    const found = async () => {
      const pages = JOB_STATUSES.map((status) => idsOf({ scopes: [scope], statuses: [status], limit: 10 }));
      const lengths = (await Promise.all(pages)).map((page) => page.length);
      return JOB_STATUSES.filter((_status, i) => lengths[i] !== 0);
    };
    const scheduled = await created(scope);
    expect(await found()).toEqual(['scheduled']);
    const running = nextVersion(scheduled, longRunning());
    await stores.jobs.commit(running);
    expect(await found()).toEqual(['running']);
    const between = nextVersion(running, { runs: [waiting(leasedRun(), leasedRun().started_at + 1000)] });
    await stores.jobs.commit(between);
    expect(await found()).toEqual(['scheduled']);
    // A paused job lets its run end, and stays paused meanwhile.
    const paused = nextVersion(between, { status: 'paused', runs: [leasedRun()] });
    await stores.jobs.commit(paused);
    expect(await found()).toEqual(['paused']);
    await stores.jobs.commit(nextVersion(paused, { status: 'completed', runs: [] }));
    expect(await found()).toEqual(['completed']);
  });

  test('fill a page of scheduled jobs past the running ones between them', async () => {
    const scope = newScope();
    const oldest = await series(3, () => created(scope));
    await series(8, () => created(scope, longRunning()));
    const newest = await series(2, () => created(scope));
    const scheduled = [...newest, ...oldest];
    expect(await idsOf({ scopes: [scope], statuses: ['scheduled'], limit: 4 })).toEqual(
      scheduled.slice(0, 4),
    );
    expect(await idsOf({ scopes: [scope], statuses: ['scheduled'], limit: 9 })).toEqual(scheduled);
    expect(await idsOf({ scopes: [scope], statuses: ['running'], limit: 50 })).toHaveLength(8);
  });

  test('merge several scopes, newest first', async () => {
    const scopes = [newScope(), newScope(), newScope()] as const;
    const ids = await series(9, (i) => created(scopes[i % 3] ?? scopes[0]));
    expect(await idsOf({ scopes, limit: 50 })).toEqual(ids);
    expect(await idsOf({ scopes, limit: 4 })).toEqual(ids.slice(0, 4));
    expect(await idsOf({ scopes, statuses: ['scheduled'], below: String(ids[3]), limit: 3 })).toEqual(
      ids.slice(4, 7),
    );
  });

  test('leave out ids at and above the upper bound, and below the lower one', async () => {
    const scope = newScope();
    const ids = await series(6, () => created(scope));
    const below = String(ids[1]);
    const from = String(ids[4]);
    for (const statuses of [undefined, ['scheduled'] as const]) {
      const query = { scopes: [scope], limit: 50, ...(statuses && { statuses }) };
      expect(await idsOf({ ...query, below })).toEqual(ids.slice(2));
      expect(await idsOf({ ...query, from })).toEqual(ids.slice(0, 5));
      expect(await idsOf({ ...query, below, from })).toEqual(ids.slice(2, 5));
    }
  });

  test('are empty when the bounds meet or cross', async () => {
    const scope = newScope();
    const ids = await series(3, () => created(scope));
    const [highest = '', , lowest = ''] = ids;
    expect(await idsOf({ scopes: [scope], below: lowest, from: lowest, limit: 50 })).toEqual([]);
    expect(await idsOf({ scopes: [scope], below: lowest, from: highest, limit: 50 })).toEqual([]);
  });

  test('go on past a running job that stands on the lower bound', async () => {
    const scope = newScope();
    const running = await created(scope, longRunning());
    const query = { scopes: [scope], statuses: ['scheduled'] as const, from: running.id, limit: 1 };
    expect(await idsOf(query)).toEqual([]);
  });

  test('come in pages that miss nothing and repeat nothing', async () => {
    const scopes = [newScope(), newScope()] as const;
    const ids = await series(17, (i) => created(scopes[i % 2 === 0 ? 0 : 1]));
    const seen: string[] = [];
    let below: string | undefined;
    do {
      const page = await idsOf({ scopes, limit: 5, ...defined({ below }) });
      seen.push(...page);
      below = page.length < 5 ? undefined : page.at(-1);
    } while (below !== undefined);
    expect(seen).toEqual(ids);
  });

  test('hold more than a hundred jobs when asked for them', async () => {
    const scope = newScope();
    const ids = await series(130, () => created(scope));
    expect(await idsOf({ scopes: [scope], limit: 120 })).toEqual(ids.slice(0, 120));
    expect(await idsOf({ scopes: [scope], limit: 500 })).toEqual(ids);
  });
});
