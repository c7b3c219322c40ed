import { defined } from '../../../contract/plain-data.ts';
import { RequestError } from '../../../core/errors/request-error.ts';
import { type JobRow, statusOf } from '../../../core/jobs/row.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { once } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  decide,
  disarms,
  ends,
  fails,
  finish,
  finished,
  ID,
  minutely,
  NOW,
  newRow,
  records,
  runOf,
  slow,
  starts,
  Wake,
  wake,
} from './rows.ts';

const cancel = (row: JobRow, now: number, reason?: string) =>
  decide(row, { type: 'cancel', ...defined({ reason }) }, now);
const CANCELLED = { status: 'cancelled', next_run_at: null };

describe('cancelling a job', () => {
  test('that is scheduled ends it, keeps the reason and removes its schedules', () => {
    const decision = cancel(newRow(once(NOW + HOUR)), NOW + SECOND, 'no longer needed');
    expect(decision.row).toMatchObject({
      ...CANCELLED,
      completed_at: NOW + SECOND,
      reason: 'no longer needed',
      version: 2,
    });
    expect(disarms(decision.after)).toEqual([`${ID}.g1.a${NOW + HOUR}`]);
  });

  test('writes down what waits for a run as skipped, also when the process died before and the sweep does it', () => {
    const busy = claimed(slow({ overlap: 'queue' }), NOW);
    const decision = cancel(busy, NOW + 2.5 * MINUTE);
    const skipped = {
      occurrence: NOW + MINUTE,
      through: NOW + 2 * MINUTE,
      status: 'skipped',
      reason: 'cancelled',
    };
    expect(records(decision.after)).toEqual([expect.objectContaining(skipped)]);
    const again = decide({ ...busy, ...decision.row }, { type: 'heal-overdue' }, NOW + HOUR);
    expect(records(again.before)).toEqual([expect.objectContaining(skipped)]);
  });

  test('that is paused says that the pause let it pass', () => {
    const paused = committed(decide(minutely(), { type: 'pause' }, NOW - 1));
    expect(records(cancel(paused, NOW + MINUTE).after)).toEqual([
      expect.objectContaining({ occurrence: NOW, through: NOW + MINUTE, reason: 'paused' }),
    ]);
  });

  test('that is queued keeps it from running', () => {
    const row = committed(cancel(newRow(once(NOW)), NOW));
    expect(row).toMatchObject(CANCELLED);
    expect(wake(row, Wake.timer(NOW), NOW + SECOND)).toEqual({ before: [], after: [] });
  });

  test('that recurs removes its tick, and nothing runs any more', () => {
    const decision = cancel(minutely(), NOW - 1);
    expect(disarms(decision.after)).toContain(`${ID}.g1.b0`);
    expect(starts(wake(committed(decision), Wake.tick(), NOW + HOUR).after)).toEqual([]);
  });

  test('that is running lets the attempt go on and records how it ended', () => {
    const running = claimed(newRow(once(NOW)));
    const row = committed(cancel(running, NOW + SECOND));
    expect(statusOf(row)).toBe('cancelled');
    expect(row.runs).toEqual(running.runs);
    const decision = finish(row, runOf(running), NOW + 2 * SECOND);
    expect(ends(decision)).toMatchObject([{ number: 1, status: 'completed' }]);
    expect(decision.row).toMatchObject({ ...CANCELLED, succeeded: 1, runs: [] });
  });

  test('that is running starts no retry when the attempt fails', () => {
    const running = claimed(newRow(once(NOW), { retry: { retries: 5 } }));
    const row = committed(cancel(running, NOW + SECOND));
    const decision = finish(row, runOf(running), NOW + 2 * SECOND, fails('TIMEOUT'));
    expect(arms(decision.after)).toEqual([]);
    expect(decision.row).toMatchObject({ ...CANCELLED, failed: 1, runs: [] });
  });

  test('that is running takes up no occurrence behind the run', () => {
    const row = committed(cancel(claimed(slow({ overlap: 'queue' })), NOW + 3 * MINUTE));
    const decision = finish(row, runOf(row), NOW + 5 * MINUTE);
    expect(arms(decision.after)).toEqual([]);
    expect(decision.row).toMatchObject(CANCELLED);
  });

  test('that waits for a retry ends the run with the error it had', () => {
    const row = finished(claimed(newRow(once(NOW), { retry: { retries: 2 } })), NOW + 1, fails('TIMEOUT'));
    const decision = cancel(row, NOW + 500);
    expect(ends(decision)).toMatchObject([
      { number: 1, status: 'failed', attempts: 1, error: { code: 'TIMEOUT' } },
    ]);
    expect(decision.row).toMatchObject({ ...CANCELLED, failed: 1, runs: [] });
    expect(disarms(decision.after)).toContain(`${ID}.g1.r1.2`);
  });

  test('twice changes nothing, but removes its schedules again', () => {
    const row = committed(cancel(minutely(), NOW, 'first'));
    const decision = cancel(row, NOW + SECOND, 'second');
    expect(decision.row).toBeUndefined();
    expect(disarms(decision.after)).toEqual([`${ID}.g1.b0`]);
  });

  test.each([
    ['completed', finished(claimed(newRow(once(NOW))), NOW + 1)],
    ['failed', finished(claimed(newRow(once(NOW))), NOW + 1, fails('X'))],
  ])('that is %s is refused, naming both states', (status, row) => {
    expect(() => cancel(row, NOW + SECOND)).toThrow(
      new RequestError(
        'ILLEGAL_TRANSITION',
        `A job that is ${status} cannot become cancelled; one that is scheduled, queued, running, paused or cancelled can.`,
      ),
    );
  });
});
