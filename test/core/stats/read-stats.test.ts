import type { Ports } from '../../../core/ports/ports.ts';
import type { Tally } from '../../../core/ports/stats-store.ts';
import { closeHours } from '../../../core/stats/close-hours.ts';
import { hourOf } from '../../../core/stats/hours.ts';
import { readStats } from '../../../core/stats/read-stats.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time/units.ts';
import { SCOPES } from '../../simulation/callers.ts';
import { NO_FAULTS } from '../../simulation/faults.ts';
import { World } from '../../simulation/world.ts';
import { claimed, minutely } from '../jobs/rows.ts';

const START = Date.UTC(2026, 0, 1);
const [scope = { product: 'shop', env: 'dev' }] = SCOPES;

/** Ports on an empty memory whose clock a test sets, and what counts something in the hour of a moment. */
function quiet() {
  const world = new World(1, START, NO_FAULTS);
  const time = { now: START };
  const ports: Ports = {
    ...world.outside(),
    clock: { now: () => time.now, sleepUntil: async () => undefined },
  };
  let counted = 0;
  const count = async (at: number, tally: Tally = { completed: 1, first_try: 1 }) => {
    counted += 1;
    const sequence = String(counted).padStart(40, '0');
    const stretch = { scope, hour: hourOf(at), shard: 's', first: sequence, last: sequence };
    expect(await ports.stats.count(stretch, tally)).toBeUndefined();
  };
  return { time, ports, count };
}

const completed = async (ports: Ports, filter: { from?: number; to?: number } = {}) =>
  (await readStats(filter, SCOPES, ports)).completed;

