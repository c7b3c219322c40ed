import type { Ports } from '../../../core/ports/ports.ts';
import type { StatsEntry } from '../../../core/ports/stats-store.ts';
import { readStats } from '../../../core/stats/read-stats.ts';
import { recordStats } from '../../../core/stats/record-stats.ts';
import { rollUpHours } from '../../../core/stats/roll-up-hours.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time/units.ts';
import { NO_FAULTS, SCOPES, World } from '../../simulation/world.ts';
import { claimed, minutely } from '../jobs/rows.ts';

const START = Date.UTC(2026, 0, 1);
const [scope = { product: 'shop', env: 'dev' }] = SCOPES;

/** Ports on an empty memory whose clock a test sets, and how often entries were read. */
function quiet() {
  const world = new World(1, START, NO_FAULTS);
  const time = { now: START };
  const ports: Ports = {
    ...world.outside(),
    clock: { now: () => time.now, sleepUntil: async () => undefined },
  };
  let noteReads = 0;
  const entries: Ports['stats']['entries'] = async (...asked) => {
    const found = await world.stats.entries(...asked);
    noteReads += found.length;
    return found;
  };
  const counted = { ...ports, stats: Object.assign(Object.create(world.stats), { entries }) };
  return { time, ports: counted as Ports, noteReads: () => noteReads };
}

let entries = 0;
const entry = (at: number, tally: StatsEntry['tally'] = { completed: 1, first_try: 1 }): StatsEntry => {
  entries += 1;
  return { scope, at, key: `n${entries}`, rank: 0, tally };
};
const completed = async (ports: Ports, filter: { from?: number; to?: number } = {}) =>
  (await readStats(filter, SCOPES, ports)).completed;

