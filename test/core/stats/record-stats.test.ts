import { MemoryJobStore } from '../../../adapters/memory/memory-job-store.ts';
import { MemoryStatsStore } from '../../../adapters/memory/memory-stats-store.ts';
import type { Ports } from '../../../core/ports/ports.ts';
import type { StatsEntry } from '../../../core/ports/stats-store.ts';
import { recordNewJob, recordStats, revertDispatch } from '../../../core/stats/record-stats.ts';
import { HOUR, MINUTE } from '../../../core/time/units.ts';
import { ID, minutely, NOW } from '../jobs/rows.ts';

const SCOPE = { product: 'shop', env: 'dev' };
const entry = (rest: Partial<StatsEntry> = {}): StatsEntry => ({
  scope: SCOPE,
  at: NOW,
  key: 'n1',
  rank: 0,
  tally: { completed: 1 },
  ...rest,
});

/** Ports at a moment, and what is asked of them in its order. */
function asked(now: number) {
  const calls: unknown[][] = [];
  const told = <T extends object>(store: T): T =>
    new Proxy(store, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        return (...args: unknown[]) => {
          if (name !== 'find') calls.push([name, ...args]);
          return (method as (...args: unknown[]) => unknown).apply(target, args);
        };
      },
    });
  const time = { now };
  const stats = new MemoryStatsStore();
  const ports = {
    stats: told(stats),
    jobs: told(new MemoryJobStore(stats)),
    clock: { now: () => time.now },
  } as unknown as Ports;
  return { calls, stats, time, ports };
}

const mark = (now: number, at = NOW) => ['markLate', { scope: SCOPE, hour: at, at: now }];

describe('an entry', () => {
  test('is written and nothing else while its minute is not counted', async () => {
    const { calls, ports } = asked(NOW + MINUTE / 2);
    await recordStats(entry(), ports);
    expect(calls).toEqual([['put', entry()]]);
  });

  test('that is late marks its hour first', async () => {
    const now = NOW + MINUTE / 2 + 1;
    const { calls, ports } = asked(now);
    await recordStats(entry(), ports);
    expect(calls).toEqual([mark(now), ['put', entry()]]);
  });

  test('that has become late while it was written marks its hour', async () => {
    const { calls, stats, time, ports } = asked(NOW);
    stats.put = async () => {
      time.now += MINUTE;
    };
    await recordStats(entry(), ports);
    expect(calls).toEqual([['put', entry()], mark(NOW + MINUTE)]);
  });

  test('that is late and stands already is left alone, unless it says something else now', async () => {
    const { calls, stats, ports } = asked(NOW + HOUR);
    await stats.put(entry());
    await recordStats(entry(), ports);
    expect(calls).toEqual([]);
    const other = entry({ rank: 1, tally: { failed: 1 } });
    await recordStats(other, ports);
    expect(calls).toEqual([mark(NOW + HOUR), ['put', other]]);
  });

  test('is dropped when its hour may be closed, an hour before it is two days old', async () => {
    const open = asked(NOW + 47 * HOUR);
    await recordStats(entry(), open.ports);
    expect(open.calls).toHaveLength(2);
    const closed = asked(NOW + 47 * HOUR + 1);
    await recordStats(entry(), closed.ports);
    expect(closed.calls).toEqual([]);
  });
});

/** The moment that the id of a job tells. */
const DISPATCHED = NOW - 12 * HOUR;
const job = { ...minutely(), id: ID };
const payload = { input: {} } as never;

describe('the entry of a new job', () => {
  const dispatch = {
    scope: SCOPE,
    at: DISPATCHED,
    key: `${ID}#new`,
    rank: 0,
    tally: { dispatched: 1, 'in.scheduled': 1 },
    useful_until: job.scheduled_at,
  };

  test('is written with its payload in one call', async () => {
    const { calls, ports } = asked(0);
    await recordNewJob(job, payload, ports);
    expect(calls).toEqual([['putPayload', job, payload, dispatch]]);
  });

  test('is written after its payload when it is late, and marks its hour', async () => {
    const { calls, ports } = asked(DISPATCHED + HOUR);
    await recordNewJob(job, payload, ports);
    expect(calls.map(([name]) => name)).toEqual(['putPayload', 'markLate', 'put']);
    expect(calls[0]).toEqual(['putPayload', job, payload]);
  });

  test('that has become late while its payload was written marks its hour', async () => {
    const { calls, stats, time, ports } = asked(DISPATCHED);
    stats.put = async () => {
      time.now += MINUTE;
    };
    await recordNewJob(job, payload, ports);
    expect(calls).toEqual([['putPayload', job, payload, dispatch], mark(DISPATCHED + MINUTE, DISPATCHED)]);
  });

  test('is taken back when the row never came, and marks its hour', async () => {
    const { calls, stats, ports } = asked(0);
    await revertDispatch(job, ports);
    expect(calls).toEqual([]);
    await recordNewJob(job, payload, ports);
    calls.length = 0;
    await revertDispatch(job, ports);
    expect(calls.map(([name]) => name)).toEqual(['markLate', 'remove']);
    expect(await stats.lateHours()).toHaveLength(1);
  });

  test('is set off in the hour the job was to run in when its own is closed', async () => {
    const { calls, time, ports } = asked(0);
    await recordNewJob(job, payload, ports);
    calls.length = 0;
    time.now = DISPATCHED + 48 * HOUR;
    await revertDispatch(job, ports);
    const off = { at: NOW, key: `${ID}#new#none`, tally: { dispatched: -1, 'in.scheduled': -1 } };
    expect(calls).toEqual([mark(time.now), ['put', { ...dispatch, ...off }]]);
  });
});
