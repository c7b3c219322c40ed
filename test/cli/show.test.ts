import { executionTable, jobCard, jobTable, runsIn, statsCard } from '../../cli/show.ts';
import type { Execution, Job, Stats } from '../../sdk/index.ts';

const AT = Date.UTC(2026, 0, 1, 12);
const job: Job = {
  id: 'job_1',
  status: 'scheduled',
  namespace: 'actions',
  target: 'payments:charge',
  product: 'shop',
  env: 'dev',
  scheduled_at: AT,
  recurring: true,
  every: 60_000,
  next_run_at: AT,
  execution_count: 7,
  retries: 0,
  retry_count: 0,
  consecutive_failures: 0,
  created_at: AT,
  updated_at: AT,
};
const cells = (text: string, line: number) => (text.split('\n')[line] ?? '').split(/ {2,}/);

describe('a table of jobs', () => {
  test.each<[string, Partial<Job>]>([
    ['-', {}],
    ['completed', { last_outcome: { status: 'completed', at: AT } }],
    [
      'failed TIMEOUT',
      { last_outcome: { status: 'failed', at: AT, code: 'TIMEOUT' }, consecutive_failures: 1 },
    ],
    [
      'failed x6 TIMEOUT',
      { last_outcome: { status: 'failed', at: AT, code: 'TIMEOUT' }, consecutive_failures: 6 },
    ],
  ])('says what each calls and that its last run was: %s', (last, fields) => {
    const line = cells(jobTable([{ ...job, ...fields }]), 1);
    expect(line.slice(2, 4)).toEqual(['actions', 'payments:charge']);
    expect(line[7]).toBe(last);
  });
});

test('a job that pause-all holds is shown as held, with the reason and until when', () => {
  const held = { ...job, held: { reason: 'db moves', until: AT } };
  expect(cells(jobTable([held]), 1)[1]).toBe('scheduled (held)');
  expect(jobCard(held)).toContain('  db moves, until 2026-01-01 12:00:00Z');
  expect(jobCard({ ...job, held: { reason: 'db moves' } })).toMatch(/^held {2,}db moves$/m);
});

test('jobs have a column of names where one of them has a name', () => {
  const both = jobTable([job, { ...job, name: 'report' }]);
  expect(cells(both, 0)[1]).toBe('NAME');
  expect(cells(both, 2)[1]).toBe('report');
  expect(jobTable([job])).not.toContain('NAME ');
});

describe('a table of executions', () => {
  test('says why occurrences were skipped, how many in a row, and until when', () => {
    const skipped = { number: 0, occurrence: AT, status: 'skipped', attempts: 0, reason: 'paused' } as const;
    const stretch = { ...skipped, detail: 'db moves', count: 15, through: AT + 900_000 };
    expect(cells(executionTable([skipped, stretch]), 1)[2]).toBe('skipped (paused)');
    expect(cells(executionTable([skipped, stretch]), 2)[2]).toBe(
      'skipped (paused: db moves, x15 until 2026-01-01 12:15:00Z)',
    );
  });

  const run = { number: 1, occurrence: AT, started_at: AT, duration_ms: 5, lag_ms: 1 };
  const first = { attempt: 1, at: AT + 1000, code: 'TIMEOUT', message: 'too late' };
  const second = { attempt: 2, at: AT + 9000, code: 'CARD_DECLINED', message: 'no funds' };

  test('has a line for each failed attempt below a run of several, also below one that succeeded at last', () => {
    const failed: Execution = {
      ...run,
      status: 'failed',
      attempts: 2,
      error: second,
      attempt_errors: [first, second],
    };
    const text = executionTable([
      failed,
      { ...run, status: 'completed', attempts: 2, attempt_errors: [first] },
    ]);
    expect(text.split('\n')).toHaveLength(6);
    expect(cells(text, 2)).toEqual(['', '2026-01-01 12:00:01Z', 'attempt 1 failed', 'TIMEOUT: too late']);
    expect(cells(text, 3)).toEqual([
      '',
      '2026-01-01 12:00:09Z',
      'attempt 2 failed',
      'CARD_DECLINED: no funds',
    ]);
    expect(cells(text, 5)[3]).toBe('TIMEOUT: too late');
  });

  test('says the error of a single attempt once', () => {
    const failed: Execution = {
      ...run,
      status: 'failed',
      attempts: 1,
      error: first,
      attempt_errors: [first],
    };
    expect(executionTable([failed]).split('\n')).toHaveLength(2);
  });
});

test('a card of a job tells its last error and how its last run ended in words', () => {
  const card = jobCard({
    ...job,
    last_error: { code: 'TIMEOUT', message: 'too late' },
    last_outcome: { status: 'failed', at: AT, code: 'TIMEOUT' },
  });
  expect(card).toMatch(/^last_error +TIMEOUT: too late$/m);
  expect(card).toMatch(/^last_outcome +failed TIMEOUT at 2026-01-01 12:00:00Z$/m);
});

test('one run is one run', () => {
  expect([runsIn(0), runsIn(1), runsIn(2)]).toEqual(['0 runs', '1 run', '2 runs']);
});

describe('a card of figures', () => {
  const none: Stats = {
    total: 3,
    scheduled: 3,
    queued: 0,
    running: 0,
    completed: 0,
    failed: 0,
    cancelled: 0,
    paused: 0,
    failing: 0,
    retrying: 0,
    success_rate: 0,
    completed_first_try: 0,
    completed_after_retry: 0,
    avg_retry_count: 0,
    lag_ms: { p50: 0, p99: 0 },
    namespaces: {},
  };

  test('says no rate of success while no run has ended, and 0.0 % where all have failed', () => {
    expect(statsCard(none)).toMatch(/ success +-$/m);
    expect(statsCard({ ...none, failed: 2 })).toMatch(/ success +0\.0 %$/m);
  });
});
