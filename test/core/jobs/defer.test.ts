import type { Outcome } from '../../../core/jobs/finish.ts';
import { VERSION } from '../../../core/messages/message.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { readWakeUp } from '../../simulation/read-wake-up.ts';
import { once } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  decide,
  ends,
  fails,
  finish,
  finished,
  ID,
  LEASE,
  minutely,
  NOW,
  newRow,
  OK,
  runningOf,
  runOf,
  starts,
  Wake,
  wake,
} from './rows.ts';

const UNTIL = NOW + 5 * MINUTE;
const deferred = (until = UNTIL, slot?: 'wanted' | 'reserved'): Outcome => ({
  ok: 'deferred',
  deferral: { until, ...(slot && { slot }) },
});

const begun = () => claimed(newRow(once(NOW)));
const waiting = (turn?: 'wanted' | 'reserved') => finished(begun(), NOW + SECOND, deferred(UNTIL, turn));

describe('an attempt that leaves the executor', () => {
  test('waits without being an attempt, a retry or an error', () => {
    const row = waiting();
    expect(row).toMatchObject({ status: 'scheduled', retry_count: 0, execution_count: 1 });
    expect(row.last_error).toBeUndefined();
    expect(runOf(row)).toMatchObject({ state: 'deferred', attempt: 1, retry_at: UNTIL, deferrals: 1 });
    expect(runOf(row)).not.toHaveProperty('lease_until');
  });

  test('is called again at its time, as the same attempt of the same run', () => {
    const decision = finish(begun(), runOf(begun()), NOW + SECOND, deferred());
    expect(arms(decision.after)).toEqual([['retry', UNTIL]]);
    const [again] = starts(wake(waiting(), Wake.retry(1, 1, UNTIL, 1), UNTIL).after);
    expect(again).toMatchObject({ number: 1, attempt: 1, occurrence: NOW, claimed_at: NOW, deferrals: 1 });
  });

  test('can leave any number of times, each with a wake-up of its own', () => {
    const second = committed(wake(waiting(), Wake.retry(1, 1, UNTIL, 1), UNTIL));
    const decision = finish(second, runOf(second), UNTIL + SECOND, deferred(UNTIL + HOUR));
    expect(runOf(committed(decision))).toMatchObject({ attempt: 1, deferrals: 2, retry_at: UNTIL + HOUR });
    const [armed] = decision.after.flatMap((effect) => (effect.type === 'arm' ? [effect.wake] : []));
    expect(armed).toEqual({ ...Wake.retry(1, 1, UNTIL + HOUR, 2), armed_at: UNTIL + SECOND });
  });

  test('for which the history could not be asked about a lost worker keeps that in mind, and is asked about when its job is cancelled', () => {
    const again = { ...begun(), runs: [{ ...runningOf(begun()), lost: 1 }] };
    const unasked = { ok: 'deferred', deferral: { until: UNTIL, slot: 'wanted', unasked: true } } as const;
    const put = finished(again, NOW + SECOND, unasked);
    expect(runOf(put)).toMatchObject({ state: 'waiting', lost: 1, lost_attempt: true });
    const cancelled = decide(put, { type: 'cancel' }, NOW + MINUTE);
    expect(cancelled.after).toContainEqual({ type: 'end-lost' });
    const late = decide(
      { ...again, status: 'cancelled' },
      { type: 'finish', run: runningOf(again), started_at: NOW, outcome: unasked },
      NOW + SECOND,
    );
    expect([late.after, ends(late)]).toEqual([[{ type: 'end-lost' }], []]);
  });

  test('began when it left, whenever it is looked at', () => {
    const again = committed(wake(waiting(), Wake.retry(1, 1, UNTIL, 1), UNTIL));
    const look = { type: 'finish', run: runningOf(again), started_at: UNTIL + 7, outcome: OK } as const;
    const decision = decide(again, look, UNTIL + 10);
    expect(ends(decision)).toMatchObject([{ started_at: NOW, lag_ms: 0, duration_ms: UNTIL + 10 - NOW }]);
    expect(decision.row?.did?.ended).toMatchObject([{ lag: 0 }]);
  });

  test('ends as any other when it has been called again', () => {
    const again = committed(wake(waiting(), Wake.retry(1, 1, UNTIL, 1), UNTIL));
    const decision = finish(again, runOf(again), UNTIL + SECOND);
    expect(decision.row).toMatchObject({ status: 'completed', succeeded: 1 });
    expect(ends(decision)).toMatchObject([{ status: 'completed', attempts: 1, started_at: NOW }]);
  });

  test('can fail then, and its next attempt is a fresh one', () => {
    const row = newRow(once(NOW), { retry: { retries: 1 } });
    const left = finished(claimed(row), NOW + SECOND, deferred(UNTIL, 'reserved'));
    const again = committed(wake(left, Wake.retry(1, 1, UNTIL, 1), UNTIL));
    const run = runOf(finished(again, UNTIL + SECOND, fails('TIMEOUT')));
    expect(run).toMatchObject({ attempt: 2 });
    expect(run.deferrals ?? run.slot).toBeUndefined();
    const gone = finished(claimed(row), NOW + SECOND, deferred());
    const back = committed(wake(gone, Wake.completion(NOW), NOW + MINUTE));
    expect(runOf(finished(back, UNTIL, fails('TIMEOUT')))).not.toHaveProperty('elsewhere');
  });

  test('changes nothing when its worker was thought dead before', () => {
    const row = begun();
    const takenOver = committed(wake(row, Wake.recover(NOW + LEASE), NOW + LEASE));
    expect(finish(takenOver, runOf(row), NOW + LEASE + 1, deferred()).row).toBeUndefined();
  });

  test('changes nothing when it says so twice', () => {
    const row = begun();
    const again = committed(wake(waiting(), Wake.retry(1, 1, UNTIL, 1), UNTIL));
    expect(finish(again, runOf(row), UNTIL + 1, deferred(UNTIL + HOUR)).row).toBeUndefined();
  });

  test('has work elsewhere also while it waits to look at it', () => {
    const left = waiting();
    const called = committed(wake(left, Wake.retry(1, 1, UNTIL, 1), UNTIL));
    const busy = finished(called, UNTIL + SECOND, deferred(UNTIL + HOUR, 'wanted'));
    expect(runOf(busy)).toMatchObject({ state: 'deferred', slot: 'wanted', deferrals: 2 });
    expect(starts(wake(busy, Wake.completion(NOW), UNTIL + MINUTE).after)).toMatchObject([{ deferrals: 2 }]);
    const cancelled = decide(busy, { type: 'cancel' }, UNTIL + MINUTE);
    expect(ends(cancelled)).toMatchObject([{ attempts: 1, error: { code: 'CANCELLED' } }]);
  });

  test('keeps its turn at a target with a limit until it has failed', () => {
    const [again] = starts(wake(waiting('reserved'), Wake.retry(1, 1, UNTIL, 1), UNTIL).after);
    expect(again).toMatchObject({ slot: 'reserved' });
  });

  test('counts as a run under way for the occurrences behind it', () => {
    const row = finished(claimed(minutely()), NOW + SECOND, deferred());
    const decision = wake(row, Wake.timer(NOW + MINUTE), NOW + MINUTE);
    expect(starts(decision.after)).toEqual([]);
    expect(decision.row?.skips).toMatchObject([{ occurrence: NOW + MINUTE, reason: 'overlap' }]);
  });

  test('ends with the job that is cancelled meanwhile', () => {
    const cancelled = decide(waiting(), { type: 'cancel' }, NOW + MINUTE);
    expect(ends(cancelled)).toMatchObject([{ status: 'failed', attempts: 1, error: { code: 'CANCELLED' } }]);
    const running = committed(decide(begun(), { type: 'cancel' }, NOW + 1));
    const ended = finish(running, runOf(running), NOW + SECOND, deferred());
    expect(ended.row).toMatchObject({ status: 'cancelled', runs: [], failed: 1 });
    expect(arms(ended.after)).toEqual([]);
  });
});

