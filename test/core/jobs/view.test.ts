import { dueAt } from '../../../core/jobs/run-in-flight.ts';
import { toDispatchResult, toJob, toJobAt } from '../../../core/jobs/view.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { cron, every, once } from '../schedule/tables.ts';
import { claimed, committed, decide, fails, finished, ID, NOW, newRow, OK, Wake, wake } from './rows.ts';

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
      recent: 'f',
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
    for (const word of ['very-secret', 'lease', 'wake-up', 'started_by', '"gen"', '"resource"']) {
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

describe('the runs of a job', () => {
  test('are named while they are in flight, with what they wait for', () => {
    const row = newRow(every(MINUTE, NOW, { overlap: 'allow' }), {
      retry: { retries: 2, initialDelay: HOUR },
    });
    expect(toJob(row)).not.toHaveProperty('runs');
    const first = claimed(row);
    expect(toJob(first).runs).toEqual([
      { number: 1, occurrence: NOW, state: 'running', attempt: 1, attempts: 3, started_at: NOW },
    ]);
    const failing = finished(first, NOW + SECOND, fails('TIMEOUT'));
    const [waiting] = toJob(failing).runs ?? [];
    expect(waiting).toMatchObject({ state: 'waiting', attempt: 2, attempts: 3 });
    expect(waiting?.next_at).toBe(toJob(failing).next_attempt_at);
    const paused = committed(decide(failing, { type: 'pause' }, NOW + MINUTE));
    expect(toJob(paused).runs?.[0]).not.toHaveProperty('next_at');
  });

  test('that wait for their turn at a target, and those that were lost, say so', () => {
    const row = claimed(newRow(every(MINUTE, NOW)));
    const [run] = row.runs;
    if (run?.state !== 'running') throw new Error('no worker has the run');
    const { lease_until: _lease, ...rest } = run;
    const waits = { ...rest, state: 'waiting', retry_at: NOW + 5, slot: 'wanted', lost: 1 } as const;
    expect(toJob({ ...row, runs: [waits] }).runs).toMatchObject([
      { state: 'waiting_for_limit', next_at: NOW + 5, lost: 1 },
    ]);
    const given = { ...rest, state: 'abandoned', abandoned_at: NOW, lost: 3 } as const;
    expect(toJob({ ...row, runs: [given] }).runs).toMatchObject([{ state: 'running', lost: 3 }]);
  });

  test('that ended are told by a letter each, the last eight', () => {
    let row = newRow(every(MINUTE, NOW), { retry: { retries: 0 } });
    const told: (string | undefined)[] = [toJob(row).recent];
    for (const outcome of [OK, fails('TIMEOUT'), OK, OK, OK, OK, OK, fails('TIMEOUT'), OK]) {
      row = claimed(row);
      row = finished(row, row.updated_at + SECOND, outcome);
      told.push(toJob(row).recent);
    }
    expect(told).toEqual([
      undefined,
      'c',
      'cf',
      'cfc',
      'cfcc',
      'cfccc',
      'cfcccc',
      'cfccccc',
      'cfcccccf',
      'fcccccfc',
    ]);
    const single = finished(claimed(newRow(once(NOW))), NOW + SECOND);
    expect(single).not.toHaveProperty('recent');
  });
});

describe('a job among what else is known', () => {
  const hold = { reason: 'the database moves', since: NOW };

  test('says since when it is overdue, a minute after something was due', () => {
    const row = newRow(every(HOUR, NOW));
    expect(toJobAt(row, [], NOW + MINUTE - 1)).not.toHaveProperty('overdue_since');
    expect(toJobAt(row, [], NOW + MINUTE).overdue_since).toBe(NOW);
    const begun = claimed(row);
    expect(toJobAt(begun, [], NOW + MINUTE).overdue_since).toBeUndefined();
    expect(toJobAt(begun, [], NOW + HOUR).overdue_since).toBe(begun.runs.map(dueAt)[0]);
  });

  test('has another version when it, a hold on it or its lateness is another, and else the same', () => {
    const row = newRow(every(HOUR, NOW + HOUR));
    const versions = [
      toJobAt(row, [], NOW),
      toJobAt(row, [hold], NOW),
      toJobAt(row, [{ ...hold, until: NOW + 5 }], NOW),
      toJobAt(row, [], NOW + 2 * HOUR),
      toJobAt({ ...row, version: row.version + 1 }, [], NOW),
    ].map(({ version }) => version);
    expect(new Set(versions).size).toBe(5);
    expect(toJobAt(row, [hold], NOW + 1).version).toBe(versions[1]);
  });
});
