import { toDispatchResult, toJob } from '../../../core/jobs/view.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { cron, every, once } from '../schedule/tables.ts';
import { claimed, committed, decide, fails, finished, ID, NOW, newRow, Wake, wake } from './rows.ts';

const payload = {
  target: { resource: 'app', event: 'e' },
  input: { 'body:x': 1 },
};

describe('a job as callers see it', () => {
  test('has every field of the contract', () => {
    const table = cron('0 9 * * *', {
      tz: 'Europe/Paris',
      limit: 5,
      end: NOW + 90 * 24 * HOUR,
      overlap: 'queue',
      missed: 'all',
      precision: 'minute',
    });
    const retry = { retries: 3, initialDelay: 10, nonRetryableErrors: ['CARD_DECLINED'] };
    const row = {
      ...newRow(table, { retry }),
      fairness_key: 'acme',
      execution_count: 2,
      succeeded: 1,
      failed: 1,
      retry_count: 1,
      last_error: { code: 'CARD_DECLINED', message: 'no funds' },
      last_outcome: { status: 'failed', at: NOW + 2, code: 'CARD_DECLINED' } as const,
      consecutive_failures: 3,
      started_at: NOW + 1,
      completed_at: NOW + 2,
      reason: 'why not',
    };
    const last = {
      number: 1,
      occurrence: NOW,
      status: 'completed' as const,
      attempts: 1,
      result: { sent: true },
    };
    expect(toJob(row, payload, last)).toEqual({
      id: ID,
      status: 'scheduled',
      namespace: 'actions',
      target: 'payments:charge',
      product: 'shop',
      env: 'dev',
      scheduled_at: Date.parse('2026-01-02T08:00:00Z'),
      started_at: NOW + 1,
      completed_at: NOW + 2,
      recurring: true,
      cron: '0 9 * * *',
      tz: 'Europe/Paris',
      next_run_at: Date.parse('2026-01-02T08:00:00Z'),
      execution_count: 2,
      limit: 5,
      end_date: NOW + 90 * 24 * HOUR,
      retries: 3,
      retry_count: 1,
      last_error: { code: 'CARD_DECLINED', message: 'no funds' },
      last_outcome: { status: 'failed', at: NOW + 2, code: 'CARD_DECLINED' },
      consecutive_failures: 3,
      fairness_key: 'acme',
      input: { 'body:x': 1 },
      result: { sent: true },
      created_at: NOW,
      updated_at: NOW,
      retryConfig: { initialDelay: 10, nonRetryableErrors: ['CARD_DECLINED'] },
      overlap: 'queue',
      missed: 'all',
      precision: 'minute',
      reason: 'why not',
    });
  });

  test('has no field that says nothing', () => {
    expect(toJob(newRow(once(NOW + HOUR)))).toEqual({
      id: ID,
      status: 'scheduled',
      namespace: 'actions',
      target: 'payments:charge',
      product: 'shop',
      env: 'dev',
      scheduled_at: NOW + HOUR,
      recurring: false,
      next_run_at: NOW + HOUR,
      execution_count: 0,
      retries: 0,
      retry_count: 0,
      consecutive_failures: 0,
      created_at: NOW,
      updated_at: NOW,
      precision: 'second',
    });
  });

  test('never shows the session, the lease or anything else of the machinery', () => {
    const secret = { ...payload, session: { tag: 'user', token: 'very-secret' } };
    const text = JSON.stringify(toJob(claimed(newRow(every(MINUTE, NOW))), secret));
    for (const word of ['very-secret', 'lease', 'version', '"gen"', '"runs"', '"resource"']) {
      expect(text).not.toContain(word);
    }
  });

  test('has its interval, and is running while a worker has a run', () => {
    const row = claimed(newRow(every(MINUTE, NOW)), NOW + 5);
    expect(toJob(row)).toMatchObject({
      status: 'running',
      every: MINUTE,
      started_at: NOW + 5,
      execution_count: 1,
    });
  });

  test('is scheduled with retries counted while it waits for the next attempt', () => {
    const running = claimed(newRow(once(NOW), { retry: { retries: 2 } }));
    expect(toJob(finished(running, NOW + SECOND, fails('TIMEOUT')))).toMatchObject({
      status: 'scheduled',
      retry_count: 1,
      last_error: { code: 'TIMEOUT', message: 'told so' },
    });
  });

  test('says when the next attempt is, and only while a run waits for one', () => {
    const running = claimed(newRow(every(HOUR, NOW), { retry: { retries: 2 } }));
    expect(toJob(running).next_attempt_at).toBeUndefined();
    const waiting = finished(running, NOW + SECOND, fails('SERVICE_UNAVAILABLE', 30 * MINUTE));
    expect(toJob(waiting)).toMatchObject({
      next_run_at: NOW + HOUR,
      next_attempt_at: NOW + SECOND + 30 * MINUTE,
    });
    const [run] = waiting.runs;
    if (run?.state !== 'waiting') throw new Error('no run waits');
    const sooner = { ...run, number: 2, retry_at: NOW + MINUTE };
    expect(toJob({ ...waiting, runs: [run, sooner] }).next_attempt_at).toBe(NOW + MINUTE);
    const paused = committed(decide(waiting, { type: 'pause' }, NOW + MINUTE));
    expect(toJob(paused).next_attempt_at).toBeUndefined();
    const cancelled = committed(decide(waiting, { type: 'cancel' }, NOW + MINUTE));
    expect(toJob(cancelled).next_attempt_at).toBeUndefined();
    const again = committed(wake(waiting, Wake.retry(1, 2, NOW + SECOND + 30 * MINUTE), NOW + 31 * MINUTE));
    expect(toJob(again).next_attempt_at).toBeUndefined();
  });
});

describe('a run that was triggered', () => {
  test('is not told as one in backoff before it has begun, and is once it has failed', () => {
    const waiting = newRow(every(HOUR, NOW + HOUR), { retry: { retries: 2 } });
    const triggered = committed(decide(waiting, { type: 'trigger' }, NOW));
    expect(triggered.runs).toHaveLength(1);
    expect(toJob(triggered)).toMatchObject({ next_run_at: NOW + HOUR });
    expect(toJob(triggered)).not.toHaveProperty('next_attempt_at');
    const begun = committed(wake(triggered, Wake.retry(1, 1, NOW), NOW));
    const failed = finished(begun, NOW + SECOND, fails('SERVICE_UNAVAILABLE', MINUTE));
    expect(toJob(failed)).toMatchObject({ next_attempt_at: NOW + SECOND + MINUTE });
  });
});

describe('the answer to a dispatch', () => {
  test.each([
    ['that runs now', once(NOW), { status: 'queued', scheduled_at: NOW, recurring: false }],
    [
      'that runs later',
      once(NOW + HOUR),
      { status: 'scheduled', scheduled_at: NOW + HOUR, recurring: false },
    ],
    [
      'that recurs',
      every(MINUTE, NOW),
      { status: 'scheduled', scheduled_at: NOW, recurring: true, next_run_at: NOW },
    ],
  ])('%s', (_title, schedule, expected) => {
    expect(toDispatchResult(newRow(schedule))).toEqual({ job_id: ID, ...expected });
  });

  test('stays the same for a repeat, whatever the job has done since', () => {
    const row = newRow(every(MINUTE, NOW));
    const later = finished(claimed(row), NOW + SECOND);
    expect(toDispatchResult(later)).toEqual(toDispatchResult(row));
    const done = finished(claimed(newRow(once(NOW))), NOW + SECOND);
    expect(toDispatchResult(done).status).toBe('queued');
  });
});
