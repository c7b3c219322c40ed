import { ErrorCode } from '../../../contract/errors.ts';
import { RequestError, validationError } from '../../../core/errors/request-error.ts';
import { boundedFailure } from '../../../core/errors/run-error.ts';
import { cutText } from '../../../core/text/bounds.ts';

describe('a text that is cut', () => {
  test('says so with one more character, and never ends in half a character', () => {
    expect(cutText('abc', 3)).toBe('abc');
    expect(cutText('abcd', 3)).toBe('abc…');
    expect(cutText('ab😀d', 3)).toBe('ab…');
    expect(cutText(cutText('x'.repeat(9), 5), 5)).toBe('xxxxx…');
  });
});

describe('a failure', () => {
  test('is kept with a code of 64 characters and a message of 2000 at most, and nothing else of it', () => {
    const failure = { code: 'X'.repeat(200), message: 'm'.repeat(234_888), retryAfterMs: 5 };
    expect(boundedFailure(failure)).toEqual({ code: 'X'.repeat(64), message: `${'m'.repeat(2000)}…` });
    expect(boundedFailure({ code: 'TIMEOUT', message: 'late' })).toEqual({
      code: 'TIMEOUT',
      message: 'late',
    });
  });
});

describe('a refusal', () => {
  test('names 100 mistakes of 20 000, none with a path or message that makes the answer large', () => {
    const issue = { path: 'p'.repeat(200_000), message: 'm'.repeat(200_000) };
    const error = validationError(Array.from({ length: 20_000 }, () => issue));
    expect(error.message).toBe('20000 fields are not valid.');
    expect(error.issues).toHaveLength(100);
    expect(error.issues?.[0]).toEqual({ path: `${'p'.repeat(256)}…`, message: `${'m'.repeat(500)}…` });
    expect(JSON.stringify(error.issues).length).toBeLessThan(100_000);
  });

  test('has a detail of 2000 characters at most', () => {
    expect(new RequestError(ErrorCode.NotFound, 'x'.repeat(9999)).message).toBe(`${'x'.repeat(2000)}…`);
  });
});
