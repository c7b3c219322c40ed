import { groupOf, groupOfKey } from '../../../adapters/aws/message-groups.ts';

const keys = Array.from({ length: 8000 }, (_, i) => `tenant-${i}`);

test('a message without a key is in the group of its owner, by its digest where that is too long', () => {
  expect(groupOf('shop#dev')).toBe('shop#dev');
  expect(groupOf('x'.repeat(128))).toBe('x'.repeat(128));
  expect(groupOf('x'.repeat(129))).toMatch(/^[0-9a-f]{64}$/);
});

test('a key has one group while it has few messages, and one for itself and other crowds while it is one', () => {
  expect(groupOfKey('shop#dev', 'acme', 'few')).toMatch(/^shop#dev#few[0-3]$/);
  expect(groupOfKey('shop#dev', 'acme', 'crowd')).toMatch(/^shop#dev#crowd[0-3]$/);
});

test('an owner has eight groups for all keys, as one of less than a tenth of what is under way counts as quiet', () => {
  const few = new Set(keys.map((key) => groupOfKey('shop#dev', key, 'few')));
  const crowds = new Set(keys.map((key) => groupOfKey('shop#dev', key, 'crowd')));
  expect([few.size, crowds.size]).toEqual([4, 4]);
  expect([...few].filter((each) => crowds.has(each))).toEqual([]);
});

test.each([
  ['one character', Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i))],
  ['doubled digits', Array.from({ length: 90 }, (_, i) => `${10 + i}${10 + i}`)],
  ['numbers that end alike', Array.from({ length: 100 }, (_, i) => `${i}000`)],
])('keys of %s are in all groups', (_kind, alike) => {
  expect(new Set(alike.map((key) => groupOfKey('shop#dev', key, 'few'))).size).toBe(4);
});

test('a long owner and any key give a name that SQS takes', () => {
  for (const key of ['\u0000', 'ключ', ' ', 'x'.repeat(64), '#crowd0'])
    for (const owner of ['shop#dev', `${'p'.repeat(128)}#${'e'.repeat(128)}`])
      expect(groupOfKey(owner, key, 'crowd')).toMatch(/^[!-~]{1,128}$/);
});
