import { cutMiddle, cutText, jsonBytes, quoted } from '../../../core/text/bounds.ts';

test.each([
  ['', 0, ''],
  ['a', 0, '…'],
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc…'],
  ['ab😀', 4, 'ab😀'],
  ['ab😀c', 4, 'ab😀…'],
  ['ab😀c', 3, 'ab…'],
])('the text %j cut after %d is %j', (text, max, cut) => {
  expect(cutText(text, max)).toBe(cut);
});

test.each([
  ['', 0, ''],
  ['abcdefghi', 9, 'abcdefghi'],
  ['abcdefghij', 9, 'abc…fghij'],
  ['abcdefghij', 8, 'ab…fghij'],
  ['ab😀efghij', 9, 'ab…fghij'],
  ['abcd😀ghij', 9, 'abc…ghij'],
])('the text %j has of its beginning a third of %d and of its end the rest: %j', (text, max, cut) => {
  expect(cutMiddle(text, max)).toBe(cut);
});

test('a text is quoted up to a hundred characters, or to as many as are named, and else not at all', () => {
  const hundred = 'x'.repeat(100);
  expect(quoted(hundred)).toBe(`"${hundred}"`);
  expect(quoted(`${hundred}x`)).toBe('a text of more than 100 characters');
  expect(quoted('abc', 3)).toBe('"abc"');
  expect(quoted('abcd', 3)).toBe('a text of more than 3 characters');
});

test.each([
  ['abc', 5],
  ['ä€😀', 11],
  [{ a: [1, null] }, 14],
])('%j takes %d bytes as JSON', (value, bytes) => {
  expect(jsonBytes(value)).toBe(bytes);
});
