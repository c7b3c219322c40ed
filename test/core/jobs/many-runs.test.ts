import { LOST, lostWorkerEnd } from '../../../core/jobs/abandon.ts';
import { advance } from '../../../core/jobs/advance.ts';
import { rankOf } from '../../../core/jobs/end-run.ts';
import { overdueAt } from '../../../core/jobs/heal-overdue.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import type { RunInFlight } from '../../../core/jobs/run-in-flight.ts';
import * as Run from '../../../core/jobs/run-in-flight.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import {
  arms,
  claimed,
  committed,
  decide,
  ends,
  fails,
  finish,
  LEASE,
  minutely,
  NOW,
  runOf,
  starts,
  Wake,
  wake,
} from './rows.ts';

/** A job of which four runs are in flight: at work, due for a retry, waiting for one, and with a lost worker. */
const base = claimed(minutely({ overlap: 'allow' }, { retry: { retries: 3 } }));
const run = (number: number, attempt: number): RunInFlight => ({
  ...runOf(base),
  number,
  attempt,
  occurrence: NOW + number,
  started_by: `w${number}`,
});
const busy = Run.running(run(1, 1), NOW + HOUR);
const due = Run.waiting(run(2, 2), NOW);
const waiting = Run.waiting(run(3, 2), NOW + MINUTE);
const lost = Run.running(run(4, 1), NOW);
const runs = [busy, due, waiting, lost];
const far = NOW + HOUR;
const row: JobRow = { ...base, runs, execution_count: 4, next_run_at: far };
const leased = (which: RunInFlight, started_by: string) => Run.running({ ...which, started_by }, NOW + LEASE);
const left = (decision: { row?: JobRow }) => decision.row?.runs;

