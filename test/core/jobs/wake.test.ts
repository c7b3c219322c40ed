import { statusOf } from '../../../core/jobs/row.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { once } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  disarms,
  ends,
  failAbandonedRun,
  fails,
  finish,
  finished,
  LEASE,
  minutely,
  NOW,
  newRow,
  runOf,
  slow,
  starts,
  Wake,
  wake,
} from './rows.ts';

const NOTHING = { before: [], after: [] };
const later = NOW + 10 * MINUTE;

describe('a wake-up that comes early', () => {
  test('by two seconds or less is waited for in place', () => {
    const row = newRow(once(later));
    expect(wake(row, Wake.timer(later), later - 2000)).toEqual({ ...NOTHING, waitUntil: later });
    expect(wake(row, Wake.timer(later), later - 1)).toEqual({ ...NOTHING, waitUntil: later });
  });

  test('by more is sent on, the same message', () => {
    const message = Wake.timer(later);
    expect(wake(newRow(once(later)), message, later - 2001)).toEqual({
      before: [],
      after: [{ type: 'arm', wake: message, at: later }],
    });
  });

  test('never starts a run, not even by a millisecond', () => {
    expect(wake(newRow(once(later)), Wake.timer(later), later - 1).row).toBeUndefined();
    expect(runOf(claimed(newRow(once(later)), later)).started_at).toBe(later);
  });

  test('waits for a retry in the same way', () => {
    const first = claimed(newRow(once(NOW), { retry: { retries: 1, initialDelay: 5 * MINUTE } }));
    const row = finished(first, NOW + SECOND, fails('TIMEOUT'));
    const due = NOW + SECOND + 5 * MINUTE;
    expect(wake(row, Wake.retry(1, 2, due), due - 10)).toEqual({ ...NOTHING, waitUntil: due });
    expect(arms(wake(row, Wake.retry(1, 2, due), NOW + MINUTE).after)).toEqual([['retry', due]]);
  });

  test('is a tick, and a tick waits for nothing', () => {
    expect(wake(newRow({ ...minutely().schedule, ...{ anchor: later } }), Wake.tick(), later - 1)).toEqual(
      NOTHING,
    );
  });
});

describe('a wake-up that is doubled, late or stale', () => {
  test('does nothing when the occurrence is claimed already', () => {
    const row = claimed(newRow(once(NOW)));
    expect(wake(row, Wake.timer(NOW), NOW + 1)).toEqual(NOTHING);
    const recurring = claimed(minutely());
    expect(wake(recurring, Wake.timer(NOW), NOW + 1)).toEqual(NOTHING);
    expect(wake(recurring, Wake.tick(), NOW + 40_000 - MINUTE)).toEqual(NOTHING);
  });

  test('claims what is due by now, whichever occurrence it was for', () => {
    const row = { ...minutely(), next_run_at: NOW + 5 * MINUTE };
    expect(starts(wake(row, Wake.timer(NOW + MINUTE), NOW + 5 * MINUTE).after)).toMatchObject([
      { occurrence: NOW + 5 * MINUTE },
    ]);
  });

  test('does nothing when it is for an occurrence before the next one, which is not due', () => {
    const row = { ...minutely(), next_run_at: NOW + 5 * MINUTE };
    expect(wake(row, Wake.timer(NOW + MINUTE), NOW + 2 * MINUTE)).toEqual(NOTHING);
  });

  test('does nothing for a retry that was made, or that is not the next one', () => {
    const first = claimed(newRow(once(NOW), { retry: { retries: 2 } }));
    const waiting = finished(first, NOW, fails('TIMEOUT'));
    const again = committed(wake(waiting, Wake.retry(1, 2, NOW + SECOND), NOW + SECOND));
    expect(wake(again, Wake.retry(1, 2, NOW + SECOND), NOW + SECOND)).toEqual(NOTHING);
    expect(wake(waiting, Wake.retry(1, 1, NOW + HOUR), NOW + 1)).toEqual(NOTHING);
    expect(wake(waiting, Wake.retry(7, 2, NOW + HOUR), NOW + 1)).toEqual(NOTHING);
  });

  test('does nothing in a job that has ended, but that its tick is removed', () => {
    const row = finished(claimed(newRow(once(NOW))), NOW + SECOND);
    expect(wake(row, Wake.timer(NOW), NOW + HOUR)).toEqual(NOTHING);
    const ended = finished(claimed(minutely({ limit: 1 })), NOW + SECOND);
    expect(wake(ended, Wake.tick(), NOW + MINUTE)).toEqual({
      before: [],
      after: [{ type: 'disarm', schedules: ['job_01KDVDNA00ABCDEFGHJKMNPQRS.g1.b0'] }],
    });
  });

  test('does not breed: only the one who claims arms the next occurrence', () => {
    const decision = wake(minutely(), Wake.timer(NOW), NOW);
    const row = committed(decision);
    const doubled = [Wake.timer(NOW), Wake.tick(), Wake.timer(NOW)].map((m) => wake(row, m, NOW + SECOND));
    expect([decision, ...doubled].flatMap(({ after }) => arms(after))).toEqual([['timer', NOW + MINUTE]]);
  });
});

