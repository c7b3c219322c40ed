import type { Job } from '../../../../contract/job.ts';
import { type CheckedFilter, filterSchema } from '../../../../core/input/job-filter.ts';
import { timeOf } from '../../../../core/jobs/job-id.ts';
import type { JobRow } from '../../../../core/jobs/row.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { listJobs } from '../../../../core/usecases/manage/read-jobs.ts';
import { newRow, newScope } from '../../../conformance/samples.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);

/** A list of `count` jobs, whose ids are of the year 2026 as their cursors have to be. */
function listOf(count: number, fields: (nth: number) => Partial<JobRow> = () => ({})) {
  const world = new World(1, START, NO_FAULTS);
  const scope = newScope();
  const ids = Array.from({ length: count }, (_, i) => `job_01KDVDNA00${String(count - i).padStart(16, '0')}`);
  for (const [nth, id] of ids.entries()) world.jobs.rows.set(id, newRow(scope, { id, ...fields(nth) }));
  const ports = world.outside();
  const limits: number[] = [];
  const list: Ports['jobs']['list'] = (query) => {
    limits.push(query.limit);
    return ports.jobs.list(query);
  };
  const counted = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { list }) };
  const page = (query: Record<string, string>) =>
    listJobs(filterSchema.parse(query) as CheckedFilter, [scope], counted);
  const all = async (query: Record<string, string>) => {
    const pages: Job[][] = [];
    let found = await page(query);
    pages.push(found.jobs);
    const { offset: _passed, ...rest } = query;
    while (found.cursor !== undefined) {
      found = await page({ ...rest, cursor: found.cursor });
      pages.push(found.jobs);
    }
    return { pages, ids: pages.flat().map(({ id }) => id) };
  };
  return { ids, world, scope, page, all, limits, asked: () => limits.reduce((sum, limit) => sum + limit, 0) };
}

describe('a list of jobs', () => {
  test.each([
    ['0', '100'],
    ['999', '1'],
    ['1000', '50'],
    ['1000', '100'],
  ])('passes over an offset of %s and fills a page of %s', async (offset, limit) => {
    const { ids, page } = listOf(1200);
    const { jobs, cursor } = await page({ offset, limit });
    expect(jobs.map(({ id }) => id)).toEqual(ids.slice(Number(offset), Number(offset) + Number(limit)));
    expect(cursor).toBe(jobs.at(-1)?.id);
  });

  test('has no cursor when the offset and the page reach its end', async () => {
    const { page } = listOf(1050);
    expect(await page({ offset: '1000', limit: '100' })).toMatchObject({ jobs: { length: 50 } });
    expect(await page({ offset: '1000', limit: '100' })).not.toHaveProperty('cursor');
    expect(await page({ offset: '100', limit: '1' })).toHaveProperty('cursor');
  });

  test('with an offset and a filter that passes over many jobs loses none and repeats none', async () => {
    const rare = (nth: number) => (nth % 60 === 7 ? ({ namespace: 'storage' } as const) : {});
    const { ids, all } = listOf(6000, rare);
    const meant = ids.filter((_id, nth) => nth % 60 === 7);
    for (const [offset, limit] of [
      [0, 7],
      [30, 10],
      [95, 3],
      [101, 5],
    ]) {
      const { ids: found, pages } = await all({
        namespace: 'storage',
        offset: String(offset),
        limit: String(limit),
      });
      expect(found).toEqual(meant.slice(offset));
      for (const page of pages) expect(page.length).toBeLessThanOrEqual(Number(limit));
    }
  });

  test('asks for a hundred jobs where it passes over many, then for as many as are likely to fill the page', async () => {
    const rare = (nth: number) => (nth % 40 === 7 ? ({ namespace: 'storage' } as const) : {});
    const { page, limits } = listOf(1000, rare);
    await page({ namespace: 'storage', limit: '8' });
    expect(limits).toEqual([100, 167, 100]);
    const none = listOf(1000);
    await none.page({ namespace: 'storage', limit: '7' });
    expect(none.limits).toEqual([100, 300, 200]);
  });

  test.each<[string, Record<string, string>, number[]]>([
    ['a page and an offset', { limit: '7', offset: '20' }, [27]],
    ['a hundred', { limit: '50', offset: '70' }, [100, 20]],
  ])('asks at once for no more than %s of those of which it wants all', async (_what, query, limits) => {
    const { page, limits: asked } = listOf(1000);
    await page(query);
    expect(asked).toEqual(limits);
  });

  test('finds the few that fail among many in one page, and asks for no more than the page', async () => {
    const last_outcome = { status: 'failed', at: START, code: 'TIMEOUT' } as const;
    const { ids, page, asked } = listOf(6000, (nth) => (nth % 1000 === 999 ? { last_outcome } : {}));
    const failing = ids.filter((_id, nth) => nth % 1000 === 999);
    const { jobs, cursor } = await page({ failing: 'true' });
    expect(jobs.map(({ id }) => id)).toEqual(failing);
    expect(cursor).toBeUndefined();
    expect(asked()).toBe(50);
    const first = await page({ failing: 'true', limit: '4', offset: '1' });
    expect(first.jobs.map(({ id }) => id)).toEqual(failing.slice(1, 5));
    const rest = await page({ failing: 'true', limit: '4', cursor: first.cursor ?? '' });
    expect(rest.jobs.map(({ id }) => id)).toEqual(failing.slice(5));
  });

  test('of failing jobs in one state reads a bounded part of them for a page, and its cursor finds the others', async () => {
    const last_outcome = { status: 'failed', at: START, code: 'TIMEOUT' } as const;
    const fields = (nth: number) => ({ last_outcome, status: nth > 2990 ? 'paused' : 'failed' }) as const;
    const { ids, page, all, asked } = listOf(3000, fields);
    const { jobs, cursor } = await page({ failing: 'true', status: 'paused' });
    expect(jobs).toEqual([]);
    expect(cursor).toBeDefined();
    expect(asked()).toBe(600);
    expect((await all({ failing: 'true', status: 'paused' })).ids).toEqual(ids.slice(2991));
    expect((await all({ failing: 'false' })).ids).toEqual([]);
  });

  test('holds the jobs of one target, to the letter, and those whose last ended run did not fail', async () => {
    const targets = ['payments:charge', 'payments:charge2', 'Payments:charge', 'payments'];
    const last_outcome = { status: 'failed', at: START, code: 'TIMEOUT' } as const;
    const { ids, all } = listOf(8, (nth) => ({
      target: targets[nth % 4] ?? '',
      ...(nth < 4 && { last_outcome }),
    }));
    expect((await all({ target: 'payments:charge' })).ids).toEqual([ids[0], ids[4]]);
    expect((await all({ target: 'payments:charge', failing: 'true' })).ids).toEqual([ids[0]]);
    expect((await all({ target: 'payments:charge', failing: 'false' })).ids).toEqual([ids[4]]);
    expect((await all({ target: 'payments:*' })).ids).toEqual([]);
  });

  test.each([
    [0, 0, 3],
    [1, 9, 0],
    [-9, -1, 0],
  ])(
    'holds the jobs made from a moment to another, both included: from %d to %d ms beside theirs are %d',
    async (from, to, count) => {
      const { ids, page } = listOf(3);
      const made = timeOf(ids[0] ?? '');
      const { jobs } = await page({ from: String(made + from), to: String(made + to) });
      expect(jobs).toHaveLength(count);
    },
  );

  test('passes over its offset once, also for a caller that names it again with the cursor', async () => {
    const { ids, page } = listOf(30);
    const first = await page({ offset: '10', limit: '5' });
    const next = await page({ offset: '10', limit: '5', cursor: first.cursor ?? '' });
    expect(next.jobs.map(({ id }) => id)).toEqual(ids.slice(15, 20));
  });

  test('ends a page before it has more than 1 MB, with a cursor that loses and repeats none', async () => {
    const tags = 'é'.repeat(200_000);
    const { ids, all } = listOf(12, () => ({ status: 'cancelled', reason: tags }));
    const { ids: found, pages } = await all({ limit: '100' });
    expect(found).toEqual(ids);
    expect(pages.map((page) => page.length)).toEqual([2, 2, 2, 2, 2, 2]);
  });

  test('shows a job that alone has more than 1 MB', async () => {
    const { ids, all } = listOf(3, () => ({ status: 'cancelled', reason: 'x'.repeat(1_100_000) }));
    const { ids: found, pages } = await all({ limit: '100' });
    expect(found).toEqual(ids);
    expect(pages.map((page) => page.length)).toEqual([1, 1, 1]);
  });

  test('shows of an error that was kept before errors were bounded no more than of others', async () => {
    const { page } = listOf(35, () => ({ last_error: { code: 'X', message: 'm'.repeat(234_888) } }));
    const { jobs } = await page({});
    expect(jobs).toHaveLength(35);
    expect(jobs[0]?.last_error).toEqual({ code: 'X', message: `${'m'.repeat(2000)}…` });
  });
});

