import { readBulk } from '../../../core/input/bulk-request.ts';
import { readCommand, readNothing } from '../../../core/input/commands.ts';

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
