import type { JobRow } from '../../../core/jobs/row.ts';
import { waiting } from '../../../core/jobs/run-in-flight.ts';
import { jsonBytes } from '../../../core/text/bounds.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { once } from '../schedule/tables.ts';
import {
  claimed,
  committed,
  decide,
  fails,
  finish,
  minutely,
  NOW,
  newRow,
  OK,
  records,
  runOf,
  Wake,
  wake,
} from './rows.ts';

const RETRIED = NOW + MINUTE;
const failed = () => {
  const row = claimed(newRow(once(NOW)));
  return committed(finish(row, runOf(row), NOW + SECOND, fails('TIMEOUT')));
};

/** Its second run, at a moment of its own. */
function again(row: JobRow): JobRow {
  const retried = committed(decide(row, { type: 'retry', delay: MINUTE, new_key: true }, NOW + 2 * SECOND));
  const at = retried.next_run_at ?? 0;
  return committed(wake(retried, Wake.timer(at), at));
}

describe('how a run ended', () => {
  test('stands in its row, and one write ends the job', () => {
    const row = claimed(newRow(once(NOW)));
    const decision = finish(row, runOf(row), NOW + SECOND);
    expect(records(decision.before)).toEqual([]);
    expect(decision.row).toMatchObject({
      status: 'completed',
      last_execution: { execution: { number: 1, occurrence: NOW, status: 'completed', attempts: 1 } },
    });
  });

  test('stays in the row while another run begins, and goes into the history before that run takes its place', () => {
    const row = again(failed());
    expect(row.last_execution).toMatchObject({ execution: { number: 1, status: 'failed' } });
    const decision = finish(row, runOf(row), RETRIED + HOUR);
    expect(records(decision.before)).toMatchObject([{ number: 1, status: 'failed' }]);
    expect(decision.row?.last_execution).toMatchObject({ execution: { number: 2, status: 'completed' } });
  });

  test('goes into the history where it is large, with the one before it', () => {
    const row = again(failed());
    const large = { ok: true, result: 'x'.repeat(500) } as const;
    const decision = finish(row, runOf(row), RETRIED + HOUR, large);
    expect(records(decision.before)).toMatchObject([{ number: 1 }, { number: 2, result: large.result }]);
    expect(decision.row).not.toHaveProperty('last_execution');
  });

  test('goes into the history at the end of the next run of a recurring job', () => {
    const first = claimed(minutely());
    const ended = finish(first, runOf(first), NOW + SECOND, OK);
    expect(records(ended.before)).toEqual([]);
    const next = claimed(committed(ended), NOW + MINUTE);
    const decision = finish(next, runOf(next), NOW + MINUTE + SECOND, OK);
    expect(records(decision.before)).toMatchObject([{ number: 1, status: 'completed' }]);
    expect(decision.row).toMatchObject({ last_execution: { execution: { number: 2 } } });
  });

  test('goes into the history before the commit where a command ends several, but for the last', () => {
    const row = {
      ...claimed(minutely()),
      runs: [1, 2].map((number) =>
        waiting({ ...runOf(claimed(minutely())), number, occurrence: NOW + number }, NOW + HOUR),
      ),
    };
    const cancelled = decide(row, { type: 'cancel' }, NOW + SECOND);
    expect(records(cancelled.before)).toMatchObject([{ number: 1 }]);
    expect(cancelled.row).toMatchObject({ last_execution: { execution: { number: 2 } } });
  });

  test('is still known by its occurrence when the runs that end after it fail, and when a run of an earlier occurrence completes last', () => {
    const [slow, fast, later] = [1, 2, 3].map((number) => ({
      ...runOf(claimed(minutely())),
      number,
      occurrence: NOW + number * MINUTE,
    }));
    if (!slow || !fast || !later) throw new Error('no runs');
    const three = { ...claimed(minutely()), runs: [slow, fast, later] };
    const first = committed(finish(three, fast, NOW + HOUR));
    const second = committed(finish(first, slow, NOW + HOUR + SECOND));
    expect(second.last_execution?.execution.occurrence).toBe(slow.occurrence);
    const third = finish(second, later, NOW + HOUR + MINUTE, fails('CARD_DECLINED'));
    expect(records(third.before)).toMatchObject([{ number: 1, status: 'completed' }]);
    expect(third.row).toMatchObject({
      last_success: slow.occurrence,
      last_execution: { execution: { number: 3 } },
    });
  });

  test('is known by its occurrence where it is large, until a small one completes', () => {
    const row = claimed(minutely());
    const large = committed(finish(row, runOf(row), NOW + SECOND, { ok: true, result: 'x'.repeat(500) }));
    expect(large.last_success).toBe(NOW);
    const next = claimed(large, NOW + MINUTE);
    const small = committed(finish(next, runOf(next), NOW + MINUTE + SECOND, OK));
    expect(small).not.toHaveProperty('last_success');
  });
});

test.each([
  [400, true],
  [401, false],
])('an execution of %d bytes of JSON stands in the row, as that keeps to 1 KB: %s', (bytes, stands) => {
  const row = claimed(newRow(once(NOW)));
  const ends = (result: string) => finish(row, runOf(row), NOW + SECOND, { ok: true, result });
  const empty = committed(ends('')).last_execution?.execution;
  const decision = ends('x'.repeat(bytes - jsonBytes(empty)));
  expect(committed(decision).last_execution !== undefined).toBe(stands);
  expect(records(decision.before)).toHaveLength(stands ? 0 : 1);
});
