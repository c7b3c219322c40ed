import { textOf } from '../../../lambdas/executor/bound-result.ts';
import { errorCode } from '../../../namespaces/shared/error-code.ts';

describe('errorCode', () => {
  test.each([
    ['CARD_DECLINED', 'CARD_DECLINED'],
    ['cardDeclined', 'CARD_DECLINED'],
    ['HTTPError', 'HTTP_ERROR'],
    ['Runtime.ExitError', 'RUNTIME_EXIT_ERROR'],
    [' card-declined! ', 'CARD_DECLINED'],
    ['e_1', 'E_1'],
    ['404', undefined],
    ['', undefined],
    ['ß', undefined],
    ['WORKER_LOST', undefined],
    ['connection-lost', undefined],
    [402, undefined],
    [null, undefined],
  ])('reads %j as %j', (name, code) => {
    expect(errorCode(name)).toBe(code);
  });

  test('is none for a name of more than 64 characters, whose beginning may be that of a secret', () => {
    expect(errorCode('A'.repeat(64))).toHaveLength(64);
    expect(errorCode('A'.repeat(65))).toBeUndefined();
    expect(errorCode('aB'.repeat(32))).toBeUndefined();
  });
});

describe('textOf', () => {
  test('keeps 64 KB and no half character', () => {
    const text = textOf(Buffer.from('é'.repeat(40_000)));
    expect(text).toBe('é'.repeat(32_768));
    expect(textOf(Buffer.from(`x${'é'.repeat(40_000)}`))).toBe(`x${'é'.repeat(32_767)}`);
  });

  test('shows bytes that are no UTF-8 as such', () => {
    expect(textOf(Uint8Array.from([0x61, 0xff]))).toBe('a\ufffd');
  });
});
