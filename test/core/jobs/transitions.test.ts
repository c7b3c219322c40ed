import { JOB_STATUSES, type JobStatus } from '../../../contract/job.ts';
import { RequestError } from '../../../core/errors/request-error.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import {
  assertCommand,
  assertTransition,
  type CommandName,
  TRANSITIONS,
} from '../../../core/jobs/transitions.ts';
import { HOUR } from '../../../core/time/units.ts';
import { every } from '../schedule/tables.ts';
import { NOW, newRow } from './rows.ts';

const scheduled = newRow(every(HOUR, NOW + HOUR));
const pairs = JOB_STATUSES.flatMap((from) => JOB_STATUSES.map((to) => [from, to] as const));
const isAllowed = (from: JobStatus, to: JobStatus) => TRANSITIONS[from].includes(to);

describe('the table of transitions', () => {
  test('has a line for every status and names no other', () => {
    expect(Object.keys(TRANSITIONS).sort()).toEqual([...JOB_STATUSES].sort());
    for (const targets of Object.values(TRANSITIONS)) {
      for (const to of targets) expect(JOB_STATUSES).toContain(to);
    }
  });

  test('lets a job leave cancelled by the undo of its cancel only, to where it was', () => {
    expect(TRANSITIONS.cancelled).toEqual(['scheduled', 'running', 'paused']);
  });

  test('lets every job that has not ended be cancelled, and no other', () => {
    const cancellable = JOB_STATUSES.filter((from) => isAllowed(from, 'cancelled'));
    expect([...cancellable].sort()).toEqual(['paused', 'queued', 'running', 'scheduled']);
  });

  test.each<[CommandName, string, JobRow, RegExp]>([
    [
      'retry',
      'is failing and recurs',
      scheduled,
      /become queued; one that is failed can\. To run it now, trigger it\.$/,
    ],
    ['retry', 'is paused', { ...scheduled, status: 'paused' }, /To let it go on, resume it\.$/],
    ['trigger', 'is paused', { ...scheduled, status: 'paused' }, /Resume it first\.$/],
    ['trigger', 'has failed', { ...scheduled, status: 'failed' }, /To run it once more, retry it\.$/],
    ['retry', 'has completed', { ...scheduled, status: 'completed' }, /one that is failed can\.$/],
  ])(
    'refuses to %s a job that %s, and says what to do where something can be done',
    (name, _what, row, why) => {
      expect(() => assertCommand(row, name)).toThrow(why);
    },
  );

  test('lets only jobs that wait or go on begin to run, and one whose run outlasted its cancel', () => {
    const startable = JOB_STATUSES.filter((from) => isAllowed(from, 'running'));
    expect([...startable].sort()).toEqual(['cancelled', 'paused', 'queued', 'scheduled']);
  });

  test.each(pairs.filter(([from, to]) => isAllowed(from, to)))('lets %s become %s', (from, to) => {
    expect(() => assertTransition(from, to)).not.toThrow();
  });

  test.each(pairs.filter(([from, to]) => !isAllowed(from, to)))('refuses that %s becomes %s', (from, to) => {
    const refusal = expect.objectContaining({
      code: 'ILLEGAL_TRANSITION',
      message: expect.stringContaining(`A job that is ${from} cannot become ${to}`),
    });
    expect(() => assertTransition(from, to)).toThrow(RequestError);
    expect(() => assertTransition(from, to)).toThrow(refusal);
  });
});