describe('a redelivered wake-up', () => {
  test('that started a run looks after it when its lease is over, and arms the next occurrence again', () => {
    const row = claimed(slow());
    const decision = wake(row, Wake.timer(NOW), NOW + MINUTE / 2, true);
    expect(decision.row).toBeUndefined();
    expect(arms(decision.after)).toEqual([
      ['timer', NOW + MINUTE],
      ['recover', NOW + HOUR + 5 * SECOND],
    ]);
  });

  test('that started a run which waits for its retry arms that retry again', () => {
    const first = claimed(newRow(once(NOW), { retry: { retries: 1 } }));
    const row = finished(first, NOW + SECOND, fails('TIMEOUT'));
    expect(arms(wake(row, Wake.timer(NOW), NOW + SECOND + 1, true).after)).toEqual([
      ['retry', NOW + 2 * SECOND],
    ]);
  });

  test('that started no run looks after none', () => {
    const row = claimed(slow());
    expect(arms(wake(row, Wake.tick(), NOW + MINUTE / 2, true).after)).toEqual([['timer', NOW + MINUTE]]);
  });

  test('whose work is done in a job that has ended does nothing', () => {
    const row = finished(claimed(newRow(once(NOW))), NOW + SECOND);
    expect(wake(row, Wake.timer(NOW), NOW + MINUTE, true)).toEqual(NOTHING);
  });

  test('claims what is due, as any other', () => {
    expect(starts(wake(newRow(once(NOW)), Wake.timer(NOW), NOW + MINUTE, true).after)).toHaveLength(1);
  });
});

describe('a run whose worker is gone', () => {
  test('is left alone until its lease is over', () => {
    const row = claimed(newRow(once(NOW)));
    expect(wake(row, Wake.timer(NOW), NOW + LEASE - 1)).toEqual(NOTHING);
  });

  test('is run again by whatever wakes the job then: the same run, the same attempt', () => {
    const row = claimed(newRow(once(NOW)));
    for (const message of [Wake.timer(NOW), Wake.recover(NOW + LEASE)]) {
      const decision = wake(row, message, NOW + LEASE);
      expect(starts(decision.after)).toMatchObject([
        { number: 1, occurrence: NOW, attempt: 1, lost: 1, lease_until: NOW + 2 * LEASE },
      ]);
      expect(decision.row).toMatchObject({ execution_count: 1, retry_count: 0 });
      expect(statusOf(committed(decision))).toBe('running');
    }
  });

  test('is run again twice and then fails with WORKER_LOST, uncounted as a retry', () => {
    let row = claimed(newRow(once(NOW), { retry: { retries: 5 } }));
    for (const lost of [1, 2]) {
      row = committed(wake(row, Wake.timer(NOW), NOW + lost * LEASE));
      expect(runOf(row)).toMatchObject({ lost, attempt: 1 });
    }
    const decision = wake(row, Wake.timer(NOW), NOW + 3 * LEASE);
    expect(starts(decision.after)).toEqual([]);
    const end = failAbandonedRun(decision, NOW + 3 * LEASE);
    expect(ends(end)).toMatchObject([
      { number: 1, status: 'failed', attempts: 1, error: { code: 'WORKER_LOST' } },
    ]);
    expect(end.row).toMatchObject({ status: 'failed', failed: 1, runs: [], retry_count: 0 });
  });

  test('lets a recurring job go on once it failed', () => {
    const row = claimed(minutely());
    const lost = { ...row, runs: row.runs.map((run) => ({ ...run, lost: 2 })) };
    const decision = wake(lost, Wake.tick(), NOW + MINUTE + 1);
    expect(decision.row).toMatchObject({ execution_count: 2, next_run_at: NOW + 2 * MINUTE });
    expect(starts(decision.after)).toMatchObject([{ number: 2, occurrence: NOW + MINUTE }]);
  });

  test('ends in a cancelled job without being run again', () => {
    const row = { ...claimed(newRow(once(NOW))), status: 'cancelled' as const };
    const decision = wake(row, Wake.timer(NOW), NOW + LEASE);
    expect(starts(decision.after)).toEqual([]);
    expect(failAbandonedRun(decision, NOW + LEASE).row).toMatchObject({
      status: 'cancelled',
      failed: 1,
      runs: [],
    });
  });

  test('that comes back after all changes nothing: the redelivery has the run', () => {
    const first = claimed(newRow(once(NOW)));
    const redelivered = committed(wake(first, Wake.timer(NOW), NOW + LEASE));
    expect(finish(redelivered, runOf(first), NOW + LEASE + 1)).toEqual(NOTHING);
    const done = finished(redelivered, NOW + LEASE + SECOND);
    expect(done).toMatchObject({ status: 'completed', succeeded: 1 });
    expect(finish(done, runOf(first), NOW + LEASE + 2 * SECOND)).toEqual(NOTHING);
  });

  test('may wait while others of the job go on', () => {
    const two = claimed(claimed(slow({ overlap: 'allow' })), NOW + MINUTE);
    const decision = wake(two, Wake.tick(), NOW + HOUR + 5 * SECOND);
    expect(starts(decision.after).map(({ number, lost }) => [number, lost])).toEqual([
      [1, 1],
      [3, 0],
    ]);
    expect(disarms(decision.after)).toEqual([]);
  });
});

describe('a wake-up that finds what is due waiting behind a run', () => {
  const busy = claimed(slow({ overlap: 'queue' }), NOW);
  const waits = NOW + MINUTE;

  test('has the next occurrence armed again when it is redelivered', () => {
    expect(arms(wake(busy, Wake.timer(waits), waits + SECOND, true).after)).toEqual([['timer', waits]]);
    expect(arms(wake(busy, Wake.timer(waits), waits + SECOND).after)).toEqual([]);
  });

  test('comes again when it is due, if it is for a later one', () => {
    const later = NOW + 2 * MINUTE;
    expect(arms(wake(busy, Wake.timer(later), waits + SECOND).after)).toEqual([['timer', later]]);
  });
});
