import type { Execution, History } from '../../../../contract/job.ts';
import { defined } from '../../../../contract/plain-data.ts';
import { historySchema } from '../../../../core/input/job-filter.ts';
import { everything } from '../../../../core/jobs/scope.ts';
import { MINUTE } from '../../../../core/time/units.ts';
import { getExecution, getHistory } from '../../../../core/usecases/manage/read-history.ts';
import { jobRow } from '../../../rows.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { World } from '../../../simulation/world.ts';
import { ID, NOW } from '../../jobs/rows.ts';

/** Of a hundred executions each fifth has failed, each seventh was missed and each eleventh skipped; the newest is in the row. */
async function begin() {
  const world = new World(1, NOW, NO_FAULTS);
  const executions = Array.from({ length: 250 }, (_, n): Execution => {
    const base = { number: n + 1, occurrence: NOW + n * MINUTE, attempts: 1 };
    if (n % 5 === 4) return { ...base, status: 'failed', error: { code: 'TIMEOUT', message: 'late' } };
    if (n % 7 === 6) return { ...base, number: 0, status: 'skipped', reason: 'missed' };
    if (n % 11 === 10) return { ...base, number: 0, status: 'skipped', reason: 'overlap' };
    return { ...base, status: 'completed' };
  });
  for (const execution of executions.slice(0, -1)) await world.history.record(ID, execution, 1);
  const last = executions.at(-1);
  world.jobs.rows.set(ID, { ...jobRow(NOW), ...(last && { last_execution: { execution: last, rank: 1 } }) });
  const ports = world.outside();
  const read = (query: Record<string, string>) =>
    getHistory(ID, historySchema.parse(query), everything, ports);
  const all = async (query: Record<string, string>) => {
    const found: Execution[] = [];
    for (let cursor: string | undefined, page: History; ; ) {
      page = await read({ ...query, ...defined({ cursor }) });
      found.push(...page.executions);
      cursor = page.cursor;
      if (cursor === undefined) return found;
    }
  };
  return { executions: executions.toReversed(), read, all };
}

const isMissed = ({ reason }: Execution) => reason === 'missed';

describe('one execution', () => {
  async function kept(...executions: Partial<Execution>[]) {
    const world = new World(1, NOW, NO_FAULTS);
    const whole = executions.map(
      (each, n): Execution => ({
        number: n + 1,
        occurrence: NOW,
        attempts: 1,
        status: 'completed',
        ...each,
      }),
    );
    for (const execution of whole.slice(0, -1)) await world.history.record(ID, execution, 1);
    const last = whole.at(-1);
    world.jobs.rows.set(ID, {
      ...jobRow(NOW),
      ...(last && { last_execution: { execution: last, rank: 1 } }),
    });
    const ports = world.outside();
    return (minutes: number, access = everything) =>
      getExecution(ID, NOW + minutes * MINUTE, access, ports).then(
        ({ number, occurrence }) => [number, (occurrence - NOW) / MINUTE],
        ({ code }: { code: string }) => code,
      );
  }

  test('is found by when it was due, in the history and in the row', async () => {
    const find = await kept(
      { occurrence: NOW },
      { occurrence: NOW + MINUTE },
      { occurrence: NOW + 3 * MINUTE },
    );
    expect(await find(0)).toEqual([1, 0]);
    expect(await find(1)).toEqual([2, 1]);
    expect(await find(3)).toEqual([3, 3]);
    for (const minutes of [-1, 2, 4]) expect(await find(minutes)).toBe('NOT_FOUND');
    expect(await find(1, () => false)).toBe('NOT_FOUND');
  });

  test('is the stretch in which it was skipped, also behind runs that were triggered in it', async () => {
    const stretch = {
      number: 0,
      status: 'skipped',
      reason: 'paused',
      through: NOW + 30 * MINUTE,
      count: 31,
    } as const;
    const triggered = [5, 9].map((minutes) => ({ occurrence: NOW + minutes * MINUTE }));
    const find = await kept(stretch, ...triggered, { occurrence: NOW + 40 * MINUTE });
    for (const minutes of [0, 4, 6, 20, 30]) expect(await find(minutes)).toEqual([0, 0]);
    expect(await find(9)).toEqual([3, 9]);
    for (const minutes of [31, 39]) expect(await find(minutes)).toBe('NOT_FOUND');
    expect(await find(40)).toEqual([4, 40]);
  });
});

describe('a history', () => {
  test.each<[string, (execution: Execution) => boolean]>([
    ['failed', ({ status }) => status === 'failed'],
    ['missed', isMissed],
    ['skipped', (each) => each.status === 'skipped' && !isMissed(each)],
    ['failed,missed', (each) => each.status === 'failed' || isMissed(each)],
    ['completed', ({ status }) => status === 'completed'],
  ])('is narrowed to what %s, page by page, with the execution in the row', async (outcome, isMeant) => {
    const { executions, all } = await begin();
    for (const limit of ['3', '100'])
      expect(await all({ outcome, limit })).toEqual(executions.filter(isMeant));
  });

  test('is looked through a hundred at a time and a thousand for a page of an outcome, and its cursor leads on', async () => {
    const world = new World(1, NOW, NO_FAULTS);
    const base = { attempts: 1, status: 'completed' } as const;
    for (let n = 0; n < 1001; n += 1)
      await world.history.record(ID, { ...base, number: n + 1, occurrence: NOW + n * MINUTE }, 1);
    world.jobs.rows.set(ID, jobRow(NOW));
    const ports = world.outside();
    const limits: number[] = [];
    const list: typeof ports.history.list = (id, query) => {
      limits.push(query.limit);
      return ports.history.list(id, query);
    };
    const watched = { ...ports, history: Object.assign(Object.create(ports.history), { list }) };
    const read = (query: Record<string, string>) =>
      getHistory(ID, historySchema.parse({ outcome: 'failed', ...query }), everything, watched);
    const { executions, cursor = '' } = await read({});
    expect([executions, limits]).toEqual([[], Array(10).fill(100)]);
    expect(await read({ cursor })).toMatchObject({ executions: [] });
    expect(await read({ cursor })).not.toHaveProperty('cursor');
  });

  test('is of what was due between two moments, both included', async () => {
    const { executions, all } = await begin();
    const [from, to] = [NOW + 100 * MINUTE, NOW + 249 * MINUTE];
    const between = executions.filter(({ occurrence }) => occurrence >= from && occurrence <= to);
    for (const limit of ['7', '100'])
      expect(await all({ from: String(from), to: String(to), limit })).toEqual(between);
    expect(await all({ from: String(NOW + 249 * MINUTE) })).toEqual(executions.slice(0, 1));
    expect(await all({ to: String(NOW + 248 * MINUTE), from: String(NOW + 248 * MINUTE) })).toEqual([
      executions[1],
    ]);
    expect(await all({ from: String(NOW + 300 * MINUTE) })).toEqual([]);
    const failed = between.filter(({ status }) => status === 'failed');
    expect(await all({ from: String(from), to: String(to), outcome: 'failed', limit: '4' })).toEqual(failed);
  });
});
