import { readBulk } from '../../../core/input/bulk-request.ts';
import { readCommand, readNothing } from '../../../core/input/commands.ts';
import { readPauseAll } from '../../../core/input/hold-request.ts';

describe('the body of a command', () => {
  test.each(Object.entries(readCommand))('%s is an object, and null is none', (_name, read) => {
    const issues = [{ path: expect.stringMatching(/^(schedule)?$/), message: 'expected object, got null' }];
    expect(read(null)).toEqual({ ok: false, issues });
  });

  test('that takes none may be an empty object only', () => {
    expect(readNothing({})).toMatchObject({ ok: true });
    expect(readNothing(null)).toMatchObject({ ok: false });
    expect(readNothing({ dry_run: true })).toMatchObject({ ok: false, issues: [{ path: 'dry_run' }] });
  });
});

describe('the body of a call over many jobs', () => {
  test('is an object, and null is none', () => {
    const issues = [{ path: '', message: 'expected object, got null' }];
    expect(readBulk('cancel', null)).toEqual({ ok: false, issues });
    expect(readBulk('pause', null)).toEqual({ ok: false, issues });
  });

  test('names a period that ends before it begins, beside every other mistake', () => {
    const bulk = readBulk('cancel', { from: 1_767_225_600_001, to: 1_767_225_600_000, status: 'x', foo: 1 });
    expect(bulk.ok ? [] : bulk.issues.map(({ path }) => path).sort()).toEqual(['foo', 'from', 'status']);
  });
});

test.each<[keyof typeof readCommand, object, object]>([
  ['cancel', {}, { type: 'cancel' }],
  ['cancel', { reason: undefined }, { type: 'cancel' }],
  ['cancel', { reason: 'moved' }, { type: 'cancel', reason: 'moved' }],
  ['pause', {}, { type: 'pause' }],
  ['resume', {}, { type: 'resume' }],
  ['trigger', {}, { type: 'trigger' }],
  ['delete', {}, { type: 'delete' }],
  ['retry', {}, { type: 'retry', delay: 0 }],
  ['retry', { delay: 5, new_key: true }, { type: 'retry', delay: 5, new_key: true }],
  ['reschedule', { endDate: null }, { type: 'reschedule', schedule: { endDate: null } }],
])('the body of %s, %j, is read into what it commands', (type, body, value) => {
  expect(readCommand[type](body)).toStrictEqual({ ok: true, value });
});

test.each(['cancel', 'pause', 'retry'] as const)(
  'half of a surrogate pair in the reason of a %s is refused, as another text would be kept',
  (type) => {
    const message = 'holds half of a surrogate pair, which no text has';
    expect(readCommand[type]({ reason: 'a\ud800b' })).toEqual({
      ok: false,
      issues: [{ path: 'reason', message }],
    });
    expect(readPauseAll({ reason: '\udc00' })).toEqual({ ok: false, issues: [{ path: 'reason', message }] });
    expect(readBulk('pause', { reason: '\ud800' })).toEqual({
      ok: false,
      issues: [{ path: 'reason', message }],
    });
  },
);

test('a change of a schedule changes a field at least, and only fields that a schedule has', () => {
  const message = 'at least one field of a schedule is expected';
  expect(readCommand.reschedule({})).toEqual({ ok: false, issues: [{ path: 'schedule', message }] });
  const read = readCommand.reschedule({ evry: 1000, endDate: null });
  expect(read.ok ? [] : read.issues.map(({ path }) => path)).toEqual(['schedule.evry']);
});
