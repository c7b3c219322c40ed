import type { JobRow } from '../../../core/jobs/row.ts';
import { wrongRunsOf } from '../../../core/jobs/wrong-run.ts';
import { MINUTE, SECOND } from '../../../core/time/units.ts';
import { claimed, committed, decide, fails, finished, ID, minutely, NOW, OK } from './rows.ts';

const change = (before: JobRow, after: JobRow) => wrongRunsOf({ sequence: '1', at: NOW, before, after });
const job = {
  job_id: ID,
  product: 'shop',
  env: 'dev',
  namespace: 'actions',
  target: 'payments:charge',
} as const;

describe('what went wrong by a change', () => {
  test('is a run that failed, when it ended', () => {
    const before = claimed(minutely({}, { retry: { retries: 0 } }));
    const after = finished(before, NOW + 5 * SECOND, fails('TIMEOUT'));
    expect(change(before, after)).toEqual([
      {
        ...job,
        outcome: 'failed',
        at: NOW + 5 * SECOND,
        number: 1,
        occurrence: NOW,
        attempts: 1,
        error: { code: 'TIMEOUT', message: 'told so' },
      },
    ]);
  });

  test('is nothing of a run that completed, begins, or is tried again', () => {
    const row = minutely({}, { retry: { retries: 3 } });
    const begun = claimed(row);
    expect(change(row, begun)).toEqual([]);
    expect(change(begun, finished(begun, NOW + SECOND, OK))).toEqual([]);
    expect(change(begun, finished(begun, NOW + SECOND, fails('TIMEOUT')))).toEqual([]);
  });

  test('is a stretch that was skipped, at its last occurrence: missed where nothing came in time', () => {
    const row = minutely({ missed: 'skip' });
    const through = NOW + 6 * MINUTE;
    expect(change(row, claimed(row, NOW + 7 * MINUTE + 30 * SECOND))).toMatchObject([
      { ...job, outcome: 'missed', at: through, number: 0, occurrence: NOW, attempts: 0, through, count: 7 },
    ]);
  });

  test('is skipped where there was a reason', () => {
    const row = claimed(minutely());
    const after = claimed({ ...row, runs: row.runs }, NOW + MINUTE);
    expect(change(row, after)).toEqual([
      {
        ...job,
        outcome: 'skipped',
        at: NOW + MINUTE,
        number: 0,
        occurrence: NOW + MINUTE,
        attempts: 0,
        reason: 'overlap',
      },
    ]);
  });

  test('is each run that a command ended, with its own error', () => {
    const row = minutely({ overlap: 'allow' }, { retry: { retries: 1, initialDelay: 10 * MINUTE } });
    const first = finished(claimed(row), NOW + SECOND, fails('TIMEOUT'));
    const second = finished(claimed(first), NOW + MINUTE + SECOND, fails('CARD_DECLINED'));
    const after = committed(decide(second, { type: 'cancel' }, NOW + MINUTE + 2 * SECOND));
    const told = change(second, after).map(({ number, error, outcome }) => [number, error?.code, outcome]);
    expect(told.filter(([, , outcome]) => outcome === 'failed')).toEqual([
      [1, 'CARD_DECLINED', 'failed'],
      [2, 'CARD_DECLINED', 'failed'],
    ]);
  });

  test('is nothing of a change that repeats the row, of a row that goes, and of a job that is being deleted', () => {
    const before = claimed(minutely({}, { retry: { retries: 0 } }));
    const after = finished(before, NOW + SECOND, fails('TIMEOUT'));
    expect(change(after, after)).toEqual([]);
    expect(wrongRunsOf({ sequence: '1', at: NOW, before: after })).toEqual([]);
    expect(change(before, { ...after, deleted_at: NOW })).toEqual([]);
  });

  test('has a message of two hundred characters at most', () => {
    const before = claimed(minutely({}, { retry: { retries: 0 } }));
    const outcome = { ok: false, failure: { code: 'TIMEOUT', message: 'x'.repeat(900) } } as const;
    const [run] = change(before, finished(before, NOW + SECOND, outcome));
    expect(run?.error?.message).toBe(`${'x'.repeat(200)}…`);
  });
});