describe('a list of what is overdue', () => {
  test('has the jobs of which something should have begun, and since when', async () => {
    const { ids, page } = listOf(4, (nth) => ({
      next_run_at: START + (nth < 2 ? -600_000 : 600_000),
      ...(nth === 1 && { deleted_at: START }),
    }));
    const { jobs, cursor } = await page({ overdue: 'true' });
    expect(jobs.map(({ id, overdue_since }) => [id, overdue_since])).toEqual([[ids[0], START - 600_000]]);
    expect(cursor).toBeUndefined();
    expect((await page({ overdue: 'true', namespace: 'storage' })).jobs).toEqual([]);
    expect((await page({ overdue: 'true', q: 'other' })).jobs).toEqual([]);
    expect((await page({ overdue: 'true', q: ids[0] ?? '' })).jobs).toHaveLength(1);
    expect((await page({ overdue: 'true', q: ids[3] ?? '' })).jobs).toEqual([]);
  });
});

describe('a list of jobs by their ids', () => {
  test('has those of its scopes, the newest first, and none of another env or product, or that was deleted', async () => {
    const { ids, world, scope, page } = listOf(6);
    const [first = '', second = '', other = '', rival = '', deleted = '', gone = ''] = ids;
    world.jobs.rows.set(other, newRow({ ...scope, env: 'other' }, { id: other }));
    world.jobs.rows.set(rival, newRow({ ...scope, product: 'rival' }, { id: rival }));
    world.jobs.rows.set(deleted, newRow(scope, { id: deleted, deleted_at: START }));
    world.jobs.rows.delete(gone);
    const asked = [second, other, first, rival, deleted, gone].join(',');
    expect((await page({ ids: asked })).jobs.map(({ id }) => id)).toEqual([first, second]);
    expect((await page({ q: first })).jobs.map(({ id }) => id)).toEqual([first]);
    expect((await page({ q: other })).jobs).toEqual([]);
    expect((await page({ ids: first, namespace: 'storage' })).jobs).toEqual([]);
  });
});