describe('statistics', () => {
  test('are the same before, while and after hours are closed, which may die anywhere or be done by two at once', async () => {
    for (let dieAt = 1; dieAt < 12; dieAt += 1) {
      const { time, ports, count } = quiet();
      for (let i = 0; i < 30; i += 1) await count(START + i * 10 * MINUTE);
      for (const hours of [5, 30, 52, 60, 24 * 30]) {
        time.now = START + hours * HOUR;
        await closeHours(SCOPES, dying(ports, dieAt)).catch(() => undefined);
        expect(await completed(ports)).toBe(30);
        await Promise.all([closeHours(SCOPES, ports), closeHours(SCOPES, ports)]);
        expect(await completed(ports)).toBe(30);
      }
    }
  });

  test('are written anew once an hour at most, where an hour is over for good', async () => {
    const { time, ports, count } = quiet();
    await count(START);
    const closed: number[] = [];
    const putTotal: Ports['stats']['putTotal'] = async (of, total) => {
      closed.push((total.closed_to - START) / HOUR);
      return await ports.stats.putTotal(of, total);
    };
    const stats = Object.assign(Object.create(ports.stats), { putTotal });
    for (let minutes = 0; minutes < 3 * 60; minutes += 1) {
      time.now = START + 50 * HOUR + minutes * MINUTE;
      await closeHours(SCOPES, { ...ports, stats });
    }
    expect(closed).toEqual([0, 1, 2]);
  });

  test('take in what comes for an hour that began up to fifty hours ago', async () => {
    const { time, ports, count } = quiet();
    await count(START);
    time.now = START + 50 * HOUR - 1;
    await closeHours(SCOPES, ports);
    await count(START);
    await closeHours(SCOPES, ports);
    time.now = START + 60 * HOUR;
    await closeHours(SCOPES, ports);
    expect(await completed(ports)).toBe(2);
  });

  test('of a stretch of time are those of its hours', async () => {
    const { time, ports, count } = quiet();
    for (const hour of [0, 1, 1, 2, 5]) {
      time.now = START + hour * HOUR;
      await count(time.now);
    }
    time.now = START + 6 * HOUR;
    await closeHours(SCOPES, ports);
    expect(await completed(ports, { from: START + HOUR + 1, to: START + 2 * HOUR })).toBe(3);
    expect(await completed(ports, { from: START + 2 * HOUR })).toBe(2);
    expect(await completed(ports, { to: START + HOUR - 1 })).toBe(1);
    time.now = START + 10 * DAY;
    await closeHours(SCOPES, ports);
    expect(await completed(ports)).toBe(5);
    expect(await completed(ports, { from: START, to: START + HOUR })).toBe(3);
  });

  test('tell rates and the lag within 5 %', async () => {
    const { ports, count } = quiet();
    const runs = [
      ...Array.from({ length: 98 }, () => ({ completed: 1, first_try: 1, 'lag.0': 1 })),
      { completed: 1, retries: 2 },
      { failed: 1, retries: 3 },
    ];
    for (const [i, tally] of runs.entries()) await count(START + i, tally);
    expect(await readStats({}, SCOPES, ports)).toMatchObject({
      success_rate: 0.99,
      completed_first_try: 98,
      completed_after_retry: 1,
      avg_retry_count: 0.05,
      lag_ms: { p50: 0, p99: 0 },
    });
  });

  test('tell the runs of each namespace that has any', async () => {
    const { ports, count } = quiet();
    await count(START, { completed: 3, failed: 1, '+a': 2, '-a': 1, '+g': 1 });
    await count(START + HOUR, { completed: 1, '+a': 1 });
    const namespaces = { actions: { completed: 3, failed: 1 }, graphs: { completed: 1, failed: 0 } };
    expect(await readStats({}, SCOPES, ports)).toMatchObject({ namespaces });
    expect((await readStats({ from: START + HOUR }, SCOPES, ports)).namespaces).toEqual({
      actions: { completed: 1, failed: 0 },
    });
  });

  test('tell the lag that half of the runs, and 99 of a hundred, did not exceed', async () => {
    const { ports, count } = quiet();
    await count(START, { completed: 100, 'lag.0': 50, 'lag.1': 49, 'lag.73': 1 });
    expect(await readStats({}, SCOPES, ports)).toMatchObject({ lag_ms: { p50: 0, p99: 1 } });
    await count(START, { completed: 100, 'lag.0': 49, 'lag.1': 49, 'lag.73': 2 });
    expect(await readStats({}, SCOPES, ports)).toMatchObject({ lag_ms: { p50: 1, p99: 1002 } });
  });

  test('tell what stands now whatever hours are asked for', async () => {
    const { time, ports, count } = quiet();
    await count(START, { 'in.paused': 3 });
    time.now = START + 5 * HOUR;
    await closeHours(SCOPES, ports);
    for (const from of [START - 9 * DAY, START, START + 3 * HOUR])
      expect(await readStats({ from }, SCOPES, ports)).toMatchObject({ paused: 3 });
  });

  test('read the sums of the open hours, and of the hours asked for where those are earlier', async () => {
    const { time, ports } = quiet();
    time.now = START + 100 * HOUR;
    await closeHours(SCOPES, ports);
    const asked: number[][] = [];
    const hours: Ports['stats']['hours'] = (of, ...stretch) => {
      asked.push(stretch);
      return ports.stats.hours(of, ...stretch);
    };
    const watched = { ...ports, stats: Object.assign(Object.create(ports.stats), { hours }) };
    for (const filter of [{}, { from: START + HOUR }, { from: START + 60 * HOUR }, { to: START }])
      await readStats(filter, SCOPES, watched);
    const to = time.now + HOUR;
    expect(asked).toEqual([
      [START + 50 * HOUR, to],
      [START + HOUR, to],
      [START + 50 * HOUR, to],
      [0, to],
    ]);
  });

  test('look at a thousand runs in flight, and never tell fewer jobs than none', async () => {
    const { ports } = quiet();
    const limits: unknown[] = [];
    const list: Ports['jobs']['list'] = async ({ limit }) => {
      limits.push(limit);
      return [claimed(minutely())];
    };
    const watched = { ...ports, jobs: Object.assign(Object.create(ports.jobs), { list }) };
    expect(await readStats({}, SCOPES, watched)).toMatchObject({ running: 1, scheduled: 0, queued: 0 });
    expect(limits).toEqual([1000]);
  });

  test('take in what a clock that is ahead noted in the next hour, and no later', async () => {
    const { ports, count } = quiet();
    await count(START + HOUR);
    await count(START + 2 * HOUR);
    expect(await completed(ports)).toBe(1);
  });

  test('tell running jobs apart from those that are stored as scheduled or queued', async () => {
    const { ports, count } = quiet();
    await count(START, { dispatched: 7, 'in.scheduled': 3, 'in.queued': 2, 'in.paused': 2, cancelled: 1 });
    const { product, env } = scope;
    const running = claimed({ ...minutely(), product, env });
    await ports.jobs.create(running);
    await ports.jobs.create({ ...running, id: `${running.id.slice(0, -1)}0`, status: 'queued' });
    expect(await readStats({}, SCOPES, ports)).toMatchObject({
      total: 7,
      scheduled: 2,
      queued: 1,
      running: 2,
      paused: 2,
      cancelled: 1,
    });
  });

  test('are zero for scopes without jobs, and for no scope', async () => {
    const { ports } = quiet();
    const nothing = {
      total: 0,
      scheduled: 0,
      queued: 0,
      running: 0,
      completed: 0,
      failed: 0,
      cancelled: 0,
      paused: 0,
      failing: 0,
      retrying: 0,
      success_rate: 0,
      completed_first_try: 0,
      completed_after_retry: 0,
      avg_retry_count: 0,
      lag_ms: { p50: 0, p99: 0 },
      namespaces: {},
    };
    expect(await readStats({}, SCOPES, ports)).toEqual(nothing);
    ports.jobs.list = () => Promise.reject(new Error('jobs of no scope were asked for'));
    expect(await readStats({}, [], ports)).toEqual(nothing);
  });
});

/** Ports whose statistics store fails from the n-th call on. */
function dying(ports: Ports, n: number): Ports {
  let calls = 0;
  const stats = new Proxy(ports.stats, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        calls += 1;
        if (calls >= n) throw new Error('died');
        return await method.apply(target, args);
      };
    },
  });
  return { ...ports, stats };
}
