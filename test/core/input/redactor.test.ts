import { Redactor } from '../../../core/input/redactor.ts';

const SECRET = 's3cr€t "with" /signs & spaces';

function knowing(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

describe('what leaves an attempt', () => {
  test.each([
    ['as it is', SECRET],
    ['in JSON', JSON.stringify({ echo: SECRET })],
    ['in a URL', `https://x.example/?key=${encodeURIComponent(SECRET)}`],
    ['in a form', new URLSearchParams({ key: SECRET }).toString().replaceAll('%2F', '%2F')],
    ['in base64', `Basic ${Buffer.from(SECRET).toString('base64')}`],
  ])('does not hold a secret %s', (_how, text) => {
    const hidden = knowing(SECRET).hide(text);
    expect(hidden).toContain('***');
    expect(hidden).not.toContain('cr€t');
    expect(hidden).not.toContain(encodeURIComponent('cr€t'));
  });

  test('does not hold it anywhere in a JSON value: in texts, lists, keys and numbers', () => {
    const value = { [SECRET]: [SECRET, { deep: `a ${SECRET} b` }], pin: 123456, n: 1, none: null, yes: true };
    expect(knowing(SECRET, '123456').hideIn(value)).toEqual({
      '***': ['***', { deep: 'a *** b' }],
      pin: '***',
      n: 1,
      none: null,
      yes: true,
    });
  });

  test('does not hold the rest of a secret that begins as another does', () => {
    expect(knowing('abcd', 'abcd-efgh').hide('abcd-efgh abcd')).toBe('*** ***');
  });

  test('does not hold the beginning of a secret where a text was cut', () => {
    expect(knowing('abcd-efgh-ijkl').hide('echo: abcd-ef')).toBe('echo: ***');
    expect(knowing('abcd-efgh-ijkl').hide('echo: abc')).toBe('echo: abc');
  });

  test('is left alone where a secret is shorter than four characters, which would blank out words', () => {
    expect(knowing('at', '').hide('what a cat')).toBe('what a cat');
  });
});
