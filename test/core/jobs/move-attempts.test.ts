import { Draft } from '../../../core/jobs/draft.ts';
import { isTaken, moveAttempts } from '../../../core/jobs/move-attempts.ts';
import type { RunInFlight } from '../../../core/jobs/run-in-flight.ts';
import * as Run from '../../../core/jobs/run-in-flight.ts';
import { HOUR } from '../../../core/time/units.ts';
import { once } from '../schedule/tables.ts';
import { claimed, minutely, NOW, newRow, runOf } from './rows.ts';

const row = claimed(newRow(once(NOW)));
const waiting = Run.waiting(runOf(row), NOW + 5);
const away = { ...Run.deferred(waiting, NOW + 5), deferrals: 1 };
const moved = (runs: RunInFlight[]) => {
  const draft = new Draft({ ...row, runs }, NOW, HOUR);
  moveAttempts(draft, NOW + HOUR, 'running');
  return draft.row.runs;
};

describe('moving the next attempt', () => {
  test('moves those that wait and no other', () => {
    const busy = { ...runOf(row), number: 2 };
    const elsewhere = { ...away, number: 3 };
    const given = { ...Run.abandoned(waiting, NOW), number: 4 };
    const at = NOW + HOUR;
    expect(moved([waiting, busy, elsewhere, given])).toEqual([
      { ...waiting, retry_at: at },
      busy,
      elsewhere,
      given,
    ]);
  });

  test('asks for another turn where the run had one that comes before, and leaves it one that comes after', () => {
    const turned = { ...waiting, deferrals: 1, slot: 'reserved' as const };
    expect(moved([turned])).toEqual([{ ...turned, retry_at: NOW + HOUR, slot: 'wanted' }]);
    const later = { ...turned, retry_at: NOW + HOUR };
    expect(moved([later])).toEqual([later]);
  });

  test('is refused where none waits', () => {
    for (const runs of [[], [runOf(row)], [away], [{ ...away, slot: 'wanted' as const }]])
      expect(() => moved(runs)).toThrow(expect.objectContaining({ code: 'ILLEGAL_TRANSITION' }));
  });
});

test('a one-time job is taken once its occurrence is claimed', () => {
  expect([isTaken(row), isTaken(newRow(once(NOW)))]).toEqual([true, false]);
  expect(isTaken({ ...minutely(), next_run_at: null })).toBe(false);
});
