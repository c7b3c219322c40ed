import { NoCapacity } from '../../../../core/errors/run-error.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import type { TelemetryEvent } from '../../../../core/ports/telemetry.ts';
import { HOUR, MINUTE } from '../../../../core/time/units.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { sweep } from '../../../../core/usecases/maintain/sweep.ts';
import { SCOPES } from '../../../simulation/callers.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);

/** Jobs that are ten minutes overdue, and a queue with `backlog` messages to be received. */
async function overdue(jobs: number, backlog: number) {
  const world = new World(1, START, NO_FAULTS);
  const sent: string[] = [];
  const told: TelemetryEvent[] = [];
  let now = START;
  const ports: Ports = {
    ...world.outside(),
    jobs: world.jobs,
    queue: { send: async (body) => void sent.push(body), backlog: async () => backlog },
    clock: { now: () => now, sleepUntil: async () => undefined },
    telemetry: (what) => void told.push(what),
  };
  const fields = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {} };
  for (let i = 0; i < jobs; i += 1) await dispatchJob('actions', fields, SETUP, ports);
  now += 10 * MINUTE;
  sent.length = 0;
  told.length = 0;
  const pass = (ms: number) => {
    now += ms;
  };
  return { ports, sent, pass, kinds: () => told.map(({ type }) => type) };
}

describe('a sweep', () => {
  test('sends the wake-ups of overdue jobs again when the queue is drained', async () => {
    const { ports, sent, kinds } = await overdue(3, 100);
    await sweep(SCOPES, ports);
    expect(sent).toHaveLength(3);
    expect(kinds()).toEqual(['overdue', 'overdue', 'overdue', 'swept']);
  });

  test('takes no job for lost while more than a hundred messages wait in the queue, and says how many', async () => {
    const { ports, sent, kinds } = await overdue(3, 101);
    const list = () => Promise.reject(new Error('the holds are of no use then'));
    await sweep(SCOPES, { ...ports, holds: { ...ports.holds, list } });
    expect(sent).toEqual([]);
    expect(kinds()).toEqual(['sweep-held', 'swept']);
  });

  test.each([
    [19_999, 60],
    [20_000, 50],
  ])('continues with the next page of jobs after %d ms: %d are woken', async (ms, woken) => {
    const { ports, sent, pass } = await overdue(60, 0);
    const pages: number[] = [];
    const listOverdue: Ports['jobs']['listOverdue'] = (scopes, until, limit) => {
      pages.push(limit);
      if (pages.length === 1) pass(ms);
      return ports.jobs.listOverdue(scopes, until, limit);
    };
    await sweep(SCOPES, { ...ports, jobs: Object.assign(Object.create(ports.jobs), { listOverdue }) });
    expect(sent).toHaveLength(woken);
    expect(pages).toEqual(woken === 60 ? [50, 50] : [50]);
  });

  test('passes a full page of jobs that only an index that lags holds for overdue, and has each written again', async () => {
    const { ports, pass, sent, kinds } = await overdue(60, 0);
    const rows = await ports.jobs.listOverdue(SCOPES, ports.clock.now(), 50);
    expect(rows).toHaveLength(50);
    pass(-10 * MINUTE);
    const pages = [rows, []];
    const listOverdue = async () => pages.shift() ?? [];
    await sweep(SCOPES, { ...ports, jobs: Object.assign(Object.create(ports.jobs), { listOverdue }) });
    expect(pages).toEqual([]);
    expect(sent).toEqual([]);
    expect(kinds()).toEqual(['swept']);
    const versions = await Promise.all(rows.map(async ({ id }) => (await ports.jobs.get(id))?.version));
    expect(versions).toEqual(rows.map(({ version }) => version + 1));
  });

  test('tells of no overdue job when one that was healed long ago only lags in the index', async () => {
    const { ports, pass, kinds } = await overdue(1, 0);
    await sweep(SCOPES, ports);
    const [row] = await ports.jobs.listOverdue(SCOPES, ports.clock.now() + HOUR, 1);
    if (row?.healed_at === undefined) throw new Error('it was not healed');
    pass(-30 * MINUTE);
    const pages = [[row], []];
    const listOverdue = async () => pages.shift() ?? [];
    await sweep(SCOPES, { ...ports, jobs: Object.assign(Object.create(ports.jobs), { listOverdue }) });
    expect((await ports.jobs.get(row.id))?.version).toBe(row.version + 1);
    expect(kinds()).toEqual(['overdue', 'swept', 'swept']);
  });

  test('passes a full page of jobs that are gone once, and leaves the rest to the next', async () => {
    const { ports } = await overdue(50, 0);
    const rows = await ports.jobs.listOverdue(SCOPES, ports.clock.now(), 50);
    let pages = 0;
    const listOverdue = async () => {
      pages += 1;
      return pages > 3 ? [] : rows;
    };
    const get = async () => null;
    const commit = async () => false;
    const gone = Object.assign(Object.create(ports.jobs), { listOverdue, get, commit });
    await sweep(SCOPES, { ...ports, jobs: gone });
    expect(pages).toBe(1);
  });

  test('fails with whatever is not a lack of capacity, and is not counted as done', async () => {
    const { ports, kinds } = await overdue(1, 0);
    const listOverdue = () => Promise.reject(new Error('broken'));
    const broken = Object.assign(Object.create(ports.jobs), { listOverdue });
    await expect(sweep(SCOPES, { ...ports, jobs: broken })).rejects.toThrow('broken');
    expect(kinds()).toEqual([]);
  });

  test('ends at a refusal for lack of capacity, is not counted as done, and fails nothing', async () => {
    const { ports, sent, kinds } = await overdue(70, 0);
    let commits = 0;
    const commit = async () => {
      commits += 1;
      throw new NoCapacity('refused');
    };
    await sweep(SCOPES, { ...ports, jobs: Object.assign(Object.create(ports.jobs), { commit }) });
    expect(commits).toBe(50);
    expect(sent).toEqual([]);
    expect(kinds()).toEqual(['sweep-held']);
  });
});
