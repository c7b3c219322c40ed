import type { Config } from '../../../../contract/config.ts';
import type { MaintenanceWindow } from '../../../../contract/hold.ts';
import { isHeld } from '../../../../core/jobs/row.ts';
import { readMessage } from '../../../../core/messages/message.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { HOUR, MINUTE, SECOND } from '../../../../core/time/units.ts';
import { dispatchJob } from '../../../../core/usecases/dispatch/dispatch-job.ts';
import { MaintenanceWindows } from '../../../../core/usecases/maintain/maintenance-windows.ts';
import { openWindow } from '../../../../core/usecases/maintain/release-held.ts';
import { listHolds, resumeAll } from '../../../../core/usecases/manage/pause-all.ts';
import { CALLER } from '../../../rows.ts';
import { NO_FAULTS } from '../../../simulation/faults.ts';
import { SETUP } from '../../../simulation/scenario.ts';
import { World } from '../../../simulation/world.ts';

const START = Date.UTC(2026, 0, 1);
const SCOPE = { product: 'shop', env: 'dev' };

const configOf = (...maintenance: MaintenanceWindow[]): Config => ({
  products: { shop: { envs: { dev: { maintenance } } } },
});

/** A window of an hour from one o'clock on in Zurich, which is midnight in UTC. */
const nightly = configOf({ cron: '0 1 * * *', tz: 'Europe/Zurich', duration: HOUR, reason: 'the night' });

/** A world with windows, in which no sweep has to come in time. */
function worldOf(config: Config) {
  const world = new World(1, START - 10 * MINUTE, NO_FAULTS);
  world.holds.config = config;
  const ports = world.outside();
  const pass = (to: number) => world.time.runUntil(START + to);
  return {
    world,
    ports,
    pass,
    inForce: async () => (await listHolds([SCOPE], config, ports)).holds,
    planned: async (scope = SCOPE) => (await listHolds([scope], config, ports)).planned,
  };
}

