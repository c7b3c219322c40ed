import { HOUR, SECOND } from '../../../core/time/units.ts';
import { every, once } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  decide,
  failAbandonedRun,
  finished,
  LEASE,
  NOW,
  newRow,
  runOf,
  starts,
  Wake,
  wake,
} from './rows.ts';

const recover = Wake.recover(NOW + LEASE);
const nearly = NOW + LEASE - 100;

describe('a recovery that comes early because clocks differ', () => {
  test('is waited for in a cancelled job, whose run still has to end', () => {
    const row = committed(decide(claimed(newRow(once(NOW))), { type: 'cancel' }, NOW + 1));
    expect(wake(row, recover, nearly)).toEqual({ before: [], after: [], waitUntil: NOW + LEASE });
    const ended = failAbandonedRun(wake(row, recover, NOW + LEASE), NOW + LEASE);
    expect(ended.row).toMatchObject({ status: 'cancelled', runs: [], failed: 1 });
  });

  test('is sent on when it claims an occurrence, as no wake-up waits in place beside a run', () => {
    const decision = wake(claimed(newRow(every(SECOND, NOW, { overlap: 'allow' }))), recover, nearly);
    expect(starts(decision.after)).toHaveLength(1);
    expect(arms(decision.after)).toContainEqual(['recover', NOW + LEASE]);
    expect(decision.waitUntil).toBeUndefined();
  });

  test('is of no use when the run has ended', () => {
    const row = finished(claimed(newRow(once(NOW))), NOW + SECOND);
    expect(wake(row, recover, nearly)).toEqual({ before: [], after: [] });
  });
});

describe('a timer that is dead-lettered', () => {
  test('fails the run it had started of a later occurrence, also in a cancelled job', () => {
    const row = claimed(newRow(every(HOUR, NOW)), NOW + 2 * HOUR);
    const cancelled = committed(decide(row, { type: 'cancel' }, NOW + 2 * HOUR + 1));
    const wakeUp = Wake.timer(NOW);
    expect(runOf(cancelled)).toMatchObject({ occurrence: NOW + 2 * HOUR, started_by: `a${NOW}` });
    const decision = decide(cancelled, { type: 'dead-letter', wake: wakeUp }, NOW + 2 * HOUR + LEASE);
    expect(failAbandonedRun(decision, NOW + 2 * HOUR + LEASE).row).toMatchObject({
      status: 'cancelled',
      runs: [],
      failed: 1,
    });
  });
});
