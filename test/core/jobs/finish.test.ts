import { advance } from '../../../core/jobs/advance.ts';
import type { Outcome } from '../../../core/jobs/finish.ts';
import { statusOf } from '../../../core/jobs/row.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
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
  LEASE,
  minutely,
  NOW,
  newRow,
  OK,
  records,
  runningOf,
  runOf,
  starts,
  Wake,
  wake,
} from './rows.ts';

const job = (retries: number) => claimed(newRow(once(NOW), { retry: { retries } }), NOW + 7);
const rankOf = (decision: ReturnType<typeof finish>) =>
  decision.row?.last_execution ? [decision.row.last_execution.rank] : [];

describe('an attempt that fails', () => {
  test('is followed by another after the delay of the policy; the job is scheduled meanwhile', () => {
    const row = job(2);
    const decision = finish(row, runOf(row), NOW + SECOND, fails('TIMEOUT'));
    expect(decision.before).toEqual([]);
    expect(arms(decision.after)).toEqual([['retry', NOW + 2 * SECOND]]);
    const waiting = committed(decision);
    expect(waiting).toMatchObject({
      status: 'scheduled',
      retry_count: 1,
      last_error: { code: 'TIMEOUT', message: 'told so' },
      failed: 0,
      execution_count: 1,
    });
    expect(statusOf(waiting)).toBe('scheduled');
    const run = runOf(waiting);
    expect(run).not.toHaveProperty('lease_until');
    expect(run).toMatchObject({
      state: 'waiting',
      number: 1,
      attempt: 2,
      retry_at: NOW + 2 * SECOND,
      started_at: NOW + 7,
    });
  });

  test('is not followed before its delay is over, and then by one attempt with a lease of its own', () => {
    const row = finished(job(2), NOW + SECOND, fails('TIMEOUT'));
    const due = NOW + 2 * SECOND;
    expect(starts(wake(row, Wake.retry(1, 2, due), due - 1).after)).toEqual([]);
    const decision = wake(row, Wake.retry(1, 2, due), due + 3);
    expect(starts(decision.after)).toEqual([
      {
        number: 1,
        occurrence: NOW,
        attempt: 2,
        state: 'running',
        lost: 0,
        started_by: 'r1.2',
        claimed_at: NOW + 7,
        started_at: NOW + 7,
        unsure: true,
        attempt_errors: [
          {
            attempt: 1,
            started_at: NOW + 7,
            at: NOW + SECOND,
            code: 'TIMEOUT',
            message: 'told so',
            delay_ms: SECOND,
          },
        ],
        lease_until: due + 3 + LEASE,
      },
    ]);
    expect(statusOf(committed(decision))).toBe('running');
    expect(committed(decision).execution_count).toBe(1);
  });

  test('may succeed at the second try: one run, two attempts', () => {
    const waiting = finished(job(2), NOW + SECOND, fails('TIMEOUT'));
    const again = committed(wake(waiting, Wake.retry(1, 2, NOW + 2 * SECOND), NOW + 2 * SECOND));
    const decision = finish(again, runOf(again), NOW + 3 * SECOND);
    expect(ends(decision)).toMatchObject([
      {
        number: 1,
        status: 'completed',
        attempts: 2,
        started_at: NOW + 7,
        lag_ms: 7,
        duration_ms: 3 * SECOND - 7,
      },
    ]);
    const done = committed(decision);
    expect(done).toMatchObject({ status: 'completed', succeeded: 1, failed: 0, retry_count: 1 });
    expect(done.last_error).toBeUndefined();
  });

  test('fails the job when no retries are left', () => {
    const waiting = finished(job(1), NOW + SECOND, fails('TIMEOUT'));
    const again = committed(wake(waiting, Wake.retry(1, 2, NOW + 2 * SECOND), NOW + 2 * SECOND));
    const decision = finish(again, runOf(again), NOW + 3 * SECOND, fails('RATE_LIMITED'));
    expect(ends(decision)).toMatchObject([
      { status: 'failed', attempts: 2, error: { code: 'RATE_LIMITED', message: 'told so' } },
    ]);
    expect(decision.row).toMatchObject({
      status: 'failed',
      failed: 1,
      retry_count: 1,
      completed_at: NOW + 3 * SECOND,
      last_error: { code: 'RATE_LIMITED' },
    });
  });

  test('fails at once with an error that is not retried', () => {
    expect(finished(job(5), NOW + SECOND, fails('NOT_FOUND'))).toMatchObject({
      status: 'failed',
      retry_count: 0,
    });
  });

  test('keeps nothing of a Retry-After in what callers see, but waits as long', () => {
    const row = job(1);
    const decision = finish(row, runOf(row), NOW + SECOND, fails('RATE_LIMITED', HOUR));
    expect(arms(decision.after)).toEqual([['retry', NOW + SECOND + HOUR]]);
    expect(decision.row?.last_error).toEqual({ code: 'RATE_LIMITED', message: 'told so' });
  });

  test('is armed within a day and never past the year 9999, whatever moment a Retry-After names', () => {
    const row = job(1);
    const decision = finish(row, runOf(row), NOW + SECOND, fails('SERVICE_UNAVAILABLE', 8e15));
    expect(arms(decision.after)).toEqual([['retry', NOW + SECOND + 24 * HOUR]]);
  });

  test('is followed a quarter of a second apart from those of the other runs of its job, whatever the policy says', () => {
    const retry = { retries: 9, initialDelay: 1000, backoffMultiplier: 1 };
    let row = minutely({ overlap: 'allow' }, { retry, timeout: HOUR });
    for (let run = 0; run < 4; run += 1) row = claimed(row);
    const due = () =>
      row.runs.flatMap((run) => (run.state === 'waiting' ? run.retry_at - NOW - 11 * MINUTE : []));
    for (const run of row.runs) row = committed(finish(row, run, NOW + 11 * MINUTE, fails('TIMEOUT')));
    expect(due()).toEqual([1000, 1250, 1500, 1750]);
    const [, second, third] = row.runs;
    if (!second || !third) throw new Error('there are four runs');
    const again = committed(
      wake(row, Wake.retry(second.number, 2, NOW + 11 * MINUTE + 1250), NOW + 11 * MINUTE + 1250),
    );
    const [, running] = again.runs;
    if (!running) throw new Error('there are four runs');
    row = committed(finish(again, running, NOW + 11 * MINUTE + 400, fails('TIMEOUT')));
    expect(due()).toEqual([2000, 1500, 1750]);
  });

  test('takes its jitter from the chance that is passed in', () => {
    const row = claimed(newRow(once(NOW), { retry: { retries: 1, jitter: true } }));
    const event = {
      type: 'finish',
      run: runningOf(row),
      started_at: NOW,
      outcome: fails('TIMEOUT'),
    } as const;
    expect(arms(decide(row, event, NOW + 1, () => 0.5).after)).toEqual([['retry', NOW + 1 + 1250]]);
  });

  test('of a recurring job lets the next occurrence run when it was the last attempt', () => {
    const row = finished(claimed(minutely()), NOW + SECOND, fails('TIMEOUT'));
    expect(row).toMatchObject({ status: 'scheduled', failed: 1, next_run_at: NOW + MINUTE });
    expect(finished(claimed(row), NOW + MINUTE + 1)).toMatchObject({ succeeded: 1, execution_count: 2 });
  });

  test('holds back the occurrences behind it while it waits for its retry', () => {
    const first = claimed(minutely({}, { retry: { retries: 1, initialDelay: 10 * MINUTE } }));
    const waiting = finished(first, NOW + SECOND, fails('TIMEOUT'));
    const decision = wake(waiting, Wake.timer(NOW + MINUTE), NOW + MINUTE);
    expect(starts(decision.after)).toEqual([]);
    expect(records(decision.after)).toMatchObject([{ occurrence: NOW + MINUTE, reason: 'overlap' }]);
  });
});