describe('a maintenance window', () => {
  test('holds its product and env from its moment on for as long as it lasts, each day', async () => {
    const { pass, inForce } = worldOf(nightly);
    await pass(-1);
    expect(await inForce()).toEqual([]);
    await pass(0);
    const hold = { ...SCOPE, reason: 'the night', window: '0 1 * * * Europe/Zurich' };
    expect(await inForce()).toEqual([{ ...hold, since: START, until: START + HOUR }]);
    await pass(HOUR);
    expect(await inForce()).toEqual([]);
    await pass(24 * HOUR);
    expect(await inForce()).toMatchObject([{ since: START + 24 * HOUR }]);
  });

  test('is told before it begins, and while it lasts the next time', async () => {
    const weekly = { cron: '0 12 * * 6', tz: 'UTC', duration: HOUR, reason: 'the week' };
    const both = configOf({ ...weekly }, ...(nightly.products['shop']?.envs['dev']?.maintenance ?? []));
    const { pass, planned } = worldOf(both);
    const times = async () => (await planned()).map(({ since, until = 0 }) => [since - START, until - START]);
    const [saturday, end] = [60 * HOUR, 61 * HOUR];
    expect(await times()).toEqual([
      [0, HOUR],
      [saturday, end],
    ]);
    expect(await planned()).toMatchObject([{ ...SCOPE, reason: 'the night' }, { reason: 'the week' }]);
    expect(await planned({ product: 'rival', env: 'dev' })).toEqual([]);
    await pass(0);
    expect(await times()).toEqual([
      [24 * HOUR, 25 * HOUR],
      [saturday, end],
    ]);
  });

  test.each([
    ['at its very moment', 0],
    ['in it', MINUTE],
    ['at the last moment in it', HOUR - 1],
  ])('has a job that comes due %s start at its end, and is written once for it', async (_when, due) => {
    const { world, ports, pass } = worldOf(nightly);
    const body = { ...SCOPE, app: 'app', event: 'e', input: {}, schedule: { start_at: START + due } };
    for (let i = 0; i < 3; i += 1) await dispatchJob('actions', body, SETUP, ports);
    const rows = () => [...world.jobs.rows.values()];
    await pass(HOUR - 1);
    expect(rows().map(({ status }) => status)).not.toContain('completed');
    if (due < HOUR - 1) expect(rows().map(isHeld)).toEqual([true, true, true]);
    await pass(HOUR + 5 * SECOND);
    expect(rows().map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(world.holds.holds.size).toBe(1);
  });

  test('has its end awaited by one message, however many jobs meet it', async () => {
    const { ports } = worldOf(nightly);
    const sent: unknown[] = [];
    const queue = { ...ports.queue, send: async (body: string) => void sent.push(readMessage(body)) };
    const hold = { ...SCOPE, reason: 'the night', window: 'w', since: START, until: START + HOUR };
    const told: unknown[] = [];
    const open: Ports['holds']['open'] = (window, record) => {
      told.push(record);
      return ports.holds.open(window, record);
    };
    for (let jobs = 0; jobs < 3; jobs += 1)
      await openWindow(hold, { ...ports, queue, holds: { ...ports.holds, open } });
    const by = { command: 'pause_all', actor: 'window', via: 'window', reason: 'the night' };
    const entry = { ...by, id: expect.stringMatching(/^window_\d+_\w+$/), at: START };
    expect(told).toMatchObject([entry, entry, entry]);
    expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(sent).toEqual([{ kind: 'release', at: START + HOUR }]);
    for (const other of [undefined, { reason: 'by hand', since: START, until: START + HOUR }])
      await openWindow(other, { ...ports, queue });
    expect([sent.length, await ports.holds.list()]).toEqual([1, [hold]]);
  });

  test('lets start what comes due when it is over', async () => {
    const { world, ports, pass } = worldOf(nightly);
    const body = { ...SCOPE, app: 'app', event: 'e', input: {}, schedule: { start_at: START + HOUR } };
    await dispatchJob('actions', body, SETUP, ports);
    await pass(HOUR + SECOND);
    expect([...world.jobs.rows.values()]).toMatchObject([{ status: 'completed' }]);
  });

  test('holds to its end what has met it, also where it is not in the config any more', async () => {
    const { world, ports, pass, inForce } = worldOf(nightly);
    const body = { ...SCOPE, app: 'app', event: 'e', input: {}, schedule: { start_at: START + MINUTE } };
    await dispatchJob('actions', body, SETUP, ports);
    await pass(2 * MINUTE);
    delete world.holds.config;
    expect(await inForce()).toMatchObject([{ since: START }]);
    await pass(HOUR + 5 * SECOND);
    expect([...world.jobs.rows.values()]).toMatchObject([{ status: 'completed' }]);
  });

  test('is looked for in its calendar again only when another one begins, or the clock is set back', async () => {
    let now = START;
    const windows = new MaintenanceWindows(nightly, { now: () => now });
    const lastingAt = (time: number) => {
      now = START + time;
      return windows.beside([])[0];
    };
    const first = lastingAt(0);
    expect(first).toMatchObject({ since: START });
    expect(lastingAt(HOUR - 1)).toBe(first);
    expect(lastingAt(HOUR)).toBeUndefined();
    expect(lastingAt(24 * HOUR)).toMatchObject({ since: START + 24 * HOUR });
    expect(lastingAt(HOUR - 1)).toEqual(first);
    expect(lastingAt(-1)).toBeUndefined();
  });

  test('that begins each minute and lasts for a week is one of the hundred latest', () => {
    const each = configOf({ cron: '* * * * *', duration: 7 * 24 * HOUR, reason: 'each' });
    const lasting = new MaintenanceWindows(each, { now: () => START }).beside([]);
    const sinces = lasting.map(({ since }) => since).sort((a, b) => b - a);
    expect(sinces).toEqual(Array.from({ length: 100 }, (_, nth) => START - nth * MINUTE));
  });

  test('that a caller has ended stays ended', async () => {
    const { ports, pass, inForce } = worldOf(nightly);
    await pass(10 * MINUTE);
    expect(await resumeAll(SCOPE, CALLER, ports)).toEqual({ holds: [] });
    await pass(20 * MINUTE);
    expect(await inForce()).toEqual([]);
  });

  test('is in force at once where it is declared while it lasts, and may meet another of its kind', async () => {
    const often = configOf({ cron: '*/30 * * * *', duration: HOUR, reason: 'often' });
    const { pass, inForce } = worldOf(often);
    await pass(10 * MINUTE);
    expect((await inForce()).map(({ since }) => since - START)).toEqual([-30 * MINUTE, 0]);
  });
});
