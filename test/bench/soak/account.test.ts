import { accountOf, type Known } from '../../../bench/soak/account.ts';
import type { Execution, Job } from '../../../contract/job.ts';
import { defined } from '../../../contract/plain-data.ts';

const from = Date.UTC(2026, 0, 1);
const at = (k: number) => from + k * 1000;
/** The account is taken just after the tenth occurrence. */
const until = at(9) + 1;

const ran = (k: number, number = k + 1): Execution => ({
  number,
  occurrence: at(k),
  status: 'completed',
  attempts: 1,
});
const skipped = (first: number, last: number, count = last - first + 1): Execution => ({
  number: 0,
  occurrence: at(first),
  through: at(last),
  count,
  status: 'skipped',
  reason: 'missed',
  attempts: 0,
});
const runs = (...ks: number[]) => ks.map((k, index) => ran(k, index + 1));

function known(executions: Execution[], job: Partial<Job> = {}, asked = {}, end?: number): Known {
  const numbers = executions.map(({ number }) => number);
  return {
    schedule: {
      kind: 'every',
      every: 1000,
      anchor: from,
      overlap: 'skip',
      missed: 'latest',
      precision: 'second',
      ...defined({ end }),
    },
    job: {
      id: 'job_1',
      status: 'scheduled',
      namespace: 'actions',
      target: 'app:event',
      product: 'bench',
      env: 'dev',
      scheduled_at: from,
      recurring: true,
      consecutive_failures: 0,
      next_run_at: at(10),
      execution_count: Math.max(0, ...numbers),
      retries: 0,
      retry_count: 0,
      created_at: from - 1,
      updated_at: from,
      ...job,
    },
    executions,
    asked: { triggers: 0, unclear: 0, cancelled: false, ...asked },
  };
}

const account = (...given: Parameters<typeof known>) => accountOf(known(...given), until);

test('has nothing to say when every occurrence was run or skipped', () => {
  const { faults, runs: count, skipped: passed } = account([...runs(0, 1, 2, 6, 7, 8, 9), skipped(3, 5)]);
  expect({ faults, count, passed }).toEqual({ faults: [], count: 7, passed: 3 });
});

test('finds an occurrence that is nowhere, in the middle and at the end', () => {
  expect(account(runs(0, 1, 2, 4, 5, 6, 7, 8, 9)).faults).toEqual([expect.stringContaining('00:00:03')]);
  expect(account(runs(0, 1, 2, 3, 4, 5, 6, 7, 8)).faults).toEqual([expect.stringContaining('00:00:09')]);
});

test('lets as many be absent as there are runs in flight', () => {
  const absent = runs(0, 1, 2, 4, 5, 6, 7, 8, 9);
  expect(account(absent, { execution_count: 10 })).toMatchObject({ inFlight: 1, faults: [] });
  expect(account(absent.slice(0, -1), { execution_count: 9 }).faults).toHaveLength(1);
});

test('takes those from the next run on for still due', () => {
  const { due, faults } = account(runs(0, 1, 2, 3), { next_run_at: at(4) });
  expect(due).toEqual([4, 5, 6, 7, 8, 9].map(at));
  expect(faults).toEqual([]);
});

test.each([
  ['a run within a stretch that was skipped', [...runs(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), skipped(3, 4)]],
  ['a number that two runs have', [...runs(0, 1, 2, 3, 4, 5, 6, 7, 8), ran(9, 9)]],
  ['a run that no caller asked for', [...runs(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), ran(2.5, 11)]],
  ['a stretch that is longer than it says', [...runs(0, 1, 2, 6, 7, 8, 9), skipped(3, 5, 2)]],
])('finds %s', (_what, executions) => {
  expect(account(executions).faults).not.toEqual([]);
});

test('knows a run beside the schedule by the trigger that asked for it', () => {
  const executions = [...runs(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), ran(2.5, 11)];
  expect(account(executions, {}, { triggers: 1 })).toMatchObject({ triggered: 1, faults: [] });
  expect(account(executions, {}, { triggers: 2 }).faults).toHaveLength(1);
});

test('owes nothing beyond the limit, and allows no run beyond it', () => {
  const { next_run_at: _none, ...done } = known([]).job;
  const ended = {
    ...known(runs(0, 1, 2)),
    job: { ...done, status: 'completed', execution_count: 3 },
  } as const;
  expect(accountOf({ ...ended, job: { ...ended.job, limit: 3 } }, until).faults).toEqual([]);
  expect(accountOf({ ...ended, job: { ...ended.job, limit: 2 } }, until).faults).toHaveLength(1);
  expect(accountOf(ended, until).faults).not.toEqual([]);
});

test('wants everything up to the endDate of a completed job', () => {
  const { next_run_at: _none, ...done } = known([]).job;
  const ended = (...ks: number[]): Known => {
    const executions = runs(...ks);
    const { schedule } = known([], {}, {}, at(4));
    return {
      ...known(executions),
      schedule,
      job: { ...done, status: 'completed', execution_count: executions.length },
    };
  };
  expect(accountOf(ended(0, 1, 2, 3, 4), until).faults).toEqual([]);
  expect(accountOf(ended(0, 1, 2, 3, 4), at(4)).faults).toEqual([]);
  expect(accountOf(ended(0, 1, 2), at(3) - 1).faults).toHaveLength(1);
  expect(accountOf(ended(0, 1, 2, 3), until).faults).toHaveLength(1);
  expect(accountOf(ended(0, 1, 2, 3, 4, 5), until).faults).not.toEqual([]);
});
