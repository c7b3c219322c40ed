import type { JobRow } from '../../../core/jobs/row.ts';
import { statusOf } from '../../../core/jobs/row.ts';
import { nextOccurrence } from '../../../core/schedule/occurrences.ts';
import { cron, every, once } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  disarms,
  finish,
  finished,
  HOUR,
  ID,
  LEASE,
  MINUTE,
  minutely,
  NOW,
  newRow,
  OK,
  records,
  runOf,
  SECOND,
  slow,
  starts,
  Wake,
  wake,
} from './rows.ts';

/** Runs a job to its end, each occurrence in time and for 100 ms. */
function life(row: JobRow, steps: number): { occurrences: number[]; row: JobRow } {
  const occurrences: number[] = [];
  let current = row;
  for (let i = 0; i < steps && current.next_run_at !== null; i += 1) {
    const due = current.next_run_at;
    current = claimed(current, due + 3);
    occurrences.push(runOf(current).occurrence);
    current = finished(current, due + 103);
  }
  return { occurrences, row: current };
}

describe('a one-time job', () => {
  test('is claimed when its aim comes, by one conditional write with a lease', () => {
    const decision = wake(newRow(once(NOW)), Wake.aim(NOW), NOW + 5);
    const run = {
      number: 1,
      occurrence: NOW,
      attempt: 1,
      lost: 0,
      by: `a${NOW}`,
      started_at: NOW + 5,
      lease_until: NOW + 5 + LEASE,
    };
    expect(decision.before).toEqual([]);
    expect(decision.after).toEqual([{ type: 'run', run }]);
    expect(decision.row).toMatchObject({
      status: 'queued',
      version: 2,
      updated_at: NOW + 5,
      started_at: NOW + 5,
      next_run_at: null,
      execution_count: 1,
      runs: [run],
    });
    expect(statusOf(committed(decision))).toBe('running');
  });

  test('is completed when its run succeeds, and its history is written before the row', () => {
    const row = claimed(newRow(once(NOW)), NOW + 5);
    const decision = finish(row, runOf(row), NOW + 105);
    expect(records(decision.before)).toEqual([
      {
        number: 1,
        occurrence: NOW,
        status: 'completed',
        result: 'done',
        started_at: NOW + 5,
        completed_at: NOW + 105,
        duration_ms: 100,
        lag_ms: 5,
        attempts: 1,
      },
    ]);
    expect(decision.after).toEqual([]);
    expect(decision.row).toMatchObject({
      status: 'completed',
      succeeded: 1,
      failed: 0,
      runs: [],
      completed_at: NOW + 105,
    });
  });

  test('runs however late it is: nothing one-time is missed', () => {
    expect(runOf(claimed(newRow(once(NOW)), NOW + 30 * 24 * HOUR)).occurrence).toBe(NOW);
  });
});

describe('a recurring job', () => {
  test('arms its next occurrence when it claims one, and is scheduled again after the run', () => {
    const decision = wake(minutely(), Wake.aim(NOW), NOW + 5);
    expect(arms(decision.after)).toEqual([['aim', NOW + MINUTE]]);
    expect(decision.row).toMatchObject({ next_run_at: NOW + MINUTE, execution_count: 1 });
    const done = finished(committed(decision), NOW + 105);
    expect(done).toMatchObject({ status: 'scheduled', succeeded: 1, next_run_at: NOW + MINUTE });
  });

  test('is claimed by its beat as well as by its aim', () => {
    expect(starts(wake(minutely(), Wake.beat(), NOW + 40 * SECOND).after)).toMatchObject([
      { number: 1, occurrence: NOW, by: 'b0' },
    ]);
  });

  test('to the minute is not armed beside its beat', () => {
    const row = newRow(cron('* * * * *', { precision: 'minute' }));
    expect(arms(wake(row, Wake.beat(), NOW + 30 * SECOND).after)).toEqual([]);
  });

  test('to the minute is armed where a gap keeps the beat from firing', () => {
    const eve = Date.parse('2026-03-07T07:30:00Z');
    const table = cron('30 2 * * *', { tz: 'America/New_York', precision: 'minute' });
    const row = { ...newRow(table), next_run_at: eve };
    expect(arms(wake(row, Wake.beat(), eve + SECOND).after)).toEqual([
      ['aim', Date.parse('2026-03-08T07:00:00Z')],
    ]);
  });

  test('runs exactly limit times and is then completed, its schedules removed', () => {
    const { occurrences, row } = life(minutely({ limit: 3 }), 10);
    expect(occurrences).toEqual([NOW, NOW + MINUTE, NOW + 2 * MINUTE]);
    expect(row).toMatchObject({ status: 'completed', execution_count: 3, succeeded: 3, next_run_at: null });
    const last = claimed({ ...minutely({ limit: 3 }), execution_count: 2 });
    expect(disarms(finish(last, runOf(last), NOW + SECOND).after)).toEqual([`${ID}.g1.b0`]);
  });

  test('counts a run that fails towards its limit, and goes on after it', () => {
    const row = claimed(minutely({ limit: 2 }));
    const failed = finished(row, NOW + SECOND, { ok: false, failure: { code: 'NOT_FOUND', message: '' } });
    expect(failed).toMatchObject({ status: 'scheduled', failed: 1, execution_count: 1 });
    expect(life(failed, 10).row).toMatchObject({ status: 'completed', execution_count: 2 });
  });

  test('is completed, not failed, though its last run failed', () => {
    const row = claimed(minutely({ limit: 1 }));
    const done = finished(row, NOW + SECOND, { ok: false, failure: { code: 'NOT_FOUND', message: '' } });
    expect(done).toMatchObject({ status: 'completed', failed: 1, last_error: { code: 'NOT_FOUND' } });
  });

  test('runs on endDate itself and never after it', () => {
    expect(life(minutely({ end: NOW + 2 * MINUTE }), 10)).toMatchObject({
      occurrences: [NOW, NOW + MINUTE, NOW + 2 * MINUTE],
      row: { status: 'completed', next_run_at: null },
    });
    expect(life(minutely({ end: NOW + 2 * MINUTE - 1 }), 10).occurrences).toHaveLength(2);
  });

  test('of a cron follows its wall clock through a clock change', () => {
    const table = cron('30 2 * * *', { tz: 'America/New_York', start: Date.parse('2026-03-07T00:00:00Z') });
    expect(life(newRow(table), 3).occurrences.map((t) => new Date(t).toISOString())).toEqual([
      '2026-03-07T07:30:00.000Z',
      '2026-03-08T07:00:00.000Z',
      '2026-03-09T06:30:00.000Z',
    ]);
  });

  test('of an interval keeps to its grid, however late its runs are', () => {
    let row = newRow(every(7 * SECOND, NOW));
    for (let i = 0; i < 20; i += 1) {
      const due = row.next_run_at ?? 0;
      expect((due - NOW) % (7 * SECOND)).toBe(0);
      row = finished(claimed(row, due + 6999), due + 6999);
      expect(row.next_run_at).toBe(nextOccurrence(row.table, due));
    }
  });
});

