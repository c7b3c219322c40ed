import { Redactor } from '../../../core/input/redactor.ts';

/** Whether a secret is hidden where an app wrote it in some way. */
function isHidden(secret: string, encode: (secret: string) => string): boolean {
  const redactor = new Redactor();
  redactor.add(secret);
  return redactor.hide(`<<${encode(secret)}>>`).includes('***');
}

const asItIs = (secret: string) => secret;
const hex = (secret: string) => Buffer.from(secret).toString('hex');
const inBase64 = (secret: string) => Buffer.from(`xy${secret}yx`).toString('base64');
const hexOfHex = (secret: string) => hex(hex(secret));
const letters = (length: number) => Array.from({ length }, (_, i) => 'abcdefghijklm'[i % 13]).join('');

test.each([
  ['as it is', asItIs, 4, 3],
  ['in hex', hex, 4, 3],
  ['within longer base64', inBase64, 8, 7],
])(
  'a secret is hidden %s from its least number of characters on: %p, %d, not %d',
  (_how, encode, least, shorter) => {
    expect([isHidden(letters(least), encode), isHidden(letters(shorter), encode)]).toEqual([true, false]);
  },
);

test.each([
  ['in hex', hex, 16_384],
  ['in hex of hex', hexOfHex, 1024],
])('a secret is hidden %s up to its greatest number of characters: %p, %d', (_how, encode, most) => {
  expect([isHidden(letters(most), encode), isHidden(letters(most + 1), encode)]).toEqual([true, false]);
  expect(isHidden(letters(most + 1), asItIs)).toBe(true);
});

test.each([
  ['1234', 1234, '***'],
  ['123', 123, 123],
  ['12.50', 12.5, '***'],
  ['1.0e3', 1000, '***'],
  ['0x10', 16, 16],
])('the secret %j is hidden in the number %d: %j', (secret, value, shown) => {
  const redactor = new Redactor();
  redactor.add(secret);
  redactor.add('something else');
  expect(redactor.hideIn(value)).toBe(shown);
});

test('a secret is hidden in a code that an app made of it, and not where it is short', () => {
  const redactor = new Redactor();
  redactor.add('key-ab 12');
  redactor.add('a-b-c');
  expect(redactor.hideInCode('E_KEYAB12_FAILED')).toBe('***');
  expect(redactor.hideInCode('E_ABC')).toBe('E_ABC');
  expect(redactor.hideInCode('E_OTHER')).toBe('E_OTHER');
});

test('what a caller chose is hidden only in what the secrets leave', () => {
  const redactor = new Redactor();
  redactor.add('secret-one');
  redactor.addFromCaller('secret-o');
  redactor.addFromCaller('mine');
  expect(redactor.hide('secret-one secret-o mine')).toBe('*** *** ***');
  expect(redactor.hideInCut('x')).toBe('');
});
