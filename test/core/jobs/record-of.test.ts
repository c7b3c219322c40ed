import { defined } from '../../../contract/plain-data.ts';
import type { JobEvent } from '../../../core/jobs/advance.ts';
import { auditId } from '../../../core/jobs/audit-record.ts';
import { caller, creatorOf } from '../../../core/jobs/caller.ts';
import { dispatchOf, recordOf } from '../../../core/jobs/record-of.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import { jsonBytes } from '../../../core/text/bounds.ts';
import { HOUR, MINUTE } from '../../../core/time/units.ts';
import { CALLER } from '../../rows.ts';
import { once } from '../schedule/tables.ts';
import { claimed, committed, decide, ID, minutely, NOW, newRow } from './rows.ts';

const told = (before: JobRow | undefined, after: JobRow) =>
  recordOf({ sequence: '1', at: NOW, after, ...defined({ before }) });

const by = (row: JobRow, event: JobEvent, at = NOW + MINUTE / 2) => {
  const after = committed(decide(row, event, at));
  return { after, record: told(row, after) };
};

describe('the entry of a command', () => {
  test('is named by the job and the version, and tells who, from where, why, and what differs', () => {
    const asked = { ...CALLER, reason: 'moved' };
    const { record } = by(minutely(), { type: 'reschedule', schedule: { every: HOUR }, asked });
    expect(record).toEqual({
      id: `${ID}.2`,
      at: NOW + MINUTE / 2,
      ...asked,
      command: 'reschedule',
      product: 'shop',
      env: 'dev',
      namespace: 'actions',
      job_id: ID,
      target: 'payments:charge',
      nth: 1,
      before: { every: MINUTE, next_run_at: NOW },
      after: { every: HOUR, next_run_at: NOW + HOUR },
      restore: minutely().schedule,
    });
  });

  test('tells all of what was cancelled or deleted, and of a part of many which operation it was', () => {
    const asked = { ...CALLER, bulk_id: 'bulk_1' };
    expect(by(minutely(), { type: 'cancel', asked }).record).toMatchObject({
      bulk_id: 'bulk_1',
      before: { status: 'scheduled', every: MINUTE, target: 'payments:charge' },
      after: { status: 'cancelled' },
    });
    expect(by(minutely(), { type: 'delete', asked }).record).toMatchObject({
      before: { status: 'scheduled', every: MINUTE, target: 'payments:charge' },
      after: { status: 'deleted' },
    });
  });

  test('tells all of a recurring job that is new, and of a one-time job its row alone', () => {
    const row = minutely({}, { asked: CALLER });
    expect(told(undefined, row)).toMatchObject({
      command: 'dispatch',
      id: `${ID}.1`,
      after: { every: MINUTE },
    });
    expect(row.created_by).toBeUndefined();
    const one = newRow(once(NOW), { asked: CALLER });
    expect(told(undefined, one)).toBeUndefined();
    expect(dispatchOf(one)).toMatchObject({ command: 'dispatch', actor: 'anna', via: 'token', at: NOW });
    expect(dispatchOf(row)).toBeUndefined();
  });

  test('is written for no change but a command, and for none that changes nothing', () => {
    expect(told(minutely(), claimed(minutely()))).toBeUndefined();
    const { after } = by(minutely(), { type: 'pause', asked: CALLER });
    expect(decide(after, { type: 'pause', asked: CALLER }, NOW + MINUTE).row).toBeUndefined();
    // The next commit of the row tells of itself alone, and a change that only repeats the row of nothing.
    const later = committed(decide(after, { type: 'hold', until: NOW + HOUR }, NOW + MINUTE));
    expect([told(after, later), told(after, after)]).toEqual([undefined, undefined]);
  });

  test('never holds an input, nor a result or error', () => {
    const row: JobRow = {
      ...minutely(),
      inline: { target: { resource: 'app' }, input: { secret: 'S3CRET' } },
      last_error: { code: 'X', message: 'S3CRET' },
    };
    for (const type of ['pause', 'cancel', 'delete', 'trigger'] as const)
      expect(JSON.stringify(by(row, { type, asked: CALLER }).record)).not.toContain('S3CRET');
  });

  test('has texts of bounded length: of a long actor its beginning and end stay', () => {
    const arn = `arn:aws:sts::123456789012:assumed-role/${'r'.repeat(2000)}/anna@example.com`;
    const long = caller(arn, 'iam', '1'.repeat(100));
    expect(long.actor).toHaveLength(256);
    expect(long.actor).toMatch(/^arn:aws:sts::123456789012.*….*anna@example\.com$/);
    expect(long.address).toHaveLength(45);
    expect(caller('', 'token').actor).toBe('token');
    expect(jsonBytes(creatorOf(long))).toBeLessThanOrEqual(100);
    expect(creatorOf(long)).not.toHaveProperty('address');
  });

  test('names the commit of no other job', () => {
    expect(auditId(ID, 12)).toBe(`${ID}.12`);
  });
});
