import { overdueAt } from '../../../core/jobs/heal-overdue.ts';
import { firstIdAt, newId, newJobId, timeOf } from '../../../core/jobs/job-id.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import { sentOn, sentOnDelay, timesSentOn } from '../../../core/messages/sent-on.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { once } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  decide,
  fails,
  finished,
  LEASE,
  minutely,
  NOW,
  newRow,
  OK,
  slow,
  starts,
  Wake,
  wake,
} from './rows.ts';

describe('an id', () => {
  test('is the smallest of its moment where chance gives nothing, and tells the moment', () => {
    expect(firstIdAt(NOW)).toBe(newJobId(NOW, () => 0));
    expect(newJobId(NOW, () => 0.5) > firstIdAt(NOW)).toBe(true);
    expect(newJobId(NOW, () => 0.99) < firstIdAt(NOW + 1)).toBe(true);
    expect(timeOf(newId('bulk', NOW, () => 0.5))).toBe(NOW);
    expect(newId('bulk', NOW, () => 0)).toMatch(/^bulk_[0-9A-Z]{26}$/);
  });
});

describe('a message that is sent on', () => {
  test('counts how often, and keeps what it says', () => {
    const once = sentOn('{"kind":"timer"}');
    expect(JSON.parse(sentOn(once))).toEqual({ kind: 'timer', again: 2 });
    expect([timesSentOn('{}'), timesSentOn('{"again":"x"}'), timesSentOn(once)]).toEqual([0, 0, 1]);
  });

  test('waits two seconds at most at first, twice as long each time up to a minute, of which chance takes up to half', () => {
    const delays = (random: number) =>
      [0, 1, 4, 5, 50].map((again) => sentOnDelay(JSON.stringify({ again }), () => random));
    expect(delays(0)).toEqual([1, 2, 16, 30, 30]);
    expect(delays(0.01)).toEqual([2, 3, 17, 31, 31]);
    expect(delays(0.999_999)).toEqual([2, 4, 32, 60, 60]);
  });
});

test.each([
  [HOUR - MINUTE / 2 - LEASE, HOUR + MINUTE / 2],
  [HOUR - MINUTE / 2 - LEASE + 1, HOUR + 4.5 * MINUTE],
  [HOUR, HOUR + 4.5 * MINUTE],
])('a job that is due in %d ms is looked at after %d ms', (due, at) => {
  expect(overdueAt(newRow(once(NOW + due)))).toBe(NOW + at);
});

test.each([
  [MINUTE / 2, 4.5 * MINUTE],
  [MINUTE / 2 + 1, 8.5 * MINUTE],
])('an overdue job that was looked at after %d ms is looked at again after %d ms', (checked, at) => {
  expect(overdueAt({ ...newRow(once(NOW)), healed_at: NOW + checked })).toBe(NOW + at);
});

test.each([
  [NOW, NOW],
  [NOW - 1, NOW + 10 * MINUTE],
])(
  'an occurrence that is due when the run before it ends waits for it, up to %d: %d is claimed',
  (queued, claim) => {
    const row = { ...minutely({ overlap: 'queue' }), queued_until: queued };
    const decision = wake(row, Wake.timer(NOW), NOW + 10 * MINUTE);
    expect(starts(decision.after).map(({ occurrence }) => occurrence)).toEqual([claim]);
  },
);

test.each([
  [59_999, [['completion', NOW + 3 * SECOND]]],
  [60_000, []],
])('a completion that finds its run with a worker comes again for a minute: after %d ms', (age, armed) => {
  const now = NOW + SECOND;
  expect(arms(wake(claimed(slow()), Wake.completion(NOW, now - age), now).after)).toEqual(armed);
});

test.each([
  [2000, { waitUntil: NOW }, []],
  [2001, {}, [['timer', NOW]]],
])('a wake-up that comes %d ms early is waited for in place or sent on', (early, wait, sent) => {
  const decision = wake(minutely(), Wake.timer(NOW), NOW - early);
  expect(decision).toMatchObject(wait);
  expect('waitUntil' in decision).toBe('waitUntil' in wait);
  expect(arms(decision.after)).toEqual(sent);
});

test('failures are counted from the last success on', () => {
  const end = (row: JobRow, outcome = fails('NOT_FOUND')) => finished(claimed(row), NOW + SECOND, outcome);
  const failed = end(end(minutely()));
  expect(failed).toMatchObject({ failed: 2, consecutive_failures: 2, last_error: { code: 'NOT_FOUND' } });
  const well = end(failed, OK);
  expect(well).not.toHaveProperty('consecutive_failures');
  expect(well).not.toHaveProperty('last_error');
});

test('a failed job that is retried has all its retries again', () => {
  const row: JobRow = {
    ...newRow(once(NOW)),
    status: 'failed',
    next_run_at: null,
    retry_count: 3,
    claimed_to: NOW,
  };
  const retried = committed(decide(row, { type: 'retry', delay: 0 }, NOW));
  expect(retried).toMatchObject({ retry_count: 0, next_run_at: NOW + 1 });
  expect(committed(decide(row, { type: 'retry', delay: 500 }, NOW)).next_run_at).toBe(NOW + 500);
});

describe('a wake-up that claims what is due arms the next occurrence once', () => {
  test('when it is received again', () => {
    const again = wake(minutely(), Wake.timer(NOW), NOW, true);
    expect(arms(again.after)).toEqual([['timer', NOW + MINUTE]]);
  });

  test('when it was meant for the next one', () => {
    const ahead = wake(minutely(), Wake.timer(NOW + MINUTE), NOW);
    expect(starts(ahead.after).map(({ occurrence }) => occurrence)).toEqual([NOW]);
    expect(arms(ahead.after)).toEqual([['timer', NOW + MINUTE]]);
  });
});