describe('the end of an attempt', () => {
  test('is ignored when another attempt has taken its place', () => {
    const first = job(1);
    const waiting = finished(first, NOW + SECOND, fails('TIMEOUT'));
    expect(finish(waiting, runOf(first), NOW + SECOND + 1)).toEqual({ before: [], after: [] });
    const again = committed(wake(waiting, Wake.retry(1, 2, NOW + 2 * SECOND), NOW + 2 * SECOND));
    expect(finish(again, runOf(first), NOW + 3 * SECOND)).toEqual({ before: [], after: [] });
  });

  test('counts once, however often it is told', () => {
    const row = claimed(minutely());
    const done = finished(row, NOW + SECOND);
    expect(finish(done, runOf(row), NOW + SECOND)).toEqual({ before: [], after: [] });
  });

  test('outranks in the history what earlier attempts and lost workers wrote', () => {
    const first = job(1);
    const lost = committed(wake(first, Wake.timer(NOW), NOW + 7 + LEASE));
    const waiting = finished(first, NOW + SECOND, fails('TIMEOUT'));
    const again = committed(wake(waiting, Wake.retry(1, 2, NOW + 2 * SECOND), NOW + 2 * SECOND));
    const ranks = [first, lost, again].flatMap((row) => rankOf(finish(row, runOf(row), NOW + HOUR)));
    expect(ranks).toHaveLength(3);
    expect([...new Set(ranks)].sort((a, b) => a - b)).toEqual(ranks);
    expect(ranks[0]).toBeGreaterThan(0);
  });

  test('is told with the start of the first attempt, unless its worker was lost', () => {
    const row = claimed(newRow(once(NOW)), NOW + 7);
    const event = { type: 'finish', run: runningOf(row), started_at: NOW + 30, outcome: fails('X') } as const;
    expect(ends(decide(row, event, NOW + SECOND))).toMatchObject([{ started_at: NOW + 30, lag_ms: 30 }]);
  });
});