describe('an occurrence that is due while a run is going', () => {
  test('is skipped under overlap skip, without being counted', () => {
    const row = claimed(slow());
    const decision = wake(row, Wake.aim(NOW + MINUTE), NOW + MINUTE + 2);
    const skip = {
      number: 0,
      occurrence: NOW + MINUTE,
      status: 'skipped',
      attempts: 0,
      reason: 'overlap',
    };
    expect(starts(decision.after)).toEqual([]);
    expect(records(decision.after)).toEqual([skip]);
    expect(arms(decision.after)).toEqual([['aim', NOW + 2 * MINUTE]]);
    expect(decision.row).toMatchObject({
      execution_count: 1,
      next_run_at: NOW + 2 * MINUTE,
      skips: [skip],
    });
  });

  test('is written into the history again with the next commit, in case the first writer died', () => {
    const skipping = committed(wake(claimed(slow()), Wake.aim(NOW + MINUTE), NOW + MINUTE));
    const decision = finish(skipping, runOf(skipping), NOW + MINUTE + SECOND, OK);
    expect(records(decision.before).map(({ status, occurrence }) => [status, occurrence])).toEqual([
      ['skipped', NOW + MINUTE],
      ['completed', NOW],
    ]);
    expect(committed(decision).skips).toBeUndefined();
  });

  test('is one of a stretch when several are due at once', () => {
    const decision = wake(claimed(slow()), Wake.beat(), NOW + 3 * MINUTE + 1);
    expect(records(decision.after)).toMatchObject([
      { occurrence: NOW + MINUTE, through: NOW + 3 * MINUTE, count: 3, reason: 'overlap' },
    ]);
    expect(decision.row?.next_run_at).toBe(NOW + 4 * MINUTE);
  });

  test('runs beside the other under overlap allow', () => {
    const row = claimed(claimed(slow({ overlap: 'allow' })), NOW + MINUTE);
    expect(row.runs.map(({ number, occurrence }) => [number, occurrence])).toEqual([
      [1, NOW],
      [2, NOW + MINUTE],
    ]);
  });

  test('is skipped under overlap allow when fifty are going, so that the row stays small', () => {
    let row = newRow(every(SECOND, NOW, { overlap: 'allow' }), { timeout: HOUR });
    for (let i = 0; i < 50; i += 1) row = claimed(row);
    expect(row.runs).toHaveLength(50);
    const next = claimed(row);
    expect(next.runs).toHaveLength(50);
    expect(next.skips).toMatchObject([{ occurrence: NOW + 50 * SECOND, reason: 'overlap' }]);
  });

  test('waits for the other under overlap queue, and runs after it in its turn', () => {
    const row = claimed(slow({ overlap: 'queue' }));
    const held = wake(row, Wake.aim(NOW + MINUTE), NOW + MINUTE);
    expect(held).toEqual({ before: [], after: [] });

    const end = NOW + 10 * MINUTE + SECOND;
    const over = finish(row, runOf(row), end);
    expect(arms(over.after)).toEqual([['aim', NOW + MINUTE]]);

    let current = committed(over);
    const occurrences: number[] = [];
    for (let now = end; now < end + 20 * SECOND; now += 2 * SECOND) {
      current = claimed(current, now);
      occurrences.push(runOf(current).occurrence);
      current = finished(current, now + SECOND);
    }
    expect(occurrences).toEqual(Array.from({ length: 10 }, (_, i) => NOW + (i + 1) * MINUTE));
    expect(current.skips).toBeUndefined();
  });

  test('counts towards limit only when it runs', () => {
    const row = claimed(slow({ limit: 2 }));
    const skipping = committed(wake(row, Wake.aim(NOW + MINUTE), NOW + MINUTE));
    const rest = life(finished(skipping, NOW + 90 * SECOND), 10);
    expect(rest.occurrences).toEqual([NOW + 2 * MINUTE]);
    expect(rest.row.status).toBe('completed');
  });
});

