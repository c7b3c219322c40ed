import { defined } from '../../../contract/plain-data.ts';
import type { Command } from '../../../core/jobs/advance.ts';
import type { AuditRecord } from '../../../core/jobs/audit-record.ts';
import type { Asked } from '../../../core/jobs/caller.ts';
import { recordOf } from '../../../core/jobs/record-of.ts';
import { type JobRow, statusOf } from '../../../core/jobs/row.ts';
import { HOUR, MINUTE } from '../../../core/time/units.ts';
import { CALLER } from '../../rows.ts';
import { once } from '../schedule/tables.ts';
import { arms, claimed, committed, decide, finished, minutely, NOW, newRow, records } from './rows.ts';

const AT = NOW + 30.5 * MINUTE;

/** The row after a command, and what the audit trail tells of it. */
function done(row: JobRow, command: Command, at = AT): { row: JobRow; record: AuditRecord } {
  const after = committed(decide(row, { ...command, asked: CALLER }, at));
  const record = recordOf({ sequence: '1', at, before: row, after });
  if (!record) throw new Error('no entry');
  return { row: after, record };
}

const undo = (row: JobRow, of: AuditRecord, at = AT + MINUTE, asked: Asked = CALLER) =>
  decide(row, { type: 'undo', of, asked }, at);

/** A job that runs every minute and has had its runs until then. */
const running = (limit = 100) => {
  const row = minutely({ limit });
  return { ...row, next_run_at: NOW + 31 * MINUTE, claimed_to: NOW + 30 * MINUTE };
};

describe('the undo of a command', () => {
  test('that paused a job resumes it, and is an entry of its own that names the other', () => {
    const { row, record } = done(running(), { type: 'pause' });
    const after = committed(undo(row, record, AT + 5 * MINUTE, { ...CALLER, reason: 'by mistake' }));
    expect(after).toMatchObject({ status: 'scheduled', next_run_at: NOW + 36 * MINUTE });
    expect(after.did?.command).toEqual({ ...CALLER, command: 'resume', reason: 'by mistake' });
    expect(after.commanded).toEqual({ version: after.version, count: row.commanded ? 2 : 1 });
  });

  test('that resumed a job pauses it by whom it was paused', () => {
    const { row: paused } = done(running(), { type: 'pause', bulk: true });
    const { row, record } = done(paused, { type: 'resume' }, AT + MINUTE);
    expect(committed(undo(row, record, AT + 2 * MINUTE))).toMatchObject({
      status: 'paused',
      paused_by: 'bulk',
    });
  });

  test('that rescheduled a job gives it the schedule back that it had, to the anchor', () => {
    const before = running();
    const { row, record } = done(before, { type: 'reschedule', schedule: { every: HOUR, limit: 7 } });
    expect(row.schedule).toMatchObject({ every: HOUR, limit: 7 });
    const after = committed(undo(row, record));
    expect(after).toMatchObject({ schedule: before.schedule, next_run_at: NOW + 32 * MINUTE });
  });

  test('can itself be undone', () => {
    const { row, record } = done(running(), { type: 'reschedule', schedule: { every: HOUR } });
    const back = committed(undo(row, record));
    const undone = recordOf({ sequence: '2', at: 0, before: row, after: back });
    expect(undone).toMatchObject({ command: 'reschedule' });
    if (undone) expect(committed(undo(back, undone, AT + 2 * MINUTE)).schedule).toEqual(row.schedule);
  });

  test('is possible after a trigger, which changes nothing that it brings back', () => {
    const { row, record } = done(running(), { type: 'reschedule', schedule: { every: HOUR } });
    const { row: triggered } = done(row, { type: 'trigger' }, AT + 1);
    expect(undo(triggered, record).row).toMatchObject({ schedule: running().schedule });
  });

  test.each<[string, Command]>([
    ['another reschedule', { type: 'reschedule', schedule: { limit: 50 } }],
    ['a pause', { type: 'pause' }],
    ['a cancel', { type: 'cancel' }],
  ])('is refused after %s', (_what, command) => {
    const { row, record } = done(running(), { type: 'reschedule', schedule: { every: HOUR } });
    const { row: changed } = done(row, command, AT + 1);
    expect(() => undo(changed, record)).toThrow('Another command has changed the job since.');
  });

  test('is refused a second time', () => {
    const { row, record } = done(running(), { type: 'pause' });
    expect(() => undo(committed(undo(row, record)), record)).toThrow('Another command has changed');
  });

  test('is refused for what nothing undoes, and for a one-time job', () => {
    const { row, record } = done(running(), { type: 'trigger' });
    expect(() => undo(row, record)).toThrow('Nothing undoes trigger.');
    const one = done(newRow(once(NOW + HOUR)), { type: 'pause' });
    expect(() => undo(one.row, one.record)).toThrow('Only commands on recurring jobs can be undone.');
  });

  test.each(['bulk', undefined] as const)(
    'that paused by hand what was paused already, by %s, is refused, as it would resume the job',
    (paused_by) => {
      const { row: paused } = done(running(), { type: 'pause', bulk: true });
      const { paused_by: _by, ...rest } = paused;
      const { row, record } = done({ ...rest, ...defined({ paused_by }) }, { type: 'pause' }, AT + 1);
      expect(() => undo(row, record)).toThrow('The job was paused before.');
    },
  );

  test('is refused where the schedule of before has nothing left to run', () => {
    const row = minutely({ limit: 2 });
    const { row: more, record } = done(row, { type: 'reschedule', schedule: { limit: 5 } }, NOW - 1);
    const used = { ...more, execution_count: 3 };
    expect(() => undo(used, record)).toThrow(
      /cannot be given back: schedule\.limit must be more than the 3 runs/,
    );
  });
});

