import { advance } from '../../../core/jobs/advance.ts';
import { belongsAlone } from '../../../core/jobs/alone.ts';
import { deferred, dueAt } from '../../../core/jobs/run-in-flight.ts';
import { MINUTE } from '../../../core/time/units.ts';
import {
  claimed,
  committed,
  fails,
  finished,
  LEASE,
  minutely,
  NOW,
  runOf,
  starts,
  TIMEOUT,
  Wake,
  wake,
} from './rows.ts';

const row = claimed(minutely({}, { retry: { retries: 3 } }));
const over = NOW + LEASE;

describe('a run whose worker was lost', () => {
  test('is not run again where other runs are beside it, by whatever comes', () => {
    const messages = [Wake.recover(over), Wake.timer(NOW), Wake.timer(NOW + MINUTE), Wake.tick()];
    for (const message of messages) {
      const decision = wake(row, message, over, true, 'main');
      expect(starts(decision.after)).toEqual([]);
      expect(decision.row?.runs ?? row.runs).toEqual(row.runs);
    }
    expect(starts(wake(row, Wake.recover(over), over, false, 'alone').after)).toMatchObject([{ lost: 1 }]);
  });

  test('is answered alone by what looks after it: its recovery, and a message redelivered', () => {
    expect(belongsAlone(row, Wake.recover(over), false, over)).toBe(true);
    expect(belongsAlone(row, Wake.timer(NOW), true, over)).toBe(true);
  });

  test('is left to these by all else, so that wake-ups which come meanwhile do not double', () => {
    expect(belongsAlone(row, Wake.timer(NOW + MINUTE), false, over)).toBe(false);
    expect(belongsAlone(row, Wake.tick(), false, over)).toBe(false);
  });

  test('is not a matter of another lane while its lease lasts', () => {
    expect(belongsAlone(row, Wake.recover(over), false, over - 1)).toBe(false);
    expect(belongsAlone(row, Wake.timer(NOW), true, over - 1)).toBe(false);
  });

  test('has its further attempts alone too, and those of other runs are tried beside others', () => {
    const again = committed(wake(row, Wake.recover(over), over));
    const waiting = finished(again, over + 1, fails('TIMEOUT'));
    const { number, attempt } = runOf(waiting);
    const due = dueAt(runOf(waiting));
    const retry = Wake.retry(number, attempt, due);
    expect(belongsAlone(waiting, retry, false, due)).toBe(true);
    expect(starts(wake(waiting, retry, due, false, 'main').after)).toEqual([]);
    expect(starts(wake(waiting, retry, due, false, 'alone').after)).toMatchObject([{ attempt: 2, lost: 1 }]);

    const unharmed = finished(row, NOW + 1, fails('TIMEOUT'));
    const its = dueAt(runOf(unharmed));
    expect(belongsAlone(unharmed, Wake.retry(1, 2, its), false, its)).toBe(false);
    expect(starts(wake(unharmed, Wake.retry(1, 2, its), its, false, 'main').after)).toMatchObject([
      { attempt: 2 },
    ]);
  });

  test('is resumed alone by the completion of the run that it continues, and by no other', () => {
    const origin = { number: 1, occurrence: NOW - MINUTE, claimed_at: NOW, scheduled_at: NOW, tz: 'UTC' };
    const away = deferred({ ...runOf(row), lost: 1, deferrals: 1, origin }, NOW + 60 * MINUTE);
    const waiting = { ...row, runs: [away] };
    expect(belongsAlone(waiting, Wake.completion(NOW - MINUTE), false, NOW + 1)).toBe(true);
    expect(belongsAlone(waiting, Wake.completion(NOW), false, NOW + 1)).toBe(false);
    expect(starts(wake(waiting, Wake.completion(NOW - MINUTE), NOW + 1, false, 'main').after)).toEqual([]);
    expect(starts(wake(waiting, Wake.completion(NOW - MINUTE), NOW + 1, false, 'alone').after)).toHaveLength(
      1,
    );
  });
});

test('A lease lasts no longer than the attempt that the executor has time for, whatever the job was promised', () => {
  const event = { type: 'wake', wake: Wake.timer(NOW), redelivered: false, lane: 'main' } as const;
  const begun = (longest: number) => advance(minutely(), event, NOW, () => 0, longest);
  expect(starts(begun(10_000).after)).toMatchObject([{ lease_until: NOW + 15_000 }]);
  expect(starts(begun(2 * TIMEOUT).after)).toMatchObject([{ lease_until: NOW + TIMEOUT + 5000 }]);
});
