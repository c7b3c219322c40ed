import type { Command } from '../../../core/jobs/advance.ts';
import { belongsAlone } from '../../../core/jobs/alone.ts';
import type { Outcome } from '../../../core/jobs/finish.ts';
import { overdueAt } from '../../../core/jobs/heal-overdue.ts';
import { type JobRow, statusOf } from '../../../core/jobs/row.ts';
import { dueAt } from '../../../core/jobs/run-in-flight.ts';
import { ScheduleName } from '../../../core/messages/wake-up.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { every, once } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  decide,
  disarms,
  ends,
  failAbandonedRun,
  fails,
  finished,
  LEASE,
  NOW,
  newRow,
  runningOf,
  runOf,
  starts,
  Wake,
  wake,
} from './rows.ts';

/** When the run is called again by itself, when a command is given, and when its work elsewhere is told to have ended. */
const UNTIL = NOW + 20 * MINUTE;
const AT = NOW + 2 * SECOND;
const ENDED = NOW + 5 * SECOND;

const leaves: Outcome = { ok: 'deferred', deferral: { until: UNTIL } };
const retrying = { retry: { retries: 1, initialDelay: MINUTE } };
const left = {
  'one-time': finished(claimed(newRow(once(NOW), retrying)), NOW + SECOND, leaves),
  recurring: finished(
    claimed(newRow(every(HOUR, NOW, { overlap: 'queue' }), retrying)),
    NOW + SECOND,
    leaves,
  ),
};
const tell = (row: JobRow, command: Command, now: number) => committed(decide(row, command, now));
const paused = (row: JobRow) => tell(row, { type: 'pause' }, AT);
const complete = (row: JobRow, now = ENDED) => wake(row, Wake.completion(NOW), now);
const kinds = ['one-time', 'recurring'] as const;

describe('a run that continues elsewhere while its job is paused', () => {
  test.each(kinds)('is called again when its work is told to have ended: of a %s job', (kind) => {
    const called = committed(complete(paused(left[kind])));
    expect(runOf(called)).toMatchObject({ lease_until: ENDED + LEASE, attempt: 1, deferrals: 1 });
    expect(statusOf(called)).toBe('paused');
    const status = kind === 'recurring' ? 'paused' : 'completed';
    expect(finished(called, ENDED + SECOND)).toMatchObject({ status, succeeded: 1, runs: [] });
  });

  test.each(kinds)('is called again at its time, by the timer it had: of a %s job', (kind) => {
    const pause = decide(left[kind], { type: 'pause' }, AT);
    const timer = Wake.retry(1, 1, UNTIL, 1);
    expect(disarms(pause.after)).not.toContain(ScheduleName.wake(timer));
    expect(starts(wake(committed(pause), timer, UNTIL).after)).toMatchObject([{ number: 1, deferrals: 1 }]);
    const again = decide(committed(pause), { type: 'pause' }, AT + 1);
    expect(disarms(again.after)).not.toContain(ScheduleName.wake(timer));
  });

  test.each(kinds)('may leave the executor again, and is called then as well: of a %s job', (kind) => {
    const again = finished(committed(complete(paused(left[kind]))), ENDED + SECOND, leaves);
    expect(again).toMatchObject({ status: 'paused', runs: [{ deferrals: 2, retry_at: UNTIL }] });
    expect(starts(wake(again, Wake.retry(1, 1, UNTIL, 2), UNTIL).after)).toHaveLength(1);
  });

  test.each(kinds)(
    'is called again when its worker is lost, and abandoned in the end: of a %s job',
    (kind) => {
      let row = committed(complete(paused(left[kind])));
      for (const lost of [1, 2]) {
        const over = dueAt(runOf(row));
        row = committed(wake(row, Wake.recover(over), over));
        expect(runOf(row)).toMatchObject({ lost, lease_until: over + LEASE });
      }
      const over = dueAt(runOf(row));
      const end = failAbandonedRun(wake(row, Wake.recover(over), over), over);
      const status = kind === 'recurring' ? 'paused' : 'failed';
      expect(end.row).toMatchObject({ status, failed: 1, runs: [], last_error: { code: 'WORKER_LOST' } });
    },
  );

  test('is called alone if a worker was lost with it', () => {
    const { runs, ...rest } = paused(left.recurring);
    const row = { ...rest, runs: runs.map((run) => ({ ...run, lost: 1 })) };
    expect(belongsAlone(row, Wake.completion(NOW), false, ENDED)).toBe(true);
    expect(starts(wake(row, Wake.completion(NOW), ENDED, false, 'main').after)).toEqual([]);
    expect(starts(complete(row).after)).toHaveLength(1);
  });

  test('has its next attempt after a failure once the job is resumed', () => {
    const failed = finished(committed(complete(paused(left.recurring))), ENDED + SECOND, fails('TIMEOUT'));
    const due = ENDED + SECOND + MINUTE;
    expect(starts(wake(failed, Wake.retry(1, 2, due), due).after)).toEqual([]);
    expect(complete(failed, due).row).toBeUndefined();
    expect(arms(decide(failed, { type: 'resume' }, due).before)).toContainEqual(['retry', due]);
  });

  test('is overdue when nothing has called it, and is waked again', () => {
    const row = paused(left.recurring);
    expect(overdueAt(row)).toBeGreaterThanOrEqual(UNTIL + MINUTE);
    const healed = decide(row, { type: 'heal-overdue' }, UNTIL + 10 * MINUTE);
    expect(arms(healed.after)).toEqual([['retry', UNTIL]]);
  });

  test('does not hold back the job once that is resumed, whose runs go on one after the other', () => {
    const row = newRow(every(SECOND, NOW, { overlap: 'queue' }));
    const away = paused(finished(claimed(row), NOW + 100, leaves));
    const ended = finished(committed(complete(away)), ENDED + 100);
    expect(ended).toMatchObject({ status: 'paused', runs: [], next_run_at: NOW + SECOND });
    const going = decide(ended, { type: 'resume' }, NOW + MINUTE + 1);
    expect(committed(going).next_run_at).toBe(NOW + MINUTE + SECOND);
    expect(arms(going.before)).toEqual([['timer', NOW + MINUTE + SECOND]]);
  });
});

