import type { WrongRun } from '../../../../contract/run.ts';
import { runFilterSchema } from '../../../../core/input/job-filter.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { listRuns } from '../../../../core/usecases/manage/read-runs.ts';
import { jobRow } from '../../../rows.ts';
import { SCOPES } from '../../../simulation/callers.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const idOf = (job: number) => `job_01KDVDNA00${String(job).padStart(16, '0')}`;

/** What went wrong of as many jobs, one run of each a second, the oldest first. */
async function listOf(count: number, fields: (nth: number) => Partial<WrongRun> = () => ({})) {
  const world = new World(1, START, NO_FAULTS);
  for (let nth = 0; nth < count; nth += 1) {
    const row = jobRow(START, { id: idOf(nth) });
    const { id: job_id, product, env, namespace, target } = row;
    const where = { job_id, product, env, namespace, target };
    const what = {
      outcome: 'failed',
      at: START + nth * 1000,
      number: 1,
      occurrence: START,
      attempts: 1,
    } as const;
    world.jobs.rows.set(job_id, row);
    await world.runs.put([{ ...where, ...what, ...fields(nth) }]);
  }
  const ports = world.outside();
  const asked: number[] = [];
  const list: Ports['runs']['list'] = (query) => {
    asked.push(query.limit);
    return ports.runs.list(query);
  };
  const counted = { ...ports, runs: Object.assign(Object.create(ports.runs), { list }) };
  const page = async (query: Record<string, string>) => {
    const { runs, cursor } = await listRuns(runFilterSchema.parse(query), SCOPES, counted);
    return { nths: runs.map(({ job_id }) => Number(job_id.slice(-9))), cursor };
  };
  return { world, asked, page };
}

describe('a list of what went wrong', () => {
  test('has the newest first, page by page, and reads no more than a page where nothing is passed over', async () => {
    const { asked, page } = await listOf(5);
    const first = await page({ limit: '2' });
    expect(first).toEqual({ nths: [4, 3], cursor: `${START + 3000}.${idOf(3)}.1` });
    expect(await page({ limit: '2', cursor: first.cursor ?? '' })).toMatchObject({ nths: [2, 1] });
    expect(await page({ limit: '6' })).toEqual({ nths: [4, 3, 2, 1, 0], cursor: undefined });
    expect(asked).toEqual([2, 2, 6]);
  });

  test.each<[Record<string, string>, number[]]>([
    [{ outcome: 'missed' }, [1]],
    [{ outcome: 'missed,skipped' }, [2, 1]],
    [{ namespace: 'storage' }, [3]],
    [{ target: 'files:clean' }, [4]],
    [{ error: 'TIMEOUT' }, [5]],
    [{ outcome: 'failed', error: 'TIMEOUT', namespace: 'storage' }, []],
    [{ from: String(START + 4000) }, [5, 4]],
    [{ to: String(START + 1000) }, [1, 0]],
  ])('narrowed by %j has what is meant alone', async (query, nths) => {
    const kinds: Partial<WrongRun>[] = [
      {},
      { outcome: 'missed', reason: 'missed' },
      { outcome: 'skipped', reason: 'overlap' },
      { namespace: 'storage' },
      { target: 'files:clean' },
      { error: { code: 'TIMEOUT', message: 'late' } },
    ];
    const { page } = await listOf(kinds.length, (nth) => kinds[nth] ?? {});
    expect(await page(query)).toEqual({ nths, cursor: undefined });
  });

  test('has nothing of a job that is gone or is being deleted, and passes over it for others', async () => {
    const { world, page } = await listOf(4);
    world.jobs.rows.delete(idOf(2));
    world.jobs.rows.set(idOf(3), { ...jobRow(START, { id: idOf(3) }), deleted_at: START });
    expect((await page({ limit: '2' })).nths).toEqual([1, 0]);
  });

  test.each(['outcome', 'namespace', 'target', 'error'] as const)(
    'looks through a thousand for a page that is narrowed by %s, and its cursor leads on',
    async (name) => {
      const rare = { outcome: 'missed', namespace: 'storage', target: 'files', error: 'TIMEOUT' } as const;
      const kind = { ...rare, error: { code: 'TIMEOUT', message: 'late' } };
      const { asked, page } = await listOf(1002, (nth) => (nth < 2 ? kind : {}));
      const query = { [name]: rare[name], limit: '1' };
      const first = await page(query);
      expect([first.nths, first.cursor]).toEqual([[], `${START + 2000}.${idOf(2)}.1`]);
      expect(asked).toEqual(Array(10).fill(100));
      const next = await page({ ...query, cursor: first.cursor ?? '' });
      expect(next).toEqual({ nths: [1], cursor: `${START + 1000}.${idOf(1)}.1` });
    },
  );

  test('ends a page before it has more than 1 MB, with a cursor that loses and repeats none', async () => {
    const { page } = await listOf(5, () => ({ detail: 'é'.repeat(200_000) }));
    const pages: number[][] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined && pages.length < 9; ) {
      const found = await page(cursor ? { cursor } : {});
      pages.push(found.nths);
      cursor = found.cursor;
    }
    expect(pages).toEqual([[4, 3], [2, 1], [0]]);
  });
});