describe('statistics', () => {
  test('are exact at every moment: before, between and after counting', async () => {
    const { time, ports } = quiet();
    let noted = 0;
    for (let minute = 0; minute < 150; minute += 1) {
      time.now = START + minute * MINUTE + 20_000;
      await recordStats(entry(time.now), ports);
      noted += 1;
      expect(await completed(ports)).toBe(noted);
      if (minute % 7 === 0) await rollUpHours(SCOPES, ports);
      expect(await completed(ports)).toBe(noted);
    }
  });

  test('read the entries of the last minutes only once the others are counted', async () => {
    const { time, ports, noteReads } = quiet();
    for (let i = 0; i < 500; i += 1) {
      time.now = START + i * 7;
      await recordStats(entry(time.now), ports);
    }
    time.now = START + 3 * MINUTE;
    await rollUpHours(SCOPES, ports);
    const before = noteReads();
    expect(await completed(ports)).toBe(500);
    expect(noteReads() - before).toBe(0);
  });

  test('count an entry once that is written again, also when its hour is summed up already', async () => {
    const { time, ports } = quiet();
    const one = entry(START);
    await recordStats(one, ports);
    for (const later of [0, 2 * MINUTE, 3 * HOUR, 40 * HOUR, 60 * HOUR, 30 * DAY]) {
      time.now = START + later;
      await rollUpHours(SCOPES, ports);
      await recordStats(one, ports);
      time.now += 2 * MINUTE;
      await rollUpHours(SCOPES, ports);
      expect(await completed(ports)).toBe(1);
    }
  });

  test('take in an entry that comes late, and what replaces one that was counted', async () => {
    const { time, ports } = quiet();
    const one = entry(START);
    await recordStats(one, ports);
    time.now = START + 3 * HOUR;
    await rollUpHours(SCOPES, ports);
    await recordStats(entry(START + 1), ports);
    await recordStats({ ...one, rank: 1, tally: { failed: 1 } }, ports);
    await rollUpHours(SCOPES, ports);
    time.now += MINUTE;
    await rollUpHours(SCOPES, ports);
    expect(await readStats({}, SCOPES, ports)).toMatchObject({ completed: 1, failed: 1 });
  });

  test('come out the same when counting dies anywhere, or is done by two at once', async () => {
    for (let dieAt = 1; dieAt < 40; dieAt += 1) {
      const { time, ports } = quiet();
      for (let i = 0; i < 30; i += 1) {
        time.now = START + i * 10 * MINUTE;
        await recordStats(entry(time.now), ports);
      }
      for (const hours of [30, 60]) {
        time.now = START + hours * HOUR;
        await rollUpHours(SCOPES, dying(ports, dieAt)).catch(() => undefined);
        await Promise.all([rollUpHours(SCOPES, ports), rollUpHours(SCOPES, ports)]);
      }
      await rollUpHours(SCOPES, ports);
      expect(await completed(ports)).toBe(30);
    }
  });

  test('of a stretch of time are those of its hours', async () => {
    const { time, ports } = quiet();
    for (const hour of [0, 1, 1, 2, 5]) {
      time.now = START + hour * HOUR;
      await recordStats(entry(time.now), ports);
    }
    time.now = START + 6 * HOUR;
    await rollUpHours(SCOPES, ports);
    expect(await completed(ports, { from: START + HOUR + 1, to: START + 2 * HOUR })).toBe(3);
    expect(await completed(ports, { from: START + 2 * HOUR })).toBe(2);
    expect(await completed(ports, { to: START + HOUR - 1 })).toBe(1);
    time.now = START + 10 * DAY;
    await rollUpHours(SCOPES, ports);
    expect(await completed(ports)).toBe(5);
    expect(await completed(ports, { from: START, to: START + HOUR })).toBe(3);
  });

  test('tell rates and the lag within 5 %', async () => {
    const { ports } = quiet();
    const runs = [
      ...Array.from({ length: 98 }, () => ({ completed: 1, first_try: 1, 'lag.0': 1 })),
      { completed: 1, retries: 2 },
      { failed: 1, retries: 3 },
    ];
    for (const [i, tally] of runs.entries()) await recordStats(entry(START + i, tally), ports);
    expect(await readStats({}, SCOPES, ports)).toMatchObject({
      success_rate: 0.99,
      completed_first_try: 98,
      completed_after_retry: 1,
      avg_retry_count: 0.05,
      lag_ms: { p50: 0, p99: 0 },
    });
  });

  test('tell the lag that half of the runs, and 99 of a hundred, did not exceed', async () => {
    const { ports } = quiet();
    await recordStats(entry(START, { completed: 100, 'lag.0': 50, 'lag.1': 49, 'lag.73': 1 }), ports);
    expect(await readStats({}, SCOPES, ports)).toMatchObject({ lag_ms: { p50: 0, p99: 1 } });
    await recordStats(entry(START, { completed: 100, 'lag.0': 49, 'lag.1': 49, 'lag.73': 2 }), ports);
    expect(await readStats({}, SCOPES, ports)).toMatchObject({ lag_ms: { p50: 1, p99: 1002 } });
  });

  test('tell what stands now whatever hours are asked for', async () => {
    const { time, ports } = quiet();
    await ports.stats.put(entry(START, { 'in.paused': 3 }));
    time.now = START + 5 * HOUR;
    await rollUpHours(SCOPES, ports);
    for (const from of [START - 9 * DAY, START, START + 3 * HOUR])
      expect(await readStats({ from }, SCOPES, ports)).toMatchObject({ paused: 3 });
  });

  test('read the sums of the open hours, and of the hours asked for where those are earlier', async () => {
    const { time, ports } = quiet();
    time.now = START + 100 * HOUR;
    await rollUpHours(SCOPES, ports);
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
      [START + 52 * HOUR, to],
      [START + HOUR, to],
      [START + 52 * HOUR, to],
      [0, to],
    ]);
  });

  test('read the notes of two hours where the hours before are counted, also by a clock that is behind', async () => {
    for (const now of [START + HOUR, START]) {
      const { time, ports } = quiet();
      for (const hour of [1, 2, 3]) await ports.stats.put(entry(START + hour * HOUR));
      await ports.stats.putTotal(scope, { tally: {}, closed_to: START, hour: START + HOUR, version: 1 });
      time.now = now;
      expect(await completed(ports)).toBe(2);
    }
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
    const { ports } = quiet();
    await recordStats(entry(START + HOUR), ports);
    await recordStats(entry(START + 2 * HOUR), ports);
    expect(await completed(ports)).toBe(1);
  });

  test('take in every hour that is not counted yet, also after a long rest', async () => {
    const { time, ports } = quiet();
    for (let hour = 0; hour < 120; hour += 1) await ports.stats.put(entry(START + hour * HOUR));
    await ports.stats.putTotal(scope, { tally: { completed: 5 }, closed_to: START, hour: START, version: 1 });
    time.now = START + 119 * HOUR;
    let [reading, most] = [0, 0];
    const entries: Ports['stats']['entries'] = async (...asked) => {
      reading += 1;
      most = Math.max(most, reading);
      const found = await ports.stats.entries(...asked);
      reading -= 1;
      return found;
    };
    const watched = { ...ports, stats: Object.assign(Object.create(ports.stats), { entries }) };
    expect(await completed(watched)).toBe(125);
    expect(most).toBe(49);
    expect(await completed(ports, { from: START + 100 * HOUR })).toBe(20);
    expect(await completed(ports, { from: START + 100 * HOUR, to: START + 101 * HOUR - 1 })).toBe(1);
  });

  test('tell running jobs apart from those that are stored as scheduled or queued', async () => {
    const { ports } = quiet();
    await ports.stats.put(
      entry(START, { dispatched: 7, 'in.scheduled': 3, 'in.queued': 2, 'in.paused': 2, cancelled: 1 }),
    );
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
      success_rate: 0,
      completed_first_try: 0,
      completed_after_retry: 0,
      avg_retry_count: 0,
      lag_ms: { p50: 0, p99: 0 },
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
