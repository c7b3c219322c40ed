import { RequestError } from '../../../../core/errors/request-error.ts';
import { Deferral, NoCapacity, RunError } from '../../../../core/errors/run-error.ts';
import {
  plainError,
  plainResult,
  readError,
  readResult,
} from '../../../../lambdas/executor/threads/messages.ts';
import { Truncated, Unkept } from '../../../../namespaces/shared/unkept.ts';

/** As the thread sends it and the executor reads it. */
const sentResult = (result: unknown) => readResult(structuredClone(plainResult(result)));
const sentError = (error: unknown) => readError(structuredClone(plainError(error)));

test.each([
  ['rows', { rows: [{ a: 1, b: null }], count: 1 }, { rows: [{ a: 1, b: null }], count: 1 }],
  ['nothing', undefined, null],
  ['a date', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ['an integer that a double does not hold', { id: 2n ** 60n }, { id: '1152921504606846976' }],
  ['bytes', Buffer.from('a'), { type: 'Buffer', data: [97] }],
])('a result of %s arrives as JSON has it', (_what, result, arrived) => {
  expect(sentResult(result)).toEqual(arrived);
});

test('marks of results arrive as marks, and what looks like one does not', () => {
  expect(sentResult(new Unkept('late', 200))).toEqual(new Unkept('late', 200));
  expect(sentResult(new Unkept('late', 200))).toBeInstanceOf(Unkept);
  expect(sentResult(new Truncated(9, 'begin'))).toBeInstanceOf(Truncated);
  expect(sentResult({ kept: false, reason: 'mine' })).not.toBeInstanceOf(Unkept);
});

test.each([
  [
    'that contains itself',
    () => {
      const loop: Record<string, unknown> = {};
      loop['loop'] = loop;
      return loop;
    },
    'the result is not JSON',
  ],
  ['that is far too large', () => 'x'.repeat(4_000_001), 'the result is larger than 4 MB'],
])('a result %s is work that was done', (_what, result, reason) => {
  expect(sentResult(result())).toEqual(new Unkept(reason));
});

test('the error of a run arrives with its code, wish and cause', () => {
  const cause = Object.assign(new TypeError('inner'), { code: 'ECONNRESET' });
  const error = sentError(
    new RunError('CARD_DECLINED', 'no', { retryAfterMs: 5, said: 'CardDeclined', unsure: true, cause }),
  );
  expect(error).toBeInstanceOf(RunError);
  expect(error).toMatchObject({
    code: 'CARD_DECLINED',
    message: 'no',
    retryAfterMs: 5,
    said: 'CardDeclined',
    unsure: true,
  });
  expect(error.cause).toMatchObject({ name: 'TypeError', message: 'inner', code: 'ECONNRESET' });
});

test('other errors arrive as what they are', () => {
  expect(sentError(new Deferral(7))).toMatchObject({ until: 7 });
  expect(sentError(new Deferral(7))).toBeInstanceOf(Deferral);
  expect(sentError(new NoCapacity('busy'))).toBeInstanceOf(NoCapacity);
  expect(sentError(new RequestError('NOT_FOUND', 'none'))).toMatchObject({
    code: 'NOT_FOUND',
    message: 'none',
  });
  expect(sentError(new RangeError('far'))).toMatchObject({ name: 'RangeError', message: 'far' });
  expect(sentError('text')).toMatchObject({ message: 'string' });
});

test('causes of causes without end are told to a depth', () => {
  const loop: Error & { cause?: unknown } = new Error('loop');
  loop.cause = loop;
  let depth = 0;
  for (let error: unknown = sentError(loop); error instanceof Error; error = error.cause) depth += 1;
  expect(depth).toBe(9);
});
