import type { Execution } from '../../../contract/job.ts';
import { reopen, withRow, withRuns } from '../../../core/stats/count-again.ts';
import { figuresOf } from '../../../core/stats/figures.ts';
import { hourOf } from '../../../core/stats/hours.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time/units.ts';
import { claimed, committed, decide, finished, minutely, NOW, newRow } from '../jobs/rows.ts';
import { once } from '../schedule/tables.ts';

const LOST = { from: NOW - DAY, epoch: NOW + 10 * HOUR };

describe('counted again', () => {
  test('is a run as it counted when it ended', () => {
    const running = claimed(newRow(once(NOW)));
    const ended = finished(running, NOW + 1);
    const [figures] = figuresOf({ sequence: '1', at: NOW, before: running, after: ended });
    const { completed, first_try, ...rest } = figures?.tally ?? {};
    expect({ completed, first_try }).toEqual({ completed: 1, first_try: 1 });
    const execution = ended.last_execution?.execution;
    expect(execution && withRuns({}, ended, [execution], LOST)).toMatchObject({
      [figures?.hour ?? 0]: { completed, first_try, '+a': 1 },
    });
    expect(Object.keys(rest)).toEqual(['in.queued', '+a', 'lag.0']);
  });

  test('is a run of more than an hour where it counted', () => {
    const running = claimed(newRow(once(NOW + 59 * MINUTE)), NOW + 59 * MINUTE);
    const [run] = running.runs;
    const late = { ...running, runs: [{ ...run, started_at: NOW + 61 * MINUTE }] } as typeof running;
    const ended = finished(late, NOW + 2 * HOUR);
    const execution = ended.last_execution?.execution;
    expect(Object.keys(withRuns({}, ended, execution ? [execution] : [], LOST))).toEqual([
      String(hourOf(ended.did?.ended?.[0]?.at ?? 0)),
    ]);
  });

  const row = { ...minutely(), execution_count: 3 };
  const ran = (number: number, rest: Partial<Execution> = {}): Execution => ({
    number,
    occurrence: NOW + number,
    status: 'completed',
    started_at: NOW + number,
    lag_ms: 0,
    attempts: 1,
    ...rest,
  });
  const COMPLETED = { completed: 1, '+a': 1, first_try: 1, 'lag.0': 1 };

  test.each<[string, Execution, object]>([
    ['a run that completed', ran(1), { [NOW]: COMPLETED }],
    [
      'a run in the hour it counts in',
      ran(1, { counts_at: NOW + 2 * HOUR }),
      { [NOW + 2 * HOUR]: COMPLETED },
    ],
    [
      'a run that failed after three attempts',
      ran(1, { status: 'failed', attempts: 3 }),
      { [NOW]: { failed: 1, '-a': 1, retries: 2, 'lag.0': 1 } },
    ],
    ['no run of before the loss', ran(1, { counts_at: NOW - DAY - 1 }), {}],
    ['no run of after it', ran(1, { counts_at: NOW + 11 * HOUR }), {}],
    ['no skip', ran(0, { status: 'skipped' }), {}],
    ['no run that the row does not know', ran(4), {}],
    ['no run that is under way', ran(3), {}],
    ['none twice', ran(2), {}],
  ])('is %s', (_what, execution, hours) => {
    const flying = { ...row, runs: [{ ...claimed(minutely()).runs[0], number: 3 }] } as typeof row;
    expect(withRuns({}, flying, [execution], LOST, NOW + 2)).toEqual(hours);
  });

  test('is that a job was dispatched, and cancelled, where the row still says when', () => {
    const at = hourOf(NOW - 12 * HOUR);
    const cancelled = committed(decide(minutely(), { type: 'cancel' }, NOW + HOUR));
    expect(withRow({}, minutely(), LOST)).toEqual({ [at]: { dispatched: 1 } });
    expect(withRow({ [at]: { dispatched: 1 } }, cancelled, LOST)).toEqual({
      [at]: { dispatched: 2 },
      [NOW + HOUR]: { cancelled: 1 },
    });
    const ended = { status: 'completed', at: NOW + HOUR } as const;
    expect(withRow({}, { ...cancelled, last_outcome: ended }, LOST)).toEqual({ [at]: { dispatched: 1 } });
  });
});

test('a total opens the hours of a loss again, and only those', () => {
  const total = { tally: { completed: 9, 'in.scheduled': 2 }, closed_to: NOW, version: 3 };
  const hours = [
    { hour: NOW - 30 * HOUR, tally: { completed: 1 } },
    { hour: NOW - DAY, tally: { completed: 2, 'in.scheduled': -1 } },
    { hour: NOW - HOUR, tally: { completed: 3 } },
    { hour: NOW, tally: { completed: 9 } },
  ];
  expect(reopen(total, LOST, hours)).toEqual({
    tally: { completed: 4, 'in.scheduled': 3 },
    closed_to: NOW - DAY,
    lost: LOST,
    version: 4,
  });
  const open = { tally: { completed: 9 }, closed_to: NOW - 2 * DAY, version: 3 };
  expect(reopen(open, LOST, hours)).toEqual({ ...open, lost: LOST, version: 4 });
});
