import { overdueAt, overdueSince } from '../../../core/jobs/heal-overdue.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import { dueAt } from '../../../core/jobs/run-in-flight.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { cron, every, once } from '../schedule/tables.ts';
import {
  arms,
  claimed,
  committed,
  decide,
  fails,
  finished,
  ID,
  LEASE,
  minutely,
  NOW,
  newRow,
  records,
  runOf,
} from './rows.ts';

const GRID = 4 * MINUTE;
const check = (row: JobRow, now: number) => decide(row, { type: 'heal-overdue' }, now);
/** Nothing is done about it, but that its entry in the index is written again. */
const healthy = ({ did: _did, ...row }: JobRow, now: number) => ({
  before: [],
  after: [],
  row: { ...row, version: row.version + 1, updated_at: now },
});

/** The first of the moments to look at jobs that is not before one. */
const placeAfter = (at: number) => Math.ceil((at - 30 * SECOND) / GRID) * GRID + 30 * SECOND;

describe('a job that has lost its wake-ups', () => {
  test('is looked at when it is a minute late, at the next four minutes, and has had the time of a run', () => {
    const at = overdueAt(newRow(once(NOW + HOUR))) ?? 0;
    expect(at).toBeGreaterThanOrEqual(NOW + HOUR + MINUTE + LEASE);
    expect(at).toBeLessThan(NOW + HOUR + MINUTE + LEASE + GRID);
    const longer = overdueAt(newRow(once(NOW + HOUR), { timeout: HOUR })) ?? 0;
    expect(longer - NOW - HOUR).toBeLessThan(6 * MINUTE);
    expect(at % GRID).toBe(30 * SECOND);
  });

  test('is looked at for a run under way by its lease alone, however long it may take', () => {
    const running = claimed(newRow(once(NOW), { timeout: HOUR }));
    const [lease = 0] = running.runs.map(dueAt);
    const at = overdueAt(running) ?? 0;
    expect(at).toBeGreaterThanOrEqual(lease + MINUTE);
    expect(at).toBeLessThan(lease + MINUTE + GRID);
    const places = [0, 1, 2, 3].map((nth) =>
      overdueAt(claimed(newRow(once(NOW), { timeout: HOUR + nth * MINUTE }))),
    );
    expect(places).toEqual([0, 1, 2, 3].map((nth) => placeAfter(lease + nth * MINUTE + MINUTE)));
  });

  test('is looked at for an attempt that a run waits for as if that had begun, so that neither its claim nor its end moves it', () => {
    const waits = Array.from({ length: 8 }, (_, nth) => {
      const retry = { retries: 1, initialDelay: (nth + 1) * 30 * SECOND };
      return finished(claimed(newRow(once(NOW), { retry })), NOW + SECOND, fails('X'));
    });
    const places = waits.map((row) => placeAfter(dueAt(runOf(row)) + LEASE + MINUTE));
    expect(waits.map(overdueAt)).toEqual(places);
  });

  test('keeps its place in the index while it runs every second', () => {
    let row = newRow(every(SECOND, NOW));
    const places: (number | undefined)[] = [];
    for (let i = 0; i < 600; i += 1) {
      row = claimed(row, NOW + i * SECOND);
      places.push(overdueAt(row));
      row = finished(row, NOW + i * SECOND + 200);
      places.push(overdueAt(row));
    }
    const moves = places.filter((place, i) => i > 0 && place !== places[i - 1]);
    expect(moves.length).toBeLessThanOrEqual(3);
  });

  test('is told overdue from the moment on at which something should have begun, unless it is being deleted', () => {
    const row = newRow(once(NOW));
    expect(overdueSince(row, NOW + MINUTE - 1)).toBeUndefined();
    expect(overdueSince(row, NOW + MINUTE)).toBe(NOW);
    expect(overdueSince({ ...row, deleted_at: NOW }, NOW + MINUTE)).toBeUndefined();
  });

  test('is in no index when it has ended, or is paused with no run under way', () => {
    expect(overdueAt(finished(claimed(newRow(once(NOW))), NOW + 1))).toBeUndefined();
    expect(overdueAt(committed(decide(minutely(), { type: 'pause' }, NOW)))).toBeUndefined();
    expect(overdueAt(committed(decide(newRow(once(NOW + HOUR)), { type: 'cancel' }, NOW)))).toBeUndefined();
  });

  test('gets its wake-ups and schedules again when it is overdue, once in four minutes', () => {
    const row = newRow(cron('0 * * * *'));
    const late = (row.next_run_at ?? 0) + MINUTE;
    expect(check(row, late - 1)).toEqual(healthy(row, late - 1));
    const decision = check(row, late);
    expect(arms(decision.after)).toEqual([['timer', row.next_run_at]]);
    expect(decision.after).toContainEqual(expect.objectContaining({ type: 'arm-tick' }));
    const checked = committed(decision);
    expect(checked.healed_at).toBe(late);
    expect(check(checked, late + GRID - 1)).toEqual(healthy(checked, late + GRID - 1));
    expect(arms(check(checked, late + GRID).after)).toHaveLength(1);
    expect(overdueAt(checked)).toBeGreaterThanOrEqual(late + GRID);
  });

  test('with precision minute has two minutes, as EventBridge alone may take one', () => {
    const row = newRow({ ...once(NOW), precision: 'minute' });
    const early = NOW + 2 * MINUTE - 1;
    expect(check(row, early)).toEqual(healthy(row, early));
    expect(arms(check(row, NOW + 2 * MINUTE).after)).toHaveLength(1);
  });

  test('gets the retry again that was lost, and a look at a run whose worker is gone', () => {
    const waiting = finished(claimed(newRow(once(NOW), { retry: { retries: 3 } })), NOW + SECOND, fails('X'));
    const due = dueAt(runOf(waiting));
    expect(arms(check(waiting, due + MINUTE).after)).toEqual([['retry', due]]);
    const running = claimed(newRow(once(NOW)));
    const early = NOW + LEASE + MINUTE - 1;
    expect(check(running, early)).toEqual(healthy(running, early));
    expect(arms(check(running, NOW + LEASE + MINUTE).after)).toEqual([['recover', NOW + LEASE]]);
  });

  test('is left alone while an occurrence waits for a run that is under way', () => {
    const queued = claimed(newRow(every(SECOND, NOW, { overlap: 'queue' })), NOW);
    expect(arms(check(queued, NOW + LEASE + MINUTE).after).map(([kind]) => kind)).toEqual(['recover']);
  });
});

describe('what a command left undone', () => {
  test('of an ended job stands in its history at the next sweep, when the process died before, and then is done', () => {
    const row = committed(decide(minutely(), { type: 'cancel' }, NOW + SECOND));
    expect(row.skips).toMatchObject([{ occurrence: NOW, reason: 'cancelled' }]);
    expect(overdueAt(row)).toBe(NOW + SECOND + MINUTE);
    const sweep = check(row, NOW + 2 * MINUTE);
    expect(records(sweep.before)).toEqual(row.skips);
    expect(overdueAt(committed(sweep))).toBeUndefined();
    expect(overdueAt(committed(decide(minutely(), { type: 'cancel' }, NOW - 1)))).toBeUndefined();
  });

  test('of a deletion that was broken off is completed', () => {
    const { row } = decide(minutely(), { type: 'delete' }, NOW);
    if (!row) throw new Error('the deletion was not committed');
    expect(row.id).toBe(ID);
    expect(check(row, NOW + MINUTE).after).toEqual([{ type: 'purge' }]);
  });
});
