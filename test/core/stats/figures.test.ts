import { NAMESPACES } from '../../../contract/namespaces.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import type { RowChange } from '../../../core/jobs/row-change.ts';
import { tombstoneOf } from '../../../core/jobs/tombstone.ts';
import { figuresOf } from '../../../core/stats/figures.ts';
import { hourOf } from '../../../core/stats/hours.ts';
import { Count } from '../../../core/stats/tally.ts';
import { DAY, HOUR, MINUTE } from '../../../core/time/units.ts';
import { claimed, committed, decide, fails, finished, minutely, NOW, newRow } from '../jobs/rows.ts';
import { every, once } from '../schedule/tables.ts';

/** When the change is written, long after what it tells of. */
const LATER = NOW + 20 * HOUR;
const change = (before?: JobRow, after?: JobRow): RowChange => ({
  sequence: '1',
  at: LATER,
  ...(before && { before }),
  ...(after && { after }),
});
/** What counts, by the hour that it counts in. */
const counted = (before?: JobRow, after?: JobRow) =>
  Object.fromEntries(figuresOf(change(before, after)).map(({ hour, tally }) => [hour, tally]));

const scheduled = minutely();
const paused = committed(decide(scheduled, { type: 'pause' }, NOW + MINUTE));
const cancelled = committed(decide(scheduled, { type: 'cancel' }, NOW - 1));
const deleted = committed(decide(scheduled, { type: 'delete' }, NOW + MINUTE));
const ended = finished(claimed(newRow(once(NOW))), NOW + 1);
const failing = finished(claimed(scheduled), NOW + 1, fails('TIMEOUT'));
const dispatchedAt = hourOf(NOW - 12 * HOUR);