describe('a completion', () => {
  test('is read from what the target tells: the identity of the run, with or without a suffix', () => {
    const told = { kind: 'completion', time: '2026-01-01T12:00:00Z' };
    const wake = { kind: 'completion', job_id: ID, occurrence: NOW, armed_at: NOW };
    expect(readWakeUp(JSON.stringify({ ...VERSION, ...told, execution: `${ID}-${NOW}` }))).toEqual(wake);
    expect(readWakeUp(JSON.stringify({ ...VERSION, ...told, execution: `${ID}-${NOW}-2` }))).toEqual(wake);
    expect(readWakeUp(JSON.stringify({ ...VERSION, ...told, execution: 'of-another' }))).toBeUndefined();
  });

  test('calls the run again at once', () => {
    const [again] = starts(wake(waiting(), Wake.completion(NOW), NOW + MINUTE).after);
    expect(again).toMatchObject({ number: 1, attempt: 1, lease_until: NOW + MINUTE + LEASE });
  });

  test('of another occurrence, or of a run that only waits its turn, changes nothing', () => {
    expect(wake(waiting(), Wake.completion(NOW + 1), NOW + MINUTE).row).toBeUndefined();
    expect(wake(waiting('wanted'), Wake.completion(NOW), NOW + MINUTE).row).toBeUndefined();
    expect(wake(finished(begun(), NOW + 1), Wake.completion(NOW), NOW + MINUTE).row).toBeUndefined();
  });

  test('that comes before the run was put aside comes again, for a minute', () => {
    const early = wake(begun(), Wake.completion(NOW), NOW + SECOND);
    expect(arms(early.after)).toEqual([['completion', NOW + 3 * SECOND]]);
    expect(early.row).toBeUndefined();
    expect(wake(begun(), Wake.completion(NOW - MINUTE), NOW + SECOND)).toEqual({ before: [], after: [] });
  });
});
