import type { WrongRun } from '../../../../contract/run.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { closeHours } from '../../../../core/stats/close-hours.ts';
import { readStats } from '../../../../core/stats/read-stats.ts';
import { DAY, HOUR, MINUTE } from '../../../../core/time/units.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { loseByHand, rebuildStats } from '../../../../core/usecases/maintain/rebuild-stats.ts';
import { SCOPES } from '../../../simulation/callers.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const [SCOPE = { product: 'shop', env: 'dev' }] = SCOPES;

/** A job that has run 120 times within two hours, and waits for a month, of all of which the projector has read nothing. */
async function unread(outage = { from: START, until: START + DAY }) {
  const world = new World(1, START, NO_FAULTS);
  world.stream.outage = outage;
  const ports = world.outside();
  const fields = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {} };
  await dispatchJob('actions', { ...fields, schedule: { every: MINUTE, limit: 120 } }, SETUP, ports);
  await dispatchJob('actions', { ...fields, schedule: { start_at: START + 30 * DAY } }, SETUP, ports);
  await rebuildStats(SCOPES, ports);
  const sweepTo = async (until: number, some: Ports = ports) => {
    while (world.time.now < until) {
      await world.time.runUntil(Math.min(until, world.time.now + 20 * MINUTE));
      await closeHours(SCOPES, some).catch(() => undefined);
      await rebuildStats(SCOPES, some).catch(() => undefined);
    }
    await world.time.runUntil(world.time.now + MINUTE);
  };
  const stats = async () => {
    const { total, completed, scheduled } = await readStats({}, SCOPES, ports);
    return { total, completed, scheduled };
  };
  return { world, ports, sweepTo, stats };
}

const TRUTH = { total: 2, completed: 120, scheduled: 1 };

