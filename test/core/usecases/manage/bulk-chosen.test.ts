import type { Execution } from '../../../../contract/job.ts';
import { NoCapacity } from '../../../../core/errors/run-error.ts';
import { everything } from '../../../../core/jobs/scope.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { continueBulk, getBulk, startBulk } from '../../../../core/usecases/manage/bulk-jobs.ts';
import { CALLER } from '../../../rows.ts';
import { SCOPES, worldWith } from '../bulk-world.ts';

const UNKNOWN = 'job_01ARZ3NDEKTSV4RRFFQ69G5FAV';

/** Jobs in the order of lists: newest first. */
async function chosenOf(jobs: number) {
  const found = await worldWith(jobs);
  const { world } = found;
  const ids = [...world.jobs.rows.keys()].sort().reverse();
  const statusOf = (id: string) => world.jobs.rows.get(id)?.status;
  const change = (id: string, fields: object) => {
    const row = world.jobs.rows.get(id);
    if (row) world.jobs.rows.set(id, { ...row, ...fields });
  };
  return { ...found, ids, statusOf, change };
}

describe('chosen jobs', () => {
  test('are changed, and no others', async () => {
    const { ports, ids, statusOf } = await chosenOf(5);
    const chosen = [ids[3] ?? '', ids[0] ?? ''];
    const planned = await startBulk('cancel', { ids: chosen, dry_run: true }, SCOPES, CALLER, ports);
    expect(planned).toMatchObject({ count: 2, status: 'completed', dry_run: true });
    expect(ids.map(statusOf)).toEqual(Array(5).fill('scheduled'));
    const done = await startBulk('cancel', { ids: chosen }, SCOPES, CALLER, ports);
    expect(done).toMatchObject({ count: 2, failed: 0, status: 'completed' });
    expect(ids.map(statusOf)).toEqual(['cancelled', 'scheduled', 'scheduled', 'cancelled', 'scheduled']);
  });

  test('are counted by the caller, whom the progress names with the count', async () => {
    const { ports, ids } = await chosenOf(3);
    const { id } = await startBulk('pause', { ids, total: 3, reason: 'x' }, SCOPES, CALLER, ports);
    expect(await getBulk(id, everything, ports)).toMatchObject({ count: 3, total: 3, by: CALLER.actor });
    const other = await startBulk('resume', { all: true }, SCOPES, CALLER, ports);
    expect(other).not.toHaveProperty('total');
  });

  test('that are not there, of others or deleted are neither touched nor told', async () => {
    const { world, ports, ids, statusOf, change } = await chosenOf(4);
    const [own = '', other = '', deleted = '', refused = ''] = ids;
    change(other, { env: 'prd' });
    change(deleted, { deleted_at: 1 });
    change(refused, { status: 'completed', next_run_at: null });
    const chosen = [UNKNOWN, ...ids];
    const planned = await startBulk('cancel', { ids: chosen, dry_run: true }, SCOPES, CALLER, ports);
    expect(planned).toMatchObject({
      count: 1,
      failed: 0,
      counts: [{ product: 'shop', env: 'dev', status: 'scheduled', count: 1 }],
    });
    const before = JSON.stringify([other, deleted, refused].map((id) => world.jobs.rows.get(id)));
    const done = await startBulk('cancel', { ids: chosen }, SCOPES, CALLER, ports);
    expect(done).toMatchObject({ count: 1, failed: 0 });
    expect(JSON.stringify(done)).not.toContain('job_');
    expect(JSON.stringify([other, deleted, refused].map((id) => world.jobs.rows.get(id)))).toBe(before);
    expect(statusOf(own)).toBe('cancelled');
    expect(await startBulk('cancel', { ids: [other] }, [], CALLER, ports)).toMatchObject({ count: 0 });
  });

  test('are narrowed by a filter beside them', async () => {
    const { ports, ids, change } = await chosenOf(3);
    change(ids[1] ?? '', { status: 'queued' });
    const request = { ids, status: ['queued' as const] };
    expect(await startBulk('cancel', request, SCOPES, CALLER, ports)).toMatchObject({ count: 1 });
  });

  test('are done page by page, and from the one that was refused on the next time', async () => {
    const { world, ports, sent, ids, statusOf } = await chosenOf(70);
    let refusals = 1;
    const commit: Ports['jobs']['commit'] = async (row) => {
      if (row.id === ids[40] && refusals-- > 0) throw new NoCapacity('refused');
      return await world.jobs.commit(row);
    };
    const refusing = { ...ports, jobs: Object.assign(Object.create(world.jobs), { commit }) };
    const { id } = await startBulk('pause', { ids: [UNKNOWN, ...ids] }, SCOPES, CALLER, refusing);
    const after = sent.at(-1)?.message;
    expect(after).toMatchObject({ bulk_id: id });
    if (after) await continueBulk(after, refusing);
    const whole = await getBulk(id, everything, ports);
    expect(whole.status).toBe('completed');
    expect(ids.filter((each) => statusOf(each) !== 'paused')).toEqual([]);
  });
});

