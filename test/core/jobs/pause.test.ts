import { MINUTE, SECOND } from '../../../core/time/units.ts';
import { committed, decide, minutely, NOW, records, starts, Wake, wake } from './rows.ts';

describe('a job that is resumed', () => {
  const paused = committed(decide(minutely(), { type: 'pause' }, NOW - SECOND));
  const skipped = { status: 'skipped', reason: 'paused', occurrence: NOW };

  test('has what passed skipped, and runs what is due at this very moment', () => {
    const decision = decide(paused, { type: 'resume' }, NOW + 3 * MINUTE);
    expect(records(decision.after)).toMatchObject([{ ...skipped, through: NOW + 2 * MINUTE, count: 3 }]);
    const row = committed(decision);
    expect(row.next_run_at).toBe(NOW + 3 * MINUTE);
    const timer = { ...Wake.timer(NOW + 3 * MINUTE), gen: row.gen };
    expect(starts(wake(row, timer, NOW + 3 * MINUTE).after)).toMatchObject([
      { occurrence: NOW + 3 * MINUTE },
    ]);
  });

  test('a moment later has that skipped too', () => {
    const decision = decide(paused, { type: 'resume' }, NOW + 3 * MINUTE + 1);
    expect(records(decision.after)).toMatchObject([{ ...skipped, through: NOW + 3 * MINUTE, count: 4 }]);
    expect(decision.row?.next_run_at).toBe(NOW + 4 * MINUTE);
  });

  test('before anything has passed has nothing skipped', () => {
    const decision = decide(paused, { type: 'resume' }, NOW);
    expect(records(decision.after)).toEqual([]);
    expect(decision.row?.next_run_at).toBe(NOW);
  });
});
