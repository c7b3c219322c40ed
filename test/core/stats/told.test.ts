import type { JobRow } from '../../../core/jobs/row.ts';
import { toldOf } from '../../../core/stats/told.ts';
import { HOUR, MINUTE, SECOND } from '../../../core/time/units.ts';
import { claimed, committed, decide, fails, finished, ID, minutely, NOW } from '../jobs/rows.ts';

const told = (before: JobRow | undefined, after: JobRow | undefined) =>
  toldOf({ sequence: '1', at: NOW, ...(before && { before }), ...(after && { after }) });
const own = { scope: { product: 'shop', env: 'dev' }, hour: NOW, end: ID.slice(-5) };

describe('those who poll are told', () => {
  const row = minutely({}, { retry: { retries: 1, initialDelay: HOUR } });
  const { did: _did, ...quiet } = row;
  const begun = claimed(row);
  const waiting = finished(begun, NOW + SECOND, fails('TIMEOUT'));

  test.each<[string, JobRow | undefined, JobRow | undefined]>([
    ['of a new job', undefined, row],
    ['of a run that ended', begun, finished(begun, NOW + SECOND)],
    ['of a run that is to be tried again', begun, waiting],
    ['of a pause', row, committed(decide(row, { type: 'pause' }, NOW + SECOND))],
    [
      'of a command that changes neither state nor times',
      row,
      { ...quiet, version: 2, did: { command: { command: 'declare', actor: 'anna', via: 'iam' } } },
    ],
    [
      'of another schedule',
      row,
      committed(decide(row, { type: 'reschedule', schedule: { every: HOUR } }, NOW + SECOND)),
    ],
    [
      'of a job that is deleted, though the commit says nothing else',
      row,
      { ...quiet, version: 2, deleted_at: NOW },
    ],
  ])('%s', (_what, before, after) => {
    expect(told(before, after)).toEqual([own]);
  });

  test('nothing of a run that begins, of what repeats the row, and of a row that goes when its job is gone', () => {
    expect(told(row, begun)).toEqual([]);
    expect(told(begun, begun)).toEqual([]);
    expect(told({ ...row, status: 'completed', deleted_at: NOW }, undefined)).toEqual([]);
  });

  test('in the hour of the commit, also of a run that counts in an earlier one', () => {
    const late = finished(begun, NOW + HOUR + MINUTE);
    expect(told(begun, late)).toEqual([{ ...own, hour: NOW + HOUR }]);
  });
});
