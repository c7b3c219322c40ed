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
