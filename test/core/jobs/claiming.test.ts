import type { Every } from '../schedule/tables.ts';
import { cron, every, once } from '../schedule/tables.ts';
import { aimAt, beat, newJob, onlyRun, runningJob, succeeded, T0, woken } from './steps.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Wakes a job at each of its occurrences and lets each run succeed, until it ends. */
function lived(table: Parameters<typeof newJob>[0], most: number) {
  let { row } = newJob(table);
  const claimed: number[] = [];
  for (let i = 0; i < most && row.next_run_at !== null; i += 1) {
    const due = row.next_run_at;
    const woke = woken(row, aimAt(due), due);
    claimed.push(...woke.runs.map((run) => run.occurrence - T0));
    row = succeeded(woke.row, onlyRun(woke), due + 1).row;
  }
  return { row, claimed };
}

describe('how often a job runs', () => {
  test.each([1, 2, 3, 10])('is its limit of %i exactly', (limit) => {
    const { row, claimed } = lived(every(SECOND, T0, { limit }), 20);
    expect(claimed).toHaveLength(limit);
    expect(row).toMatchObject({ status: 'completed', execution_count: limit, next_run_at: null });
  });

  test.each([
    ['on an occurrence, which runs', 3 * SECOND, [0, 1000, 2000, 3000]],
    ['just before an occurrence, which does not run', 3 * SECOND - 1, [0, 1000, 2000]],
  ])('ends with an endDate %s', (_, end, occurrences) => {
    const { row, claimed } = lived(every(SECOND, T0, { end: T0 + end }), 20);
    expect(claimed).toEqual(occurrences);
    expect(row.status).toBe('completed');
  });

  test('is once for a one-time job, which ends as its run did', () => {
    expect(lived(once(T0), 5)).toMatchObject({ claimed: [0], row: { status: 'completed' } });
  });

  test('does not count occurrences that were skipped', () => {
    const { row } = runningJob(every(SECOND, T0, { limit: 2 }));
    const skipped = woken(row, aimAt(T0 + SECOND), T0 + SECOND);
    const rested = succeeded(skipped.row, onlyRun(row), T0 + SECOND + 1).row;
    expect(rested).toMatchObject({ status: 'scheduled', execution_count: 1, next_run_at: T0 + 2 * SECOND });
  });
});

describe('an occurrence that is due while a run is going', () => {
  const next = T0 + SECOND;

  test('is skipped under overlap skip and never run', () => {
    const woke = woken(runningJob(every(SECOND, T0)).row, aimAt(next), next);
    expect(woke.runs).toEqual([]);
    expect(woke.records).toMatchObject([{ occurrence: next, status: 'skipped', reason: 'overlap' }]);
    expect(woke.row.next_run_at).toBe(next + SECOND);
    expect(woke.armed).toEqual([['aim', next + SECOND]]);
  });

  test('is run beside it under overlap allow', () => {
    const woke = woken(runningJob(every(SECOND, T0, { overlap: 'allow' })).row, aimAt(next), next);
    expect(woke.runs).toMatchObject([{ number: 2, occurrence: next }]);
    expect(woke.row.runs).toHaveLength(2);
  });

  test('is skipped under overlap allow when fifty are in flight', () => {
    let { row } = runningJob(every(100, T0, { overlap: 'allow' }));
    for (let t = T0 + 100; t <= T0 + 5000; t += 100) row = woken(row, aimAt(t), t).row;
    expect(row.runs).toHaveLength(50);
    expect(row.skips).toMatchObject([{ occurrence: T0 + 5000, reason: 'overlap' }]);
  });

  test('waits under overlap queue and is run when the run has ended', () => {
    const running = runningJob(every(SECOND, T0, { overlap: 'queue' }));
    const waiting = woken(running.row, aimAt(next), next);
    expect(waiting).toMatchObject({ changed: false, runs: [], armed: [] });
    const ended = succeeded(waiting.row, onlyRun(running), next + 500);
    expect(ended.armed).toEqual([['aim', next]]);
    const resumed = woken(ended.row, aimAt(next), next + 600);
    expect(resumed.runs).toMatchObject([{ number: 2, occurrence: next }]);
  });

  test('keeps its turn under overlap queue however long the run took', () => {
    const running = runningJob(every(MINUTE, T0, { overlap: 'queue', missed: 'skip' }));
    const ended = succeeded(running.row, onlyRun(running), T0 + 10 * MINUTE);
    const resumed = woken(ended.row, aimAt(T0 + MINUTE), T0 + 10 * MINUTE);
    expect(resumed.runs).toMatchObject([{ occurrence: T0 + MINUTE }]);
    expect(resumed.records).toEqual([]);
  });
});

describe('occurrences that an outage of ten minutes left behind', () => {
  const now = T0 + 10 * MINUTE + 30 * SECOND;
  const wokenLate = (rest: Partial<Every>) => woken(newJob(every(MINUTE, T0, rest)).row, beat, now);

  test('are skipped but for the last one under missed latest', () => {
    const woke = wokenLate({ missed: 'latest' });
    expect(woke.runs).toMatchObject([{ occurrence: T0 + 10 * MINUTE }]);
    expect(woke.records).toMatchObject([
      { occurrence: T0, through: T0 + 9 * MINUTE, count: 10, reason: 'missed' },
    ]);
    expect(woke.row.next_run_at).toBe(T0 + 11 * MINUTE);
  });

  test('are run one after the other under missed all', () => {
    const woke = wokenLate({ missed: 'all' });
    expect(woke.runs).toMatchObject([{ occurrence: T0 }]);
    expect(woke.records).toEqual([]);
    const ended = succeeded(woke.row, onlyRun(woke), now + SECOND);
    expect(ended.armed).toEqual([['aim', T0 + MINUTE]]);
  });

  test('do not keep missed skip from running what is due now', () => {
    expect(wokenLate({ missed: 'skip' }).runs).toMatchObject([{ occurrence: T0 + 10 * MINUTE }]);
  });

  test.each([
    [2 * MINUTE, 'run', 1, 0],
    [2 * MINUTE + 1, 'skipped', 0, 1],
  ])('%i ms ago are %s under missed skip', (late, _, runs, records) => {
    const woke = woken(newJob(every(60 * MINUTE, T0, { missed: 'skip' })).row, beat, T0 + late);
    expect(woke.runs).toHaveLength(runs);
    expect(woke.records).toHaveLength(records);
    expect(woke.row.next_run_at).toBe(T0 + 60 * MINUTE);
  });

  test.each([
    ['every second', every(SECOND, T0, { missed: 'all' })],
    ['a cron of every second', cron('* * * * * *', { missed: 'all' })],
  ])('are made up for a hundred at most under missed all with %s', (_, table) => {
    const woke = woken(newJob(table).row, beat, now);
    expect(woke.runs).toMatchObject([{ occurrence: now - 99 * SECOND }]);
    expect(woke.records).toMatchObject([{ occurrence: T0, through: now - 100 * SECOND, reason: 'missed' }]);
  });

  test('are run by a one-time job however late', () => {
    expect(woken(newJob(once(T0)).row, aimAt(T0), T0 + 600 * MINUTE).runs).toMatchObject([
      { occurrence: T0 },
    ]);
  });
});