describe('of many runs', () => {
  test('a wake-up starts those that are due, and alone also those whose worker is lost', () => {
    const by = `a${far}`;
    const beside = wake(row, Wake.timer(far), NOW, false, 'main');
    expect(left(beside)).toEqual([busy, leased(due, by), waiting, lost]);
    expect(starts(beside.after)).toEqual([leased(due, by)]);
    const alone = wake(row, Wake.timer(far), NOW);
    const again = { ...leased(lost, by), lost: 1 };
    expect(left(alone)).toEqual([busy, leased(due, by), waiting, again]);
  });

  test('a paused job only keeps that whose worker is lost', () => {
    const paused: JobRow = { ...row, status: 'paused' };
    expect(left(wake(paused, Wake.recover(NOW), NOW))).toEqual([
      busy,
      due,
      waiting,
      Run.waitingAgain(lost, NOW),
    ]);
  });

  test('one that was lost too often is abandoned, and ended by the next commit', () => {
    const often = { ...lost, lost: 2 };
    const giving = wake({ ...row, runs: [busy, often] }, Wake.recover(NOW), NOW);
    expect(left(giving)).toEqual([busy, Run.abandoned(often, NOW)]);
    expect(giving.after.filter(({ type }) => type === 'end-lost')).toHaveLength(1);
    const two = wake({ ...row, runs: [often, { ...often, number: 5 }] }, Wake.recover(NOW), NOW);
    expect(two.after.filter(({ type }) => type === 'end-lost')).toHaveLength(1);
  });

  test.each([
    ['its retry', Wake.retry(4, 1, NOW), false, true],
    ['a redelivered timer', Wake.timer(NOW), true, true],
    ['a timer', Wake.timer(NOW), false, false],
    ['a tick', Wake.tick(), false, false],
    ['the retry of another run', Wake.retry(1, 1, NOW), false, false],
  ])(
    'one that was abandoned is asked after by what is for it or may have abandoned it: %s',
    (_by, message, redelivered, asks) => {
      const abandoned = committed(
        wake({ ...row, runs: [busy, { ...lost, lost: 2 }] }, Wake.recover(NOW), NOW),
      );
      const { after } = wake(abandoned, message, NOW, redelivered);
      expect(after.some(({ type }) => type === 'end-lost')).toBe(asks);
    },
  );

  test('one that was abandoned ends as its record says only while it is what it was when that was asked for', () => {
    const given = Run.abandoned({ ...lost, lost: 2 }, NOW);
    const execution = lostWorkerEnd(given, LOST, NOW);
    const ended = (of: RunInFlight) =>
      decide(
        { ...row, runs: [busy, given] },
        { type: 'end-lost', end: { execution, rank: rankOf(given) }, of },
        NOW,
      );
    expect(left(ended(given))).toEqual([busy]);
    const others = [
      { ...given, lost: 2 },
      { ...given, attempt: 2 },
      { ...given, number: 9 },
      Run.waiting(given, NOW),
    ];
    for (const other of others) expect(ended(other)).toEqual({ before: [], after: [] });
  });

  test('one ends and the others go on', () => {
    const ended = finish(row, busy, NOW + SECOND);
    expect(left(ended)).toEqual([due, waiting, lost]);
    expect(ends(ended).map(({ number }) => number)).toEqual([1]);
    expect(finish(row, { ...busy, lost: 1 }, NOW + SECOND).row).toBeUndefined();
    expect(finish(row, { ...busy, attempt: 2 }, NOW + SECOND).row).toBeUndefined();
    expect(finish(row, { ...busy, deferrals: 1 }, NOW + SECOND).row).toBeUndefined();
    expect(finish(row, leased(due, 'w2'), NOW + SECOND).row).toBeUndefined();
  });

  test('one fails and waits for its next attempt', () => {
    const failed = finish(row, busy, NOW + SECOND, fails('X'));
    const attempt_errors = [expect.objectContaining({ attempt: 1, at: NOW + SECOND, code: 'X' })];
    const again = { ...Run.waiting(busy, NOW + 2 * SECOND), attempt: 2, attempt_errors };
    expect(left(failed)).toEqual([again, due, waiting, lost]);
    expect(arms(failed.after)).toEqual([['retry', NOW + 2 * SECOND]]);
    expect(failed.row).toMatchObject({ retry_count: 1, last_error: { code: 'X' } });
  });

  test('one leaves the executor', () => {
    const deferral = { until: NOW + MINUTE, slot: 'wanted' } as const;
    const gone = finish(row, busy, NOW + SECOND, { ok: 'deferred', deferral });
    const away = { ...Run.waiting(busy, NOW + MINUTE), deferrals: 1, slot: 'wanted' };
    expect(left(gone)).toEqual([away, due, waiting, lost]);
  });

  test('a completion continues with the one it is about', () => {
    const away = { ...Run.deferred(waiting, NOW + MINUTE), attempt: 1, deferrals: 1 };
    const told = Wake.completion(away.occurrence);
    const went = wake({ ...row, runs: [busy, away] }, told, NOW, false, 'main');
    expect(starts(went.after).map(({ number }) => number)).toEqual([3]);
    const lapsed = wake({ ...row, runs: [busy, { ...away, lost: 1 }] }, told, NOW, false, 'main');
    expect(starts(lapsed.after)).toEqual([]);
  });

  test('a cancelled job ends those that no worker has', () => {
    const cancelled = decide(row, { type: 'cancel' }, NOW);
    expect(left(cancelled)).toEqual([busy, lost]);
    expect(ends(cancelled).map(({ number, attempts }) => [number, attempts])).toEqual([
      [2, 1],
      [3, 1],
    ]);
  });

  test('a redelivered message looks after those it had started, and arms the next occurrence', () => {
    const mine = { ...busy, started_by: 'b0' };
    const again = wake({ ...row, runs: [mine, waiting] }, Wake.tick(), NOW, true);
    expect(arms(again.after)).toEqual([
      ['timer', far],
      ['recover', NOW + HOUR],
    ]);
    expect(arms(wake({ ...row, runs: [busy, waiting] }, Wake.tick(), NOW, true).after)).toEqual([
      ['timer', far],
    ]);
    expect(arms(wake({ ...row, runs: [mine] }, Wake.tick(), NOW).after)).toEqual([]);
  });

  test('the earliest moment says when the job is overdue', () => {
    expect(overdueAt({ ...row, runs: [busy, waiting] })).toBe(NOW + 4.5 * MINUTE);
    expect(overdueAt({ ...row, runs: [busy] })).toBe(NOW + HOUR + 4.5 * MINUTE);
    expect(overdueAt({ ...row, status: 'paused', runs: [waiting] })).toBeUndefined();
    expect(overdueAt({ ...row, status: 'paused', runs: [busy] })).toBe(NOW + HOUR + 4.5 * MINUTE);
  });

  test('a lease is bounded by what the executor has time for', () => {
    const event = { type: 'wake', wake: Wake.timer(far), redelivered: false, lane: 'main' } as const;
    const lease = (longest?: number) =>
      advance({ ...row, runs: [due] }, event, NOW, () => 0, longest).row?.runs.map(Run.dueAt);
    expect([lease(), lease(SECOND), lease(HOUR)]).toEqual([[NOW + LEASE], [NOW + 6 * SECOND], [NOW + LEASE]]);
  });
});