describe('occurrences that could not run in time', () => {
  const outage = NOW + 10 * MINUTE + 30 * SECOND;

  test('are skipped but for the latest under missed latest', () => {
    const decision = wake(minutely(), Wake.beat(), outage);
    expect(starts(decision.after)).toMatchObject([{ number: 1, occurrence: NOW + 10 * MINUTE }]);
    expect(records(decision.after)).toEqual([
      {
        number: 0,
        occurrence: NOW,
        through: NOW + 9 * MINUTE,
        count: 10,
        status: 'skipped',
        attempts: 0,
        reason: 'missed',
      },
    ]);
    expect(decision.row).toMatchObject({ execution_count: 1, next_run_at: NOW + 11 * MINUTE });
  });

  test('are all skipped under missed skip when the latest is more than two minutes late', () => {
    const row = newRow(every(HOUR, NOW, { missed: 'skip' }));
    const decision = wake(row, Wake.beat(), NOW + 3 * HOUR + 120_001);
    expect(starts(decision.after)).toEqual([]);
    expect(records(decision.after)).toMatchObject([
      { occurrence: NOW, through: NOW + 3 * HOUR, count: 4, reason: 'missed' },
    ]);
    expect(arms(decision.after)).toEqual([['aim', NOW + 4 * HOUR]]);
  });

  test('leave the latest to run under missed skip when it is two minutes late or less', () => {
    const row = newRow(every(HOUR, NOW, { missed: 'skip' }));
    const decision = wake(row, Wake.beat(), NOW + 3 * HOUR + 120_000);
    expect(starts(decision.after)).toMatchObject([{ occurrence: NOW + 3 * HOUR }]);
    expect(records(decision.after)).toMatchObject([{ occurrence: NOW, through: NOW + 2 * HOUR, count: 3 }]);
  });

  test('are made up one after the other under missed all', () => {
    let row = minutely({ missed: 'all' });
    const occurrences: number[] = [];
    for (let now = outage; occurrences.length < 11; now += 2 * SECOND) {
      const decision = wake(row, Wake.beat(), now);
      occurrences.push(...starts(decision.after).map((run) => run.occurrence));
      row = finished(committed(decision), now + SECOND);
    }
    expect(occurrences).toEqual(Array.from({ length: 11 }, (_, i) => NOW + i * MINUTE));
  });

  test('wait for the run under way under missed all, and the run wakes the next', () => {
    const row = claimed(minutely({ missed: 'all' }), outage);
    expect(wake(row, Wake.beat(), outage + SECOND)).toEqual({ before: [], after: [] });
    expect(arms(finish(row, runOf(row), outage + 2 * SECOND).after)).toEqual([['aim', NOW + MINUTE]]);
  });

  test('are made up to the last hundred under missed all, and the older ones skipped', () => {
    const decision = wake(minutely({ missed: 'all' }), Wake.beat(), NOW + 500 * MINUTE);
    expect(starts(decision.after)).toMatchObject([{ occurrence: NOW + 401 * MINUTE }]);
    expect(records(decision.after)).toMatchObject([
      { occurrence: NOW, through: NOW + 400 * MINUTE, count: 401, reason: 'missed' },
    ]);
  });

  test('are exactly a hundred under missed all: none is skipped', () => {
    const decision = wake(minutely({ missed: 'all' }), Wake.beat(), NOW + 99 * MINUTE);
    expect(starts(decision.after)).toMatchObject([{ occurrence: NOW }]);
    expect(records(decision.after)).toEqual([]);
  });

  test('never exceed limit under missed all', () => {
    expect(life(minutely({ missed: 'all', limit: 2 }), 10).row.execution_count).toBe(2);
  });

  test('that ended with endDate during the outage complete the job', () => {
    const row = newRow(every(HOUR, NOW, { missed: 'skip', end: NOW + 2 * HOUR }));
    const decision = wake(row, Wake.beat(), NOW + 10 * HOUR);
    expect(decision.row).toMatchObject({ status: 'completed', next_run_at: null, execution_count: 0 });
    expect(disarms(decision.after)).toEqual([`${ID}.g1.b0`]);
  });
});
