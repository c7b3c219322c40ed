import { statusOf } from '../../../core/jobs/row.ts';
import { nextOccurrence } from '../../../core/schedule/occurrences.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { cron, every, once } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  disarms,
  ends,
  finish,
  finished,
  ID,
  LEASE,
  life,
  minutely,
  NOW,
  newRow,
  runOf,
  starts,
  Wake,
  wake,
} from './rows.ts';

describe('a one-time job', () => {
  test('is claimed when its timer comes, by one conditional write with a lease', () => {
    const decision = wake(newRow(once(NOW)), Wake.timer(NOW), NOW + 5);
    const run = {
      number: 1,
      occurrence: NOW,
      attempt: 1,
      state: 'running',
      lost: 0,
      started_by: `a${NOW}`,
      claimed_at: NOW + 5,
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
    expect(ends(decision)).toEqual([
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
    const decision = wake(minutely(), Wake.timer(NOW), NOW + 5);
    expect(arms(decision.after)).toEqual([['timer', NOW + MINUTE]]);
    expect(decision.row).toMatchObject({ next_run_at: NOW + MINUTE, execution_count: 1 });
    const done = finished(committed(decision), NOW + 105);
    expect(done).toMatchObject({ status: 'scheduled', succeeded: 1, next_run_at: NOW + MINUTE });
  });

  test('is claimed by its tick as well as by its timer', () => {
    expect(starts(wake(minutely(), Wake.tick(), NOW + 40 * SECOND).after)).toMatchObject([
      { number: 1, occurrence: NOW, started_by: 'b0' },
    ]);
  });

  test('to the minute is not armed beside its tick', () => {
    const row = newRow(cron('* * * * *', { precision: 'minute' }));
    expect(arms(wake(row, Wake.tick(), NOW + 30 * SECOND).after)).toEqual([]);
  });

  test('to the minute is armed where a gap keeps the tick from firing', () => {
    const eve = Date.parse('2026-03-07T07:30:00Z');
    const table = cron('30 2 * * *', { tz: 'America/New_York', precision: 'minute' });
    const row = { ...newRow(table), next_run_at: eve };
    expect(arms(wake(row, Wake.tick(), eve + SECOND).after)).toEqual([
      ['timer', Date.parse('2026-03-08T07:00:00Z')],
    ]);
  });

  test('runs exactly limit times and is then completed, its schedules removed', () => {
    const { occurrences, row } = life(minutely({ limit: 3 }), 10);
    expect(occurrences).toEqual([NOW, NOW + MINUTE, NOW + 2 * MINUTE]);
    expect(row).toMatchObject({ status: 'completed', execution_count: 3, succeeded: 3, next_run_at: null });
    const last = claimed({ ...minutely({ limit: 3 }), execution_count: 2 });
    expect(disarms(finish(last, runOf(last), NOW + SECOND).after)).toEqual([`${ID}.g1.b0`]);
  });

  test('counts a run that fails towards its limit, and continues after it', () => {
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
      expect(row.next_run_at).toBe(nextOccurrence(row.schedule, due));
    }
  });
});
