import type { S3Storage } from '../../../contract/resources/storage.ts';
import { resolveNamed } from '../../../core/config/apply-preset.ts';
import { input } from '../../../namespaces/storage/input.ts';

function issuesOf(operation: string, given: unknown): string[] {
  const read = input.read({ storage: 'files', operation, input: given });
  return read.ok ? [] : read.issues.map(({ path, message }) => `${path}: ${message}`);
}

describe('reading a storage dispatch', () => {
  test('An operation is taken with its input, a named event with any.', () => {
    const file = { fileName: 'a.txt' };
    expect(input.read({ storage: 'files', operation: 'remove', input: file, retries: 3 })).toEqual({
      ok: true,
      value: { target: { resource: 'files', operation: 'remove' }, input: file },
    });
    expect(input.read({ storage: 'files', event: 'cleanup_temp', input: {} })).toEqual({
      ok: true,
      value: { target: { resource: 'files', event: 'cleanup_temp' }, input: {} },
    });
  });

  test.each([
    ['upload', { fileName: 'a/b.txt', buffer: 'aGk=', mimeType: 'text/plain; charset=utf-8' }],
    ['upload', { fileName: 'ü 漢.txt', buffer: { text: '' } }],
    ['upload', { fileName: 'empty', buffer: '' }],
    ['download', { fileName: 'a..b' }],
    ['copy', { from: '.hidden', to: 'a/.b/c' }],
    ['listFiles', {}],
    ['listFiles', { prefix: '', limit: 1000, continuationToken: 't' }],
    ['getSignedUrl', { fileName: 'a', expiresIn: 604_800, action: 'write' }],
    ['stats', { prefix: 'logs/' }],
    ['cleanup', { patterns: ['*.tmp', 'upload_*', '[a-c]?.{x,y}', '\\[x'], olderThanHours: 0.5 }],
  ])('%s takes %j.', (operation, given) => {
    expect(issuesOf(operation, given)).toEqual([]);
  });

  test('Any value may be an operator.', () => {
    expect(issuesOf('upload', { fileName: '$Concat("a", "b")', buffer: { text: '$Now()' } })).toEqual([]);
    expect(
      issuesOf('upload', { fileName: 'log-$Format($Now(), "YYYY").txt', buffer: '$Session{x}' }),
    ).toEqual([]);
    expect(issuesOf('listFiles', { limit: '$Size($Session{list})' })).toEqual([]);
    expect(
      issuesOf('getSignedUrl', { fileName: '$Now()', expiresIn: '$Add(1, 2)', action: '$Var(x)' }),
    ).toEqual([]);
    expect(issuesOf('cleanup', { patterns: '$Split("a,b", ",")', olderThanHours: '$Add(1, 2)' })).toEqual([]);
    expect(issuesOf('cleanup', { patterns: ['$Var(job_id)*'], olderThanHours: 1 })).toEqual([]);
  });

  test('Every mistake is named at once.', () => {
    const read = input.read({
      storage: '',
      operation: 'cleanup',
      input: { patterns: ['a/b', '!keep', '[x', ''], olderThanHours: -1, prefx: 'tmp/' },
    });
    expect(read).toMatchObject({ ok: false });
    expect(read.ok ? [] : read.issues.map(({ path }) => path)).toEqual([
      'storage',
      'input.patterns.0',
      'input.patterns.1',
      'input.patterns.2',
      'input.patterns.3',
      'input.olderThanHours',
      'input.prefx',
    ]);
  });

  test('Exactly one of operation and event is asked for, and near names are suggested.', () => {
    expect(input.read({ storage: 'files', input: {} })).toMatchObject({ issues: [{ path: 'operation' }] });
    expect(input.read({ storage: 'f', operation: 'stats', event: 'x', input: {} })).toMatchObject({
      issues: [{ path: 'event', message: 'give only one of operation, event' }],
    });
    expect(issuesOf('uplod', {})).toEqual(['operation: unknown operation "uplod"; did you mean "upload"?']);
    expect(issuesOf('__proto__', {})).toHaveLength(1);
  });

  test.each([
    '',
    '/etc/passwd',
    '..',
    '../a',
    'a/../b',
    'a/..',
    './a',
    'a/',
    'a\nb',
    'a\u0000',
    '\ud800',
    7,
    null,
  ])('%j names no file.', (fileName) => {
    expect(issuesOf('download', { fileName })[0]).toMatch(/^input\.fileName: /);
    expect(issuesOf('copy', { from: 'a', to: fileName })[0]).toMatch(/^input\.to: /);
  });

  test.each([
    ['../x', 'must not hold the path segment ".."'],
    ['/x', 'must not begin with "/"'],
    ['', 'must name a file'],
    ['a\nb', 'must be well-formed text without control characters'],
  ])('What is wrong with the name %j is said.', (fileName, message) => {
    expect(issuesOf('download', { fileName })).toContain(`input.fileName: ${message}`);
  });

  test('A name is measured in bytes of UTF-8.', () => {
    expect(issuesOf('remove', { fileName: 'é'.repeat(512) })).toEqual([]);
    expect(issuesOf('remove', { fileName: 'é'.repeat(513) })).toEqual([
      'input.fileName: must be at most 1024 bytes',
    ]);
  });

  test.each([
    ['upload', { fileName: 'a', buffer: 'not base64!' }, 'input.buffer: expected base64'],
    ['upload', { fileName: 'a', buffer: 7 }, 'input.buffer: expected string or object, got number 7'],
    ['upload', { fileName: 'a', buffer: { txt: '' } }, 'input.buffer.text: required'],
    [
      'upload',
      { fileName: 'a', buffer: '', mimeType: 'text/plain\r\nx-evil: 1' },
      'input.mimeType: expected a MIME type such as text/csv',
    ],
    ['upload', { fileName: 'a' }, 'input.buffer: required'],
    ['listFiles', { limit: 1001 }, 'input.limit: must be at most 1000; got 1001'],
    ['listFiles', { limit: 1.5 }, /^input\.limit: expected .*int/],
    ['listFiles', { prefix: '/' }, 'input.prefix: must not begin with "/"'],
    ['listFiles', { prefix: 'a/../' }, 'input.prefix: must not hold the path segment ".."'],
    [
      'getSignedUrl',
      { fileName: 'a', expiresIn: 604_801 },
      'input.expiresIn: must be at most 604800; got 604801',
    ],
    ['getSignedUrl', { fileName: 'a', expiresIn: 0 }, 'input.expiresIn: must be at least 1; got 0'],
    ['getSignedUrl', { fileName: 'a', action: 'delete' }, /^input\.action: expected/],
    ['cleanup', { patterns: [], olderThanHours: 1 }, 'input.patterns: must be at least 1 item; got 0'],
    ['cleanup', { patterns: ['{a,b'], olderThanHours: 1 }, /^input\.patterns\.0: has an unclosed/],
    ['stats', [], /^input: expected object, got array/],
  ])('%s of %j is refused.', (operation, given, issue) => {
    expect(issuesOf(operation, given)[0]).toMatch(issue);
  });

  test('A __proto__ key is an unknown field.', () => {
    const given = JSON.parse('{"fileName":"a","__proto__":{"polluted":1}}');
    expect(issuesOf('remove', given)).toHaveLength(1);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('the fit of a storage', () => {
  const temp: S3Storage = {
    provider: 's3',
    bucket: 'temp',
    prefix: 'tmp/',
    events: {
      cleanup_temp: { operation: 'cleanup', input: { patterns: ['*.tmp'] } },
      link: { operation: 'getSignedUrl', input: { expiresIn: 60 } },
    },
  };
  const mismatchOf = (event: string, given: Record<string, unknown>) =>
    input.validateAgainst(resolveNamed({ target: { resource: 'temp', event }, input: given }, temp), temp);

  test("A preset and the dispatch's input are checked as one.", () => {
    expect(mismatchOf('cleanup_temp', { olderThanHours: 24 })).toBeUndefined();
    expect(mismatchOf('cleanup_temp', {})).toEqual({
      issues: [{ path: 'input.olderThanHours', message: 'required' }],
    });
    expect(mismatchOf('cleanup_temp', { olderThanHours: 24, patterns: ['a/b'] })).toMatchObject({
      issues: [{ path: 'input.patterns.0' }],
    });
    expect(mismatchOf('link', { fileName: 'a', extra: 1 })).toMatchObject({
      issues: [{ path: 'input.extra' }],
    });
  });

  test.each(['cleanup_tmp', '__proto__', 'toString'])(
    'Event %s is not found, and the known ones are named.',
    (event) => {
      expect(mismatchOf(event, {})).toEqual({
        notFound: expect.stringContaining(`unknown event "${event}"; `),
      });
    },
  );

  test('A __proto__ key that an event brings is an unknown field.', () => {
    const given = JSON.parse('{"olderThanHours":1,"__proto__":{"polluted":1}}');
    expect(mismatchOf('cleanup_temp', given)).toMatchObject({ issues: [{ path: 'input.__proto__' }] });
  });

  test("The storage's prefix counts towards the longest key.", () => {
    const accepted = {
      target: { resource: 'temp', operation: 'remove' },
      input: { fileName: 'a'.repeat(1021) },
    };
    expect(input.validateAgainst(accepted, temp)).toEqual({
      issues: [{ path: 'input.fileName', message: 'must be at most 1020 bytes' }],
    });
  });
});