describe('a failure of any length', () => {
  const long: Outcome = { ok: false, failure: { code: 'C'.repeat(300), message: 'm'.repeat(234_888) } };
  const kept = { code: 'C'.repeat(64), message: `${'m'.repeat(2000)}…` };

  test('is bounded in the row of a job that is tried again, and in the row and history of one that failed', () => {
    const waiting = finish(job(1), runOf(job(1)), NOW + SECOND, long);
    expect(committed(waiting).last_error).toEqual(kept);
    const failed = finish(job(0), runOf(job(0)), NOW + SECOND, long);
    expect(committed(failed).last_error).toEqual(kept);
    expect(ends(failed)[0]?.error).toEqual(kept);
  });

  test('is bounded in what webhooks are told', () => {
    const event = { type: 'finish', run: runningOf(job(0)), started_at: NOW, outcome: long } as const;
    const { row } = advance(job(0), event, NOW + SECOND, () => 0);
    expect(row).toMatchObject({ did: { events: [{ event: 'job.failed' }] }, last_error: kept });
  });
});

test.each([
  ['the start of its first attempt', {}, NOW + 30],
  ['the start that was noted, after a lost worker', { lost: 1 }, NOW + 7],
  ['the start that was noted, after a failed attempt', { attempt: 2 }, NOW + 7],
])('a run has begun at %s', (_when, rest, started_at) => {
  const row = job(0);
  const run = { ...runningOf(row), ...rest };
  const event = { type: 'finish', run, started_at: NOW + 30, outcome: OK } as const;
  const ended = decide({ ...row, runs: [run] }, event, NOW + SECOND);
  expect(ends(ended)).toMatchObject([{ started_at }]);
  expect(ended.row).toMatchObject({ started_at });
});
