import type { EndedRun } from '../../../core/jobs/did.ts';
import type { Tally } from '../../../core/ports/stats-store.ts';
import { add, ended, growing, highest, lagsIn, since, sumOf } from '../../../core/stats/tally.ts';

const TALLY = { completed: 3, 'in.queued': -1, 'in.queued.7': 2, 'in.paused.7': 1, 'lag.12': 4, retries: 2 };

describe('a run that has ended', () => {
  const row = { namespace: 'actions' } as const;
  test.each<[EndedRun, Tally]>([
    [
      { at: 0, ok: true, attempts: 1 },
      { completed: 1, first_try: 1, '+a': 1 },
    ],
    [
      { at: 0, ok: true, attempts: 3 },
      { completed: 1, retries: 2, '+a': 1 },
    ],
    [
      { at: 0, ok: false, attempts: 0 },
      { failed: 1, '-a': 1 },
    ],
    [
      { at: 0, ok: false, attempts: 2, lag: 0 },
      { failed: 1, retries: 1, '-a': 1, 'lag.0': 1 },
    ],
  ])('that was %j counts %j and nothing else', (run, tally) => {
    expect(ended(run, row)).toEqual(tally);
  });
});

describe('tallies', () => {
  test('are added by name, and what comes to nothing is left out', () => {
    expect(add(TALLY, { completed: 1, retries: -2, failed: 1 })).toEqual({
      ...TALLY,
      completed: 4,
      failed: 1,
      retries: undefined,
    });
    expect(sumOf([])).toEqual({});
    expect(sumOf([{ failed: 1 }, { failed: 2 }, { completed: 1 }])).toEqual({ failed: 3, completed: 1 });
  });

  test('have of two the higher count of each, also of what one of them has not', () => {
    expect(highest({ completed: 3, failed: 1 }, { completed: 2, failed: 4, retries: 1 })).toEqual({
      completed: 3,
      failed: 4,
      retries: 1,
    });
  });

  test('have jobs by status of one epoch, under their plain names, beside all else', () => {
    const rest = { completed: 3, 'lag.12': 4, retries: 2 };
    expect(since(7, TALLY)).toEqual({ ...rest, 'in.queued': 2, 'in.paused': 1 });
    expect(since(0, TALLY)).toEqual({ ...rest, 'in.queued': -1 });
    expect(growing(TALLY)).toEqual(rest);
    expect([...lagsIn(TALLY)]).toEqual([[12, 4]]);
  });
});