describe('as of a moment', () => {
  const ended = (at: number, code = 'TIMEOUT') => ({
    status: 'failed' as const,
    next_run_at: null,
    completed_at: at,
    last_error: { code, message: 'X' },
    last_outcome: { status: 'failed' as const, at, code },
    consecutive_failures: 1,
  });

  test('jobs that failed since are not tried again', async () => {
    const { ports, ids, statusOf, change, at, pass } = await chosenOf(3);
    change(ids[0] ?? '', ended(at()));
    change(ids[1] ?? '', ended(at()));
    const asked = { error: 'TIMEOUT' };
    const planned = await startBulk('retry', { ...asked, dry_run: true }, SCOPES, CALLER, ports);
    expect(planned.count).toBe(2);
    pass(5000);
    change(ids[2] ?? '', ended(at()));
    pass(5000);
    const request = { ...asked, as_of: planned.created_at };
    expect(await startBulk('retry', request, SCOPES, CALLER, ports)).toMatchObject({ count: 2 });
    expect(ids.map(statusOf)).toEqual(['queued', 'queued', 'failed']);
  });

  test('jobs that were paused, ended or made since are left alone', async () => {
    const { ports, ids, change, at, pass } = await chosenOf(4);
    const as_of = at();
    change(ids[0] ?? '', { status: 'paused', paused_at: as_of, paused_by: 'bulk' });
    change(ids[1] ?? '', { status: 'paused', paused_at: as_of + 1, paused_by: 'bulk' });
    change(ids[2] ?? '', { status: 'completed', completed_at: as_of + 1, next_run_at: null });
    pass(1000);
    const resumed = await startBulk('resume', { all: true, as_of }, SCOPES, CALLER, ports);
    expect(resumed.count).toBe(1);
    // The one that was just resumed, and the one that nothing became of.
    const deleted = await startBulk('delete', { all: true, as_of }, SCOPES, CALLER, ports);
    expect(deleted.count).toBe(2);
    const none = await startBulk('delete', { all: true, as_of: as_of - 1000 }, SCOPES, CALLER, ports);
    expect(none.count).toBe(0);
  });

  test('a recurring job that failed before is meant however often it fails since, and one that began to is not', async () => {
    const { ports, ids, change, at, pass } = await chosenOf(4);
    const as_of = at();
    const failing = (count: number, since?: number): object => ({
      consecutive_failures: count,
      ...(since && { failing_since: since }),
      last_outcome: { status: 'failed', at: as_of + 500, code: 'TIMEOUT' },
    });
    change(ids[0] ?? '', failing(2, as_of - 1));
    change(ids[1] ?? '', failing(2, as_of + 1));
    change(ids[2] ?? '', failing(1));
    change(ids[3] ?? '', failing(7));
    pass(1000);
    const asked = { dry_run: true, as_of };
    expect((await startBulk('cancel', { failing: true, ...asked }, SCOPES, CALLER, ports)).count).toBe(2);
    // Where it is not asked for what fails, it does not matter.
    expect((await startBulk('cancel', { all: true, ...asked }, SCOPES, CALLER, ports)).count).toBe(4);
  });

  test('a job whose first attempt failed since does not have the error that is asked for', async () => {
    const { ports, ids, change, at, pass } = await chosenOf(2);
    const as_of = at();
    const retrying = (failed: number): object => ({
      last_error: { code: 'TIMEOUT', message: 'X' },
      runs: [{ attempt_errors: [{ attempt: 1, at: failed }] as Execution['attempt_errors'] }],
      status: 'paused',
      paused_at: as_of,
    });
    change(ids[0] ?? '', retrying(as_of));
    change(ids[1] ?? '', retrying(as_of + 1));
    pass(1000);
    const asked = { error: 'TIMEOUT', dry_run: true, include_paused_by_hand: true, as_of };
    expect((await startBulk('resume', asked, SCOPES, CALLER, ports)).count).toBe(1);
  });
});