describe('the undo of a reschedule that put off the end', () => {
  const end = NOW + 31 * MINUTE;
  const ending = () => ({ ...minutely({ end }), next_run_at: end, claimed_to: NOW + 30 * MINUTE });
  const putOff: Command[] = [endDate(null), endDate(NOW + 9 * HOUR)];

  function endDate(at: number | null): Command {
    return { type: 'reschedule', schedule: { endDate: at } };
  }

  test.each(putOff)('is refused after the end, as nothing is left to run: %j', (command) => {
    const { row, record } = done(ending(), command);
    const later = { ...row, next_run_at: NOW + 33 * MINUTE, claimed_to: NOW + 32 * MINUTE };
    expect(() => undo(later, record, NOW + 32.5 * MINUTE)).toThrow('schedule.endDate is before the next');
    const held = committed(decide(row, { type: 'pause' }, AT + 1));
    const told = { ...record, id: record.id };
    expect(() =>
      undo({ ...held, commanded: row.commanded ?? { version: 0, count: 0 } }, told, NOW + 32.5 * MINUTE),
    ).toThrow('The schedule of before has ended');
  });

  test.each(putOff)('gives the end back while a run before it is still to come: %j', (command) => {
    const { row, record } = done(ending(), command);
    expect(committed(undo(row, record, AT + 1))).toMatchObject({ schedule: { end }, next_run_at: end });
  });
});

