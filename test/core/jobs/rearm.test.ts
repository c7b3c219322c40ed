import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { once } from '../schedule/tables.ts';
import { arms, claimed, decide, fails, finished, LEASE, minutely, NOW, newRow } from './rows.ts';

const rearm = (row: Parameters<typeof decide>[0], now: number) => decide(row, { type: 'rearm' }, now);

describe('arming a job again', () => {
  test('sends its next timer and creates its tick, and commits nothing', () => {
    const decision = rearm(minutely(), NOW - SECOND);
    expect(decision.row).toBeUndefined();
    expect(decision.after.map(({ type }) => type)).toEqual(['arm-tick', 'arm']);
    expect(arms(decision.after)).toEqual([['timer', NOW]]);
  });

  test('sends the timer of a one-time job, which has no tick', () => {
    expect(rearm(newRow(once(NOW + HOUR)), NOW).after).toMatchObject([{ type: 'arm', at: NOW + HOUR }]);
  });

  test('looks after a run under way, and after one that waits for its retry', () => {
    const row = claimed(newRow(once(NOW), { retry: { retries: 1 } }));
    expect(arms(rearm(row, NOW + 1).after)).toEqual([['recover', NOW + LEASE]]);
    const waiting = finished(row, NOW + SECOND, fails('TIMEOUT'));
    expect(arms(rearm(waiting, NOW + SECOND).after)).toEqual([['retry', NOW + 2 * SECOND]]);
  });

  test('does nothing for a job that has ended', () => {
    expect(rearm(finished(claimed(newRow(once(NOW))), NOW + 1), NOW + MINUTE)).toEqual({
      before: [],
      after: [],
    });
  });

  test('arms nothing of a paused job, whose next occurrence is kept', () => {
    const row = { ...minutely(), status: 'paused' as const };
    expect(rearm(row, NOW - SECOND)).toEqual({ before: [], after: [] });
  });

  test('of a cancelled job only looks after its last run', () => {
    const row = { ...claimed(minutely()), status: 'cancelled' as const, next_run_at: null };
    expect(rearm(row, NOW + 1).after).toMatchObject([{ type: 'arm', at: NOW + LEASE }]);
  });
});
