import { advance } from '../../../core/jobs/advance.ts';
import type { Decision } from '../../../core/jobs/effects.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { every } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  finish,
  finished,
  life,
  NOW,
  newRow,
  OK,
  records,
  runOf,
  slow,
  starts,
  Wake,
  wake,
} from './rows.ts';

describe('an occurrence that is due while a run is going', () => {
  test('is skipped under overlap skip, without being counted', () => {
    const row = claimed(slow());
    const decision = wake(row, Wake.timer(NOW + MINUTE), NOW + MINUTE + 2);
    const skip = {
      number: 0,
      occurrence: NOW + MINUTE,
      status: 'skipped',
      attempts: 0,
      reason: 'overlap',
    };
    expect(starts(decision.after)).toEqual([]);
    expect(records(decision.after)).toEqual([skip]);
    expect(arms(decision.after)).toEqual([['timer', NOW + 2 * MINUTE]]);
    expect(decision.row).toMatchObject({
      execution_count: 1,
      next_run_at: NOW + 2 * MINUTE,
      skips: [skip],
    });
  });

  test('is written into the history again with the next commit, in case the first writer died', () => {
    const skipping = committed(wake(claimed(slow()), Wake.timer(NOW + MINUTE), NOW + MINUTE));
    const decision = finish(skipping, runOf(skipping), NOW + MINUTE + SECOND, OK);
    expect(records(decision.before).map(({ status, occurrence }) => [status, occurrence])).toEqual([
      ['skipped', NOW + MINUTE],
    ]);
    expect(committed(decision).skips).toBeUndefined();
  });

  test.each(['skip', 'queue'] as const)(
    'is told as missed under overlap %s once the run has held all up for more than an hour, and not again',
    (overlap) => {
      const told = (decision: Decision) => decision.row?.did?.events?.map(({ event }) => event) ?? [];
      const tick = (row: JobRow, now: number) =>
        advance(row, { type: 'wake', wake: Wake.tick(), redelivered: false, lane: 'main' }, now, () => 0);
      const blocked = claimed(newRow(every(HOUR, NOW, { overlap }), { timeout: 6 * HOUR }), NOW + 3);

      const first = tick(blocked, NOW + HOUR + SECOND);
      expect(told(first)).toEqual([]);
      const second = tick(first.row ?? blocked, NOW + 2 * HOUR + SECOND);
      expect(told(second)).toEqual(['job.missed']);
      const third = tick(committed(second), NOW + 3 * HOUR + SECOND);
      expect(told(third)).toEqual([]);
    },
  );

  test('is told as missed again when a later run holds all up for as long', () => {
    const tick = (row: JobRow, now: number) =>
      advance(row, { type: 'wake', wake: Wake.tick(), redelivered: false, lane: 'main' }, now, () => 0);
    const blocked = claimed(newRow(every(HOUR, NOW), { timeout: 6 * HOUR }), NOW + 3);
    const told = committed(tick(blocked, NOW + 2 * HOUR + SECOND));
    const again = claimed(finished(told, NOW + 3 * HOUR - SECOND), NOW + 3 * HOUR);
    const decision = tick(again, NOW + 5 * HOUR + SECOND);
    expect(decision.row?.did?.events).toEqual([{ event: 'job.missed' }]);
  });

  test('is one of a stretch when several are due at once', () => {
    const decision = wake(claimed(slow()), Wake.tick(), NOW + 3 * MINUTE + 1);
    expect(records(decision.after)).toMatchObject([
      { occurrence: NOW + MINUTE, through: NOW + 3 * MINUTE, count: 3, reason: 'overlap' },
    ]);
    expect(decision.row?.next_run_at).toBe(NOW + 4 * MINUTE);
  });

  test.each([
    ['allow', 1, []],
    ['queue', 500, [['timer', NOW + MINUTE]]],
    ['queue', 501, []],
  ] as const)(
    'has a wake-up of its own under overlap %s where the run before it ends %i ms ahead: %j',
    (overlap, ahead, armed) => {
      const row = claimed(slow({ overlap }));
      expect(arms(finish(row, runOf(row), NOW + MINUTE - ahead).after)).toEqual(armed);
    },
  );

  test('runs beside the other under overlap allow', () => {
    const row = claimed(claimed(slow({ overlap: 'allow' })), NOW + MINUTE);
    expect(row.runs.map(({ number, occurrence }) => [number, occurrence])).toEqual([
      [1, NOW],
      [2, NOW + MINUTE],
    ]);
  });

  test('is skipped under overlap allow when fifty are going, so that the row stays small', () => {
    let row = newRow(every(SECOND, NOW, { overlap: 'allow' }), { timeout: HOUR });
    for (let i = 0; i < 50; i += 1) row = claimed(row);
    expect(row.runs).toHaveLength(50);
    const next = claimed(row);
    expect(next.runs).toHaveLength(50);
    expect(next.skips).toMatchObject([{ occurrence: NOW + 50 * SECOND, reason: 'overlap' }]);
  });

  test('waits for the other under overlap queue, and runs after it in its turn', () => {
    const row = claimed(slow({ overlap: 'queue' }));
    const held = wake(row, Wake.timer(NOW + MINUTE), NOW + MINUTE);
    expect(held).toEqual({ before: [], after: [] });

    const end = NOW + 10 * MINUTE + SECOND;
    const over = finish(row, runOf(row), end);
    expect(arms(over.after)).toEqual([['timer', NOW + MINUTE]]);

    let current = committed(over);
    const occurrences: number[] = [];
    for (let now = end; now < end + 20 * SECOND; now += 2 * SECOND) {
      current = claimed(current, now);
      occurrences.push(runOf(current).occurrence);
      current = finished(current, now + SECOND);
    }
    expect(occurrences).toEqual(Array.from({ length: 10 }, (_, i) => NOW + (i + 1) * MINUTE));
    expect(current.skips).toBeUndefined();
  });

  test('counts towards limit only when it runs', () => {
    const row = claimed(slow({ limit: 2 }));
    const skipping = committed(wake(row, Wake.timer(NOW + MINUTE), NOW + MINUTE));
    const rest = life(finished(skipping, NOW + 90 * SECOND), 10);
    expect(rest.occurrences).toEqual([NOW + 2 * MINUTE]);
    expect(rest.row.status).toBe('completed');
  });
});