describe('the undo of a cancel', () => {
  test('lets the job continue from now, armed before the commit, and tells what passed as skipped', () => {
    const { row, record } = done(running(), { type: 'cancel', reason: 'no longer needed' });
    const decision = undo(row, record, AT + 10 * MINUTE);
    const after = committed(decision);
    expect(after).toMatchObject({ status: 'scheduled', next_run_at: NOW + 41 * MINUTE });
    expect([after.reason, after.completed_at]).toEqual([undefined, undefined]);
    expect(after.gen).toBeGreaterThan(row.gen);
    expect(arms(decision.before)).toContainEqual(['timer', NOW + 41 * MINUTE]);
    expect(records(decision.after)).toMatchObject([
      {
        status: 'skipped',
        reason: 'cancelled',
        occurrence: NOW + 31 * MINUTE,
        through: NOW + 40 * MINUTE,
        count: 10,
      },
    ]);
    expect(after.did?.events).toEqual([{ event: 'job.scheduled' }]);
  });

  test.each([
    ['is due a millisecond after it', -1, 31],
    ['was due at its moment, which the cancel has written down', 0, 32],
  ])('writes down from the occurrence on that %s', (_what, ms, minute) => {
    const { row, record } = done(running(), { type: 'cancel' }, NOW + 31 * MINUTE + ms);
    const after = committed(undo(row, record, NOW + 35 * MINUTE));
    expect(after.skips).toMatchObject([{ occurrence: NOW + minute * MINUTE, count: 35 - minute }]);
    expect(after.next_run_at).toBe(NOW + 35 * MINUTE);
  });

  test('leaves a job paused that was paused, by whom it was', () => {
    const { row: paused } = done(running(), { type: 'pause', bulk: true });
    const { row, record } = done(paused, { type: 'cancel' }, AT + MINUTE);
    const decision = undo(row, record, AT + 2 * MINUTE);
    expect(decision.row).toMatchObject({
      status: 'paused',
      paused_by: 'bulk',
      next_run_at: NOW + 33 * MINUTE,
    });
    expect(arms(decision.before)).toEqual([]);
  });

  test('finds a run that outlasted the cancel still running', () => {
    const { row, record } = done(claimed(minutely({ limit: 5 })), { type: 'cancel' }, NOW + 1000);
    const after = committed(undo(row, record, NOW + 2000));
    expect([statusOf(after), after.runs.length]).toEqual(['running', 1]);
    expect(finished(after, NOW + 3000)).toMatchObject({ status: 'scheduled', succeeded: 1 });
  });

  test('is refused when all runs are had, the schedule is over, or the job stands for a named schedule', () => {
    const full = done({ ...running(1), execution_count: 1 }, { type: 'cancel' });
    expect(() => undo(full.row, full.record)).toThrow('The job has had all its runs.');
    const over = done(minutely({ end: NOW + 40 * MINUTE }), { type: 'cancel' });
    expect(() => undo(over.row, over.record, NOW + HOUR)).toThrow('The schedule has ended');
    const declared = { name: 'nightly', by: 'call', digest: 'a', schedule_digest: 'b' } as const;
    const named = done({ ...running(), declared }, { type: 'cancel' });
    expect(() => undo(named.row, named.record)).toThrow('declare the schedule again');
  });

  test('writes down nothing that the cancel has, also where a run is told later to have ended before it', () => {
    const { row, record } = done(claimed(minutely()), { type: 'cancel' }, NOW + 1.5 * MINUTE);
    expect(row.skips).toMatchObject([{ occurrence: NOW + MINUTE, reason: 'cancelled' }]);
    const ended = finished(row, NOW + 0.5 * MINUTE);
    expect(ended.completed_at).toBe(NOW + 1.5 * MINUTE);
    const after = committed(undo(ended, record, NOW + 2.5 * MINUTE));
    expect(after.skips).toMatchObject([{ occurrence: NOW + 2 * MINUTE, reason: 'cancelled' }]);
    expect(after.skips?.[0]).not.toHaveProperty('through');
  });

  test('is undone by another cancel', () => {
    const { row, record } = done(running(), { type: 'cancel' });
    const back = committed(undo(row, record));
    const undone = recordOf({ sequence: '2', at: 0, before: row, after: back });
    expect(undone).toMatchObject({
      command: 'uncancel',
      before: { status: 'cancelled' },
      after: { status: 'scheduled' },
    });
    if (undone) expect(committed(undo(back, undone, AT + 2 * MINUTE))).toMatchObject({ status: 'cancelled' });
  });
});
