import fc from 'fast-check';
import { folderFault, folderOf } from '../../../core/config/folder.ts';

describe('the prefix of a storage', () => {
  test.each([
    ['', ''],
    ['/', ''],
    ['shop', 'shop/'],
    ['shop/', 'shop/'],
    ['/shop//', 'shop/'],
    ['a//b', 'a/b/'],
    ['tenant 1/ü', 'tenant 1/ü/'],
    ['.hidden', '.hidden/'],
  ])('%j means the folder %j', (prefix, folder) => {
    expect(folderOf(prefix)).toBe(folder);
    expect(folderFault(prefix)).toBeUndefined();
  });

  test.each([
    '..',
    '.',
    'a/../b',
    'a/./b',
    '%2e%2e/a',
    'a\\..\\b',
    'a\nb',
    '\0',
    '\ud800',
    'a*',
    'a?',
    'a'.repeat(513),
  ])('%j names no folder', (prefix) => {
    expect(folderFault(prefix)).toEqual(expect.stringMatching(/^must /));
  });

  test('means a folder that is its own, and no beginning of another', () => {
    fc.assert(
      fc.property(fc.string(), (prefix) => {
        const folder = folderOf(prefix);
        expect(folderOf(folder)).toBe(folder);
        expect(folder === '' || /^[^/](.*[^/])?\/$/s.test(folder)).toBe(true);
        expect(folder).not.toContain('//');
      }),
    );
  });
});

test.each([
  ['a'.repeat(513), 'must be at most 512 characters; got 513'],
  ['a/../b', 'must not hold "." or ".." as a step of a path'],
  ['a*', 'must not hold "*", "?" or "\\"'],
  ['a\nb', 'must be well-formed text without control characters'],
  ['\ud800', 'must be well-formed text without control characters'],
  ['a'.repeat(512), undefined],
])('of the prefix %j is told: %s', (prefix, fault) => {
  expect(folderFault(prefix)).toBe(fault);
});
