import { attemptErrorsBytes, withAttemptError } from '../../../core/jobs/attempt-errors.ts';
import { targetText } from '../../../core/jobs/payload.ts';
import { isFailing, type JobRow } from '../../../core/jobs/row.ts';
import { dueAt } from '../../../core/jobs/run-in-flight.ts';
import { jsonBytes } from '../../../core/text/bounds.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { runningRun } from '../../rows.ts';
import { once } from '../schedule/tables.ts';
import {
  claimed,
  committed,
  decide,
  ends,
  failAbandonedRun,
  fails,
  finish,
  finished,
  LEASE,
  minutely,
  NOW,
  newRow,
  OK,
  runningOf,
  runOf,
  Wake,
  wake,
} from './rows.ts';

/** The row after its next occurrence ran for a second. */
const ran = (row: JobRow, outcome = OK) => {
  const due = row.next_run_at ?? 0;
  return finished(claimed(row), due + SECOND, outcome);
};
/** The row after the attempt it waits for has failed, which began as soon as it could. */
const failedAgain = (row: JobRow, code: string, message = 'told so') => {
  const { number, attempt } = runOf(row);
  const retry_at = dueAt(runOf(row));
  const begun = committed(wake(row, Wake.retry(number, attempt, retry_at), retry_at));
  return finish(begun, runOf(begun), retry_at + SECOND, { ok: false, failure: { code, message } });
};
const errorsOf = (decision: ReturnType<typeof finish>) => ends(decision)[0]?.attempt_errors;

describe('the last outcome of a job', () => {
  test('is absent before its first run has ended', () => {
    expect(minutely()).not.toHaveProperty('last_outcome');
    expect(claimed(minutely())).not.toHaveProperty('last_outcome');
    const waiting = finished(
      claimed(minutely({}, { retry: { retries: 1 } })),
      NOW + SECOND,
      fails('TIMEOUT'),
    );
    expect(waiting).not.toHaveProperty('last_outcome');
    expect(isFailing(waiting)).toBe(false);
  });

  test('says how the run that ended last came to its end, and when, and is part of the commit that ends it', () => {
    const failed = ran(minutely(), fails('CARD_DECLINED'));
    expect(failed.last_outcome).toEqual({ status: 'failed', at: NOW + SECOND, code: 'CARD_DECLINED' });
    expect(failed).toMatchObject({ status: 'scheduled', consecutive_failures: 1 });
    expect(isFailing(failed)).toBe(true);
    expect(failed).not.toHaveProperty('failing_since');
    const again = ran(ran(failed, fails('TIMEOUT')), fails('TIMEOUT'));
    expect(again).toMatchObject({ consecutive_failures: 3, failing_since: NOW + SECOND });
    expect(ran(again)).not.toHaveProperty('failing_since');
    const good = ran(failed);
    expect(good.last_outcome).toEqual({ status: 'completed', at: NOW + MINUTE + SECOND });
    expect(good).not.toHaveProperty('consecutive_failures');
    expect(isFailing(good)).toBe(false);
  });

  test('stays what it was while the next run is under way, fails to end, or is skipped', () => {
    const failed = ran(minutely({}, { retry: { retries: 0 } }), fails('CARD_DECLINED'));
    const going = claimed(failed);
    expect(going.last_outcome).toEqual(failed.last_outcome);
    const skipped = committed(wake(going, Wake.timer(NOW + 2 * MINUTE), NOW + 2 * MINUTE));
    expect(skipped.skips).toMatchObject([{ reason: 'overlap' }]);
    expect(skipped.last_outcome).toEqual(failed.last_outcome);
    expect(skipped.consecutive_failures).toBe(1);
  });

  test('of a job retried after its failure is that failure until the new run ends', () => {
    const failed = ran(newRow(once(NOW)), fails('CARD_DECLINED'));
    const again = committed(decide(failed, { type: 'retry', delay: 0 }, NOW + MINUTE));
    expect(isFailing(again)).toBe(true);
    expect(isFailing(ran(again))).toBe(false);
  });

  test('is told of a paused job, and of one that had all its runs, but does not count once the job is cancelled', () => {
    const failed = ran(minutely({ limit: 2 }), fails('CARD_DECLINED'));
    expect(isFailing(committed(decide(failed, { type: 'pause' }, NOW + 2 * SECOND)))).toBe(true);
    const ended = ran(failed, fails('CARD_DECLINED'));
    expect([ended.status, isFailing(ended)]).toEqual(['completed', true]);
    const cancelled = committed(decide(failed, { type: 'cancel' }, NOW + 2 * SECOND));
    expect(cancelled.last_outcome).toEqual(failed.last_outcome);
    expect(isFailing(cancelled)).toBe(false);
  });

  test('is a failure where the worker was lost for good, and where the wake-up was dead-lettered', () => {
    let lost = claimed(newRow(once(NOW)));
    for (const times of [1, 2]) {
      const over = NOW + times * (LEASE + MINUTE);
      lost = committed(wake(lost, Wake.recover(dueAt(runOf(lost))), over));
    }
    const over = NOW + 3 * (LEASE + MINUTE);
    const abandonedRow = committed(
      failAbandonedRun(wake(lost, Wake.recover(dueAt(runOf(lost))), over), over),
    );
    expect(abandonedRow.last_outcome).toEqual({ status: 'failed', at: over, code: 'WORKER_LOST' });
    const undelivered = decide(newRow(once(NOW)), { type: 'dead-letter', wake: Wake.timer(NOW) }, NOW + HOUR);
    expect(undelivered.row?.last_outcome).toEqual({
      status: 'failed',
      at: NOW + HOUR,
      code: 'DEAD_LETTERED',
    });
  });

  test('of a run whose end an earlier worker wrote down is what that one wrote, at its time', () => {
    const row = claimed(minutely());
    const execution = ends(finish(row, runOf(row), NOW + SECOND, fails('CARD_DECLINED')))[0];
    if (!execution) throw new Error('nothing is written down');
    const outcome = { ok: 'recorded', execution } as const;
    const decision = decide(
      row,
      { type: 'finish', run: runningOf(row), started_at: NOW, outcome },
      NOW + HOUR,
    );
    expect(decision.row?.last_outcome).toEqual({ status: 'failed', at: NOW + SECOND, code: 'CARD_DECLINED' });
    expect(errorsOf(decision)).toEqual([
      { attempt: 1, started_at: NOW, at: NOW + SECOND, code: 'CARD_DECLINED', message: 'told so' },
    ]);
  });
});

