import type { JobRow } from '../../../core/jobs/row.ts';
import type { WakeUp } from '../../../core/messages/wake-up.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { once } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  decide,
  ends,
  failAbandonedRun,
  fails,
  finished,
  LEASE,
  minutely,
  NOW,
  newRow,
  Wake,
} from './rows.ts';

const NOTHING = { before: [], after: [] };
const deadLettered = (row: JobRow, wake: WakeUp, now: number) =>
  decide(row, { type: 'dead-letter', wake }, now);

describe('a dead-lettered wake-up', () => {
  test('of a one-time job that never ran fails the run it was for, and the job', () => {
    const decision = deadLettered(newRow(once(NOW)), Wake.timer(NOW), NOW + HOUR);
    expect(ends(decision)).toMatchObject([
      { number: 1, occurrence: NOW, status: 'failed', attempts: 0, error: { code: 'DEAD_LETTERED' } },
    ]);
    expect(decision.row).toMatchObject({
      status: 'failed',
      execution_count: 1,
      failed: 1,
      next_run_at: null,
      last_error: { code: 'DEAD_LETTERED' },
    });
  });

  test('whose job is not due yet changes nothing', () => {
    expect(deadLettered(newRow(once(NOW + HOUR)), Wake.timer(NOW + HOUR), NOW)).toEqual(NOTHING);
  });

  test('of a run whose worker is gone fails that run', () => {
    const decision = deadLettered(claimed(newRow(once(NOW))), Wake.timer(NOW), NOW + LEASE);
    expect(failAbandonedRun(decision, NOW + LEASE).row).toMatchObject({
      status: 'failed',
      execution_count: 1,
      failed: 1,
      runs: [],
    });
  });

  test('of a run that was abandoned before has it ended, and changes nothing of it', () => {
    const abandoned = committed(deadLettered(claimed(newRow(once(NOW))), Wake.timer(NOW), NOW + LEASE));
    expect(abandoned.runs).toMatchObject([{ state: 'abandoned', lost: 1, abandoned_at: NOW + LEASE }]);
    const again = deadLettered(abandoned, Wake.timer(NOW), NOW + HOUR);
    expect(again).toEqual({ before: [], after: [{ type: 'end-lost' }] });
  });

  test('of a run that a worker still has looks after it when the lease is over', () => {
    const decision = deadLettered(claimed(newRow(once(NOW))), Wake.timer(NOW), NOW + LEASE - 1);
    expect(decision.row).toBeUndefined();
    expect(arms(decision.after)).toEqual([['recover', NOW + LEASE]]);
  });

  test('of a retry fails the run that waits for it', () => {
    const first = claimed(newRow(once(NOW), { retry: { retries: 3 } }));
    const row = finished(first, NOW + SECOND, fails('TIMEOUT'));
    const decision = deadLettered(row, Wake.retry(1, 2, NOW + 2 * SECOND), NOW + HOUR);
    expect(decision.row).toMatchObject({ status: 'failed', failed: 1, runs: [] });
  });

  test('of a recurring job leaves what is due to the tick', () => {
    expect(deadLettered(minutely(), Wake.timer(NOW), NOW + MINUTE)).toEqual(NOTHING);
    expect(deadLettered(minutely(), Wake.tick(), NOW + MINUTE)).toEqual(NOTHING);
  });

  test('of a recurring job fails its own run only', () => {
    const decision = deadLettered(claimed(minutely()), Wake.timer(NOW), NOW + LEASE);
    expect(failAbandonedRun(decision, NOW + LEASE).row).toMatchObject({
      status: 'scheduled',
      failed: 1,
      next_run_at: NOW + MINUTE,
    });
    expect(deadLettered(claimed(minutely()), Wake.timer(NOW + MINUTE), NOW + LEASE)).toEqual(NOTHING);
  });

  test('of another generation, or of a job that has ended, changes nothing', () => {
    expect(deadLettered(newRow(once(NOW)), { ...Wake.timer(NOW), gen: 2 }, NOW + HOUR)).toEqual(NOTHING);
    const done = finished(claimed(newRow(once(NOW))), NOW + 1);
    expect(deadLettered(done, Wake.timer(NOW), NOW + HOUR)).toEqual(NOTHING);
  });
});