describe('a change counts', () => {
  test('a new job in the hour of its id, and its status in the hour it was committed in', () => {
    expect(counted(undefined, scheduled)).toEqual({
      [dispatchedAt]: { dispatched: 1 },
      [NOW]: { 'in.scheduled': 1 },
    });
    expect(figuresOf(change(undefined, scheduled))[0]?.scope).toEqual({ product: 'shop', env: 'dev' });
  });

  test.each<[string, JobRow | undefined, JobRow | undefined, object]>([
    ['a status that is another', scheduled, paused, { 'in.scheduled': -1, 'in.paused': 1 }],
    ['a job that is cancelled', scheduled, cancelled, { 'in.scheduled': -1, cancelled: 1 }],
    ['a job that is deleted as gone, and not as cancelled', scheduled, deleted, { 'in.scheduled': -1 }],
    [
      'a job that is put back to work',
      { ...ended, status: 'failed' },
      { ...paused, version: 9 },
      { 'in.paused': 1 },
    ],
  ])('%s', (_what, before, after, tally) => {
    expect(counted(before, after)).toEqual({ [hourOf(after?.updated_at ?? 0)]: tally });
  });

  test.each<[string, JobRow | undefined, JobRow | undefined]>([
    ['a cancelled job that is cancelled again', cancelled, { ...cancelled, version: 9 }],
    ['a deleted job whose row goes', deleted, undefined],
    ['a deleted job of which a tombstone stays', deleted, tombstoneOf(deleted, LATER)],
    ['an ended job whose row goes', ended, undefined],
    ['an ended job that is deleted', ended, committed(decide(ended, { type: 'delete' }, LATER))],
    ['a run that begins', scheduled, claimed(scheduled)],
    ['a job that still fails', failing, claimed(failing, NOW + MINUTE)],
    ['a row that is written over with itself', paused, paused],
    ['a row that is only given another expiry', { ...scheduled, updated_at: 1 }, scheduled],
  ])('nothing of %s', (_what, before, after) => {
    expect(counted(before, after)).toEqual({});
  });

  test('a job that fails until it does not, is cancelled, deleted or gone, also one that has ended', () => {
    const LATE = hourOf(LATER);
    const at = (row: JobRow) => hourOf(row.updated_at);
    expect(counted(claimed(scheduled), failing)[NOW]).toMatchObject({ 'in.f': 1, failed: 1 });
    const begun = claimed(failing, NOW + MINUTE);
    const well = finished(begun, NOW + MINUTE + 1);
    expect(counted(begun, well)[at(well)]).toMatchObject({ 'in.f': -1, completed: 1 });
    const over = committed(decide(failing, { type: 'cancel' }, LATER));
    expect(counted(failing, over)).toEqual({
      [LATE]: { 'in.scheduled': -1, 'in.f': -1, cancelled: 1 },
    });
    const failed = finished(claimed(newRow(once(NOW))), NOW + 1, fails('TIMEOUT'));
    expect(failed.status).toBe('failed');
    expect(counted(failed)).toEqual({ [LATE]: { 'in.f': -1 } });
    const gone = committed(decide(failed, { type: 'delete' }, LATER));
    expect(counted(failed, gone)).toEqual({ [LATE]: { 'in.f': -1 } });
    expect(counted(gone)).toEqual({});
  });

  test('a job of which a run waits for another attempt, until that', () => {
    const begun = claimed(newRow(every(HOUR, NOW), { retry: { retries: 1 } }));
    const waiting = finished(begun, NOW + 1, fails('TIMEOUT'));
    expect(counted(begun, waiting)).toEqual({ [NOW]: { 'in.r': 1 } });
    const held = committed(decide(waiting, { type: 'pause' }, NOW + 2));
    expect(counted(waiting, held)[NOW]).toMatchObject({ 'in.r': -1, 'in.paused': 1 });
  });

  test('a live job whose row is taken away by hand as gone, when that was written', () => {
    expect(counted(paused)).toEqual({ [hourOf(LATER)]: { 'in.paused': -1 } });
  });

  test('a run that ended in the hour it was claimed in, however late its end comes', () => {
    const begun = claimed(newRow(every(HOUR, NOW), { retry: { retries: 1 } }), NOW + 30);
    const again = finished(begun, NOW + 2 * HOUR, fails('TIMEOUT'));
    expect(counted(begun, again)).toEqual({ [NOW + 2 * HOUR]: { 'in.r': 1 } });
    const over = committed(decide(again, { type: 'cancel' }, NOW + 3 * HOUR));
    expect(counted(again, over)).toEqual({
      [NOW]: expect.objectContaining({ failed: 1 }),
      [NOW + 3 * HOUR]: { 'in.scheduled': -1, 'in.r': -1, cancelled: 1 },
    });
  });

  test('all runs that ended by it, by how they ended', () => {
    const runs = [
      { at: NOW, ok: true, attempts: 1, lag: 0 },
      { at: NOW, ok: true, attempts: 3 },
      { at: NOW + DAY, ok: false, attempts: 2, lag: 1000 },
      { at: NOW + DAY, ok: false, attempts: 0 },
    ];
    expect(counted(paused, { ...paused, version: 9, did: { ended: runs } })).toEqual({
      [NOW]: { completed: 2, '+a': 2, first_try: 1, retries: 2, 'lag.0': 1 },
      [NOW + DAY]: { failed: 2, '-a': 2, retries: 1, 'lag.73': 1 },
    });
  });

  test('runs of each namespace by a name of its own', () => {
    expect(new Set(NAMESPACES.map((namespace) => Count.of(namespace, true))).size).toBe(NAMESPACES.length);
  });

  test('a status by an epoch in what was written from then on, so that it adds up whatever came before', () => {
    const epoch = NOW + MINUTE;
    const counts = (before?: JobRow, after?: JobRow) =>
      figuresOf(change(before, after), [epoch]).map(({ tally }) => tally);
    const touched = committed(decide(scheduled, { type: 'count-anew', epoch }, epoch));
    expect(counts(undefined, scheduled)).toEqual([{ dispatched: 1 }]);
    expect(counts(scheduled, touched)).toEqual([{ [`in.scheduled.${epoch}`]: 1 }]);
    expect(counts(scheduled, paused)).toEqual([{ [`in.paused.${epoch}`]: 1 }]);
    const resumed = { ...touched, version: 9 };
    expect(counts(paused, resumed)).toEqual([{ [`in.paused.${epoch}`]: -1, [`in.scheduled.${epoch}`]: 1 }]);
    // By a clock that is behind.
    expect(counts(touched, { ...paused, updated_at: epoch - 1, version: 9 })).toEqual([
      { [`in.scheduled.${epoch}`]: -1 },
    ]);
  });

  test('a row anew only where it was written before, and has not ended, or fails', () => {
    const failed = finished(claimed(newRow(once(NOW))), NOW + 1, fails('TIMEOUT'));
    expect(decide(failed, { type: 'count-anew', epoch: NOW + HOUR }, NOW + HOUR).row).toMatchObject({
      status: 'failed',
    });
    expect(decide(scheduled, { type: 'count-anew', epoch: NOW }, NOW + 1).row).toBeUndefined();
    expect(decide(cancelled, { type: 'count-anew', epoch: NOW + HOUR }, NOW + HOUR).row).toBeUndefined();
  });
});
