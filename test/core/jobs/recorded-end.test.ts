import type { Execution } from '../../../contract/job.ts';
import { isEndOf, rankOf } from '../../../core/jobs/end-run.ts';
import type { RunningRun } from '../../../core/jobs/run-in-flight.ts';
import * as Run from '../../../core/jobs/run-in-flight.ts';
import { claimed, finish, minutely, NOW, OK, runningOf } from './rows.ts';

/** What a worker of the run writes down when it ends, and its rank. */
function recordBy(run: Partial<RunningRun>) {
  const row = claimed(minutely({}, { retry: { retries: 5 } }));
  const held = { ...runningOf(row), ...run };
  const decision = finish({ ...row, runs: [held] }, held, NOW + 1000, OK);
  const record = decision.row?.last_execution;
  if (!record) throw new Error('nothing is written down');
  return record;
}

const redelivered = (rest: Partial<RunningRun>): RunningRun => ({
  ...runningOf(claimed(minutely())),
  lost: 1,
  ...rest,
});

describe('a record in the history', () => {
  test.each([{ lost: 0 }, { lost: 1 }])(
    'is the end of a run whose earlier worker wrote it: %j',
    ({ lost }) => {
      expect(isEndOf(redelivered({ lost: lost + 1 }), recordBy({ lost }))).toBe(true);
      expect(isEndOf(redelivered({ attempt: 3, lost: 2 }), recordBy({ attempt: 3, lost }))).toBe(true);
      expect(isEndOf(redelivered({ deferrals: 2, lost: 2 }), recordBy({ deferrals: 2, lost }))).toBe(true);
    },
  );

  test('is the end of a run that has waited since and called its target no more', () => {
    for (const deferrals of [0, 1, 2])
      expect(isEndOf(redelivered({ deferrals: 2, slot: 'wanted' }), recordBy({ deferrals }))).toBe(true);
    const { execution, rank } = recordBy({ deferrals: 1 });
    const byNone = { execution, rank: rank - 1 };
    expect(isEndOf(redelivered({ deferrals: 2, slot: 'wanted' }), byNone)).toBe(false);
    expect(isEndOf(redelivered({ deferrals: 2, slot: 'wanted' }), recordBy({ deferrals: 3 }))).toBe(false);
  });

  test('is not the end of another attempt, another call of it, or another run of the same occurrence', () => {
    expect(isEndOf(redelivered({ attempt: 2 }), recordBy({ attempt: 1 }))).toBe(false);
    expect(isEndOf(redelivered({ deferrals: 1 }), recordBy({}))).toBe(false);
    const { execution, rank } = recordBy({});
    const other: Execution = { ...execution, number: execution.number + 1 };
    expect(isEndOf(redelivered({}), { execution: other, rank })).toBe(false);
  });

  test('is not believed when it was written of a run that no worker had, as its decision may have lost', () => {
    const { execution, rank } = recordBy({});
    expect(isEndOf(redelivered({}), { execution, rank: rank - 1 })).toBe(false);
  });
});

test('what is written down of a run outranks what was at each earlier step of it', () => {
  const begun = runningOf(claimed(minutely()));
  const left = Run.deferred({ ...begun, deferrals: 1 }, NOW);
  const called = Run.running(left, NOW);
  const twice = Run.deferred({ ...called, deferrals: 2 }, NOW);
  const lost = Run.running({ ...called, lost: 1 }, NOW);
  const often = Run.running({ ...called, lost: 2 }, NOW);
  const abandoned = Run.abandoned(often, NOW);
  const next = Run.waiting({ ...begun, attempt: 2 }, NOW);
  const steps = [begun, left, called, twice, lost, often, abandoned, next, Run.running(next, NOW)].map(
    rankOf,
  );
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
});