test('A run whose job is paused while a worker has it may leave the executor, and is called when its work has ended', () => {
  const busy = paused(claimed(newRow(every(HOUR, NOW))));
  // The work may have ended before the worker has put the run aside: it is told again.
  expect(arms(complete(busy, NOW + 3 * SECOND).after)).toEqual([['completion', ENDED]]);
  const away = finished(busy, NOW + 4 * SECOND, leaves);
  expect(starts(complete(away).after)).toMatchObject([{ number: 1 }]);
});

test('A run of a paused job that waits for its turn, or for another attempt, is not called by a completion', () => {
  const turn = { until: UNTIL, slot: 'reserved' } as const;
  const fresh = () => claimed(newRow(once(NOW), retrying));
  for (const outcome of [{ ok: 'deferred', deferral: turn } as const, fails('TIMEOUT')]) {
    const row = paused(finished(fresh(), NOW + SECOND, outcome));
    expect(complete(row).row).toBeUndefined();
    expect(starts(wake(row, Wake.retry(1, runOf(row).attempt, UNTIL), UNTIL).after)).toEqual([]);
  }
});

/** What becomes of the run when its work elsewhere ends after the command, and when before: the end of the job, or of the run. */
const commands: [string, Command, after: 'called' | 'ended'][] = [
  ['pause', { type: 'pause' }, 'called'],
  ['resume', { type: 'resume' }, 'called'],
  ['reschedule', { type: 'reschedule', schedule: { every: MINUTE } }, 'called'],
  ['trigger', { type: 'trigger' }, 'called'],
  ['retry', { type: 'retry', delay: 0 }, 'called'],
  ['cancel', { type: 'cancel' }, 'ended'],
  ['delete', { type: 'delete' }, 'ended'],
];
const states = {
  live: left,
  paused: { 'one-time': paused(left['one-time']), recurring: paused(left.recurring) },
};
const cases = commands.flatMap(([name, command, after]) =>
  kinds.flatMap((kind) =>
    (['live', 'paused'] as const).map((state) => ({ name, command, after, kind, state })),
  ),
);

/** The row after a command, or as it was where the command is refused. */
function told(row: JobRow, command: Command, now: number): JobRow {
  try {
    return decide(row, command, now).row ?? row;
  } catch (fault) {
    expect(fault).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
    return row;
  }
}

describe('the end of work elsewhere', () => {
  test.each(cases)(
    'is taken up after a $name of a $state $kind job, unless the job has ended: $after',
    (each) => {
      const row = told(states[each.state][each.kind], each.command, AT + 1);
      const called = starts(complete(row).after).filter(({ number }) => number === 1);
      expect(called).toHaveLength(each.after === 'called' ? 1 : 0);
      if (each.after === 'ended') expect(row).toMatchObject({ status: 'cancelled', runs: [], failed: 1 });
    },
  );

  test.each(cases)('is recorded before a $name of a $state $kind job, whatever that does', (each) => {
    const called = committed(complete(states[each.state][each.kind]));
    const run = runningOf(called);
    const row = told(called, each.command, ENDED + 1);
    const end = decide(
      row,
      { type: 'finish', run, started_at: NOW, outcome: { ok: true, result: 1 } },
      ENDED + SECOND,
    );
    expect(ends(end)).toMatchObject([{ number: 1, status: 'completed' }]);
    expect(committed(end)).toMatchObject({ succeeded: 1, failed: 0 });
    expect(committed(end).runs.filter(({ number }) => number === 1)).toEqual([]);
  });
});