describe('lost statistics', () => {
  test('are noticed by the projector and rebuilt by the sweep, from the hours that had been closed too', async () => {
    const { ports, sweepTo, stats } = await unread({ from: START, until: START + 60 * HOUR });
    await sweepTo(START + 60 * HOUR);
    expect(await stats()).toEqual({ total: 0, completed: 0, scheduled: 0 });
    expect((await ports.stats.total(SCOPE))?.closed_to).toBe(START + 10 * HOUR);
    await sweepTo(START + 61 * HOUR);
    expect(await stats()).toEqual(TRUTH);
    expect((await ports.stats.total(SCOPE))?.lost).toBeDefined();
    await sweepTo(START + 100 * HOUR);
    expect(await stats()).toEqual(TRUTH);
    const { lost, closed_to } = (await ports.stats.total(SCOPE)) ?? {};
    expect([lost, closed_to]).toEqual([undefined, START + 50 * HOUR]);
    await sweepTo(START + 40 * DAY);
    expect(await stats()).toEqual({ total: 2, completed: 121, scheduled: 0 });
  });

  test.each([
    [15 * MINUTE, 0],
    [15 * MINUTE + 1, 1],
  ])(
    'have the stream tell something where nothing was read for more than a quarter of an hour: %d ms, %d times',
    async (ms, times) => {
      const { world, ports } = await unread();
      const pulses: number[] = [];
      const stats = Object.assign(Object.create(ports.stats), {
        pulse: async (at: number) => void pulses.push(at),
      });
      const { read_to = 0 } = (await ports.stats.reading()) ?? {};
      await world.time.runUntil(read_to + ms);
      await rebuildStats(SCOPES, { ...ports, stats });
      expect(pulses).toEqual(times === 0 ? [] : [read_to + ms]);
    },
  );

  test('are rebuilt when an operator says so, however often, and whatever counts are right', async () => {
    const { world, ports, sweepTo, stats } = await unread({ from: START, until: START });
    await sweepTo(START + 3 * HOUR);
    expect(await stats()).toEqual(TRUTH);
    const now = world.time.now;
    expect(await loseByHand(ports, '2026-01-01T00:00:00Z')).toEqual({
      from: START,
      epoch: now + 2 * MINUTE,
    });
    await loseByHand(ports);
    await Promise.all([rebuildStats(SCOPES, ports), rebuildStats(SCOPES, ports)]);
    expect(await stats()).toEqual(TRUTH);
    await sweepTo(START + 4 * HOUR);
    expect(await stats()).toEqual(TRUTH);
    await sweepTo(START + 3 * DAY);
    expect(await stats()).toEqual(TRUTH);
    await expect(loseByHand(ports, 'yesterday')).rejects.toThrow('does not say a moment');
  });

  test('have what went wrong listed again, of the run in the row and of those before, and nothing else', async () => {
    const { world, ports, sweepTo } = await unread({ from: START, until: START });
    world.failure = () => (world.time.now < START + HOUR ? 'NOT_FOUND' : undefined);
    await sweepTo(START + 90 * MINUTE);
    const listed = new Map(world.runs.runs);
    expect(listed.size).toBe(60);
    world.runs.runs.clear();
    await loseByHand(ports);
    const put: string[] = [];
    const runs: Ports['runs'] = Object.assign(Object.create(ports.runs), {
      put: async (wrong: WrongRun[]) => {
        put.push(...wrong.map(({ outcome }) => outcome));
        if (wrong.length === 0) put.push('nothing');
        await ports.runs.put(wrong);
      },
    });
    await sweepTo(START + 100 * MINUTE, { ...ports, runs });
    for (const [key, run] of listed) expect(world.runs.runs.get(key)).toEqual(run);
    expect(new Set(put)).toEqual(new Set(['failed']));
  });

  test('are rebuilt of all jobs, fifty at a time, of which each is read once', async () => {
    const { world, ports, sweepTo, stats } = await unread();
    const fields = { product: 'shop', env: 'dev', app: 'app', event: 'e', input: {} };
    for (let jobs = 2; jobs < 100; jobs += 1)
      await dispatchJob('actions', { ...fields, schedule: { start_at: START + 30 * DAY } }, SETUP, ports);
    await world.time.runUntil(START + 3 * HOUR);
    await loseByHand(ports);
    await world.time.runUntil(START + 4 * HOUR);
    const pages: (number | undefined)[] = [];
    const list: Ports['jobs']['list'] = async (query) => {
      const rows = await ports.jobs.list(query);
      pages.push(rows.length);
      return rows;
    };
    await rebuildStats(SCOPES, { ...ports, jobs: Object.assign(Object.create(ports.jobs), { list }) });
    expect(pages).toEqual([50, 50, 0]);
    await sweepTo(START + 25 * HOUR);
    expect(await stats()).toEqual({ total: 100, completed: 120, scheduled: 99 });
  });

  test('are rebuilt with five hundred runs a read, of which the progress is noted when the time of a piece is over', async () => {
    const { world, ports } = await unread();
    await world.time.runUntil(START + 3 * HOUR);
    await loseByHand(ports);
    await world.time.runUntil(START + 4 * HOUR);
    const [limits, noted]: [number[], unknown[]] = [[], []];
    const list: Ports['history']['list'] = (id, query) => {
      limits.push(query.limit);
      return ports.history.list(id, { ...query, limit: 4 });
    };
    const putRecount: Ports['stats']['putRecount'] = (scope, recount) => {
      noted.push(recount.done);
      return ports.stats.putRecount(scope, recount);
    };
    await rebuildStats(SCOPES, {
      ...ports,
      history: Object.assign(Object.create(ports.history), { list }),
      stats: Object.assign(Object.create(ports.stats), { putRecount }),
    });
    expect(new Set(limits)).toEqual(new Set([500]));
    expect(limits.length).toBeGreaterThan(29);
    expect(noted).toEqual([true]);
  });

  test('are rebuilt in pieces, also within the history of one job', async () => {
    const { world, ports, sweepTo, stats } = await unread();
    await world.time.runUntil(START + 3 * HOUR);
    await loseByHand(ports);
    await world.time.runUntil(START + 4 * HOUR);
    let passed = 0;
    /** Each read takes as long as a call may, and gives four executions. */
    const slow: Ports = {
      ...ports,
      clock: { ...ports.clock, now: () => world.time.now + passed },
      history: Object.assign(Object.create(ports.history), {
        list: async (id: string, page: { limit: number; cursor?: string }) => {
          passed += 10_000;
          return await ports.history.list(id, { ...page, limit: 4 });
        },
      }),
    };
    for (let slices = 0; slices < 40; slices += 1) {
      const before = passed;
      await rebuildStats(SCOPES, slow);
      expect(passed - before).toBeLessThanOrEqual(10_000);
    }
    expect(passed).toBeGreaterThan(29 * 10_000);
    await sweepTo(START + 25 * HOUR);
    expect(await stats()).toEqual(TRUTH);
  });
});