describe('the errors of a run', () => {
  const job = (retries: number) => claimed(newRow(once(NOW), { retry: { retries, backoffMultiplier: 1 } }));

  test('are those of its attempts, each with its time, whether it succeeds at last or not', () => {
    const first = finished(job(2), NOW + SECOND, fails('TIMEOUT'));
    const second = failedAgain(first, 'CONNECTION_ERROR');
    const third = failedAgain(committed(second), 'SERVICE_UNAVAILABLE', 'closed on Sundays');
    const called = { started_at: NOW, message: 'told so' };
    const errors = [
      { ...called, attempt: 1, at: NOW + SECOND, code: 'TIMEOUT', delay_ms: SECOND },
      { ...called, attempt: 2, at: NOW + 3 * SECOND, code: 'CONNECTION_ERROR', delay_ms: SECOND },
    ];
    const message = 'closed on Sundays';
    expect(errorsOf(third)).toEqual([
      ...errors,
      { ...called, attempt: 3, at: NOW + 5 * SECOND, code: 'SERVICE_UNAVAILABLE', message },
    ]);
    const waiting = committed(second);
    const begun = committed(wake(waiting, Wake.retry(1, 3, NOW + 4 * SECOND), NOW + 4 * SECOND));
    expect(errorsOf(finish(begun, runOf(begun), NOW + 5 * SECOND))).toEqual(errors);
  });

  test('are absent where its only attempt succeeded, and the next run has none of them', () => {
    const row = claimed(minutely());
    expect(ends(finish(row, runOf(row), NOW + SECOND))[0]).not.toHaveProperty('attempt_errors');
    const next = claimed(ran(minutely(), fails('TIMEOUT')));
    expect(runOf(next)).not.toHaveProperty('attempt_errors');
  });

  test('have no entry for an attempt that never began, as in a run that was cancelled in backoff', () => {
    const waiting = finished(job(3), NOW + SECOND, fails('TIMEOUT'));
    const cancelled = decide(waiting, { type: 'cancel' }, NOW + SECOND + 1);
    expect(errorsOf(cancelled)?.map(({ attempt }) => attempt)).toEqual([1]);
  });

  test('are the newest that take 2 KB, each with at most 200 characters, so that the row stays small', () => {
    const message = '\u0000'.repeat(2000);
    let row = finished(job(100), NOW + SECOND, fails('TIMEOUT'));
    for (let attempt = 2; attempt <= 40; attempt += 1) row = committed(failedAgain(row, 'TIMEOUT'));
    const bytes = (of: JobRow) =>
      jsonBytes(runOf(of).attempt_errors?.map(({ started_at: _at, delay_ms: _delay, ...each }) => each));
    expect(bytes(row)).toBeLessThanOrEqual(2048);
    const kept = runOf(row).attempt_errors?.map(({ attempt }) => attempt) ?? [];
    expect(kept.length).toBeGreaterThan(20);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 41 - kept.length + i));
    const hostile = committed(failedAgain(row, 'X'.repeat(64), message));
    expect(runOf(hostile).attempt_errors?.at(-1)).toMatchObject({
      attempt: 41,
      message: `${message.slice(0, 200)}…`,
    });
    expect(bytes(hostile)).toBeLessThanOrEqual(2048);
  });
});

test('the errors of the attempts of many runs in flight take 16 KB together, and of few 2 KB each', () => {
  const runs = (count: number) => Array.from({ length: count }, () => runningRun(NOW));
  const bytes = [0, 1, 8, 9, 50].map((count) => attemptErrorsBytes({ runs: runs(count) }));
  expect(bytes).toEqual([2048, 2048, 2048, 1820, 327]);
});

describe('the target of a job', () => {
  test.each([
    [{ resource: 'payments', event: 'charge' }, 'payments:charge'],
    [{ resource: 'files', operation: 'upload' }, 'files:upload'],
    [{ resource: 'nightly' }, 'nightly'],
  ])('of %j reads %s', (target, text) => {
    expect(targetText(target)).toBe(text);
  });
});

test.each([
  [0, [1, 2]],
  [1, [2]],
])('the errors of attempts that take 2 KB and %d bytes are those of %j', (more, attempts) => {
  const earlier = { attempt: 1, at: NOW, code: 'X', message: '' };
  const both = (message: string) => {
    const run = { ...runningRun(NOW), attempt: 2, attempt_errors: [{ ...earlier, message }] };
    return withAttemptError(run, { code: 'X', message: 'x' }, NOW);
  };
  const filling = 'x'.repeat(2048 - jsonBytes(both('')) + more);
  expect(both(filling).map(({ attempt }) => attempt)).toEqual(attempts);
});
