import type { JobEvent } from '../../../core/jobs/advance.ts';
import type { AuditRecord } from '../../../core/jobs/audit-record.ts';
import { caller, creatorOf } from '../../../core/jobs/caller.ts';
import { isInline } from '../../../core/jobs/payload.ts';
import { recordOf } from '../../../core/jobs/record-of.ts';
import type { JobRow } from '../../../core/jobs/row.ts';
import { jsonBytes } from '../../../core/text/bounds.ts';
import { HOUR, MINUTE } from '../../../core/time/units.ts';
import { CALLER } from '../../rows.ts';
import { once } from '../schedule/tables.ts';
import { committed, decide, minutely, NOW, newRow } from './rows.ts';

const payload = (bytes: number) => {
  const empty = { target: { resource: 'app' }, input: { x: '' } };
  return { ...empty, input: { x: 'x'.repeat(bytes - jsonBytes(empty)) } };
};
const creator = creatorOf(caller(`arn:aws:sts::123456789012:assumed-role/${'r'.repeat(100)}`, 'iam'));

test.each([
  [320, undefined, true],
  [321, undefined, false],
  [320, creatorOf(caller('local', 'local')), true],
  [380 - jsonBytes(creator), creator, true],
  [381 - jsonBytes(creator), creator, false],
])('A payload of %i bytes beside %j rides in the row: %s', (bytes, created_by, rides) => {
  expect(isInline(payload(bytes), created_by)).toBe(rides);
});

const pause = { type: 'pause' } as const;
const paused = committed(decide(minutely(), { ...pause, asked: CALLER }, NOW));
const cancelled = committed(decide(paused, { type: 'cancel', asked: CALLER }, NOW + 1));
const cancel = recordOf({ sequence: '1', at: NOW, before: paused, after: cancelled });

test.each<[string, boolean, JobRow, JobEvent]>([
  ['a one-time job that is paused', true, newRow(once(NOW + HOUR)), pause],
  ['a recurring job that is paused', true, minutely(), pause],
  ['a job that is paused again', false, paused, pause],
  [
    'a paused job whose cancel is undone',
    true,
    cancelled,
    { type: 'undo', of: cancel as AuditRecord, asked: CALLER },
  ],
])('Of %s the payload is kept for any time before the commit: %s', (_what, keeps, row, event) => {
  const { before } = decide(row, event, NOW + MINUTE);
  expect(before.filter(({ type }) => type === 'keep-payload')).toEqual(
    keeps ? [{ type: 'keep-payload' }] : [],
  );
});
