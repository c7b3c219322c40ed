import { noSuch, RequestError, validationError } from '../../../core/errors/request-error.ts';
import {
  Deferral,
  NoCapacity,
  RunError,
  TakenOver,
  validationFailure,
} from '../../../core/errors/run-error.ts';
import { cutText } from '../../../core/text/bounds.ts';

test('errors have the names of their classes', () => {
  const errors = [
    new Deferral(5),
    new NoCapacity('x'),
    new TakenOver('x'),
    new RunError('X', 'x'),
    new RequestError('NOT_FOUND', 'x'),
  ];
  expect(errors.map(({ name }) => name)).toEqual([
    'Deferral',
    'NoCapacity',
    'TakenOver',
    'RunError',
    'RequestError',
  ]);
});

test('a run error keeps its cause, and its failure is code and message', () => {
  const cause = new Error('below');
  const error = new RunError('X', 'said', { retryAfterMs: 5, cause });
  expect([error.cause, error.retryAfterMs, error.toFailure()]).toEqual([
    cause,
    5,
    { code: 'X', message: 'said' },
  ]);
  expect('cause' in new RunError('X', 'said')).toBe(false);
});

test('a refusal counts the mistakes', () => {
  const issues = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ path: `p${i}`, message: 'm' }));
  expect(validationError(issues(1)).message).toBe('One field is not valid.');
  expect(validationError(issues(2)).message).toBe('2 fields are not valid.');
  expect(validationError(issues(101)).issues).toHaveLength(100);
  expect(validationFailure(issues(2)).message).toBe('p0: m; p1: m');
  expect(validationFailure(issues(21)).message).toMatch(/p19: m$/);
});

test('what is not there is told by what it is, with the first 64 characters of what it was asked for by', () => {
  expect(noSuch('job', 'job_1')).toMatchObject({ code: 'NOT_FOUND', message: 'There is no job job_1.' });
  expect(noSuch('webhook', `${'a'.repeat(64)}b`).message).toBe(`There is no webhook ${'a'.repeat(64)}.`);
});

test.each([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc…'],
  ['ab😀', 3, 'ab…'],
  ['😀b', 2, '😀…'],
])('of %j %d characters are %j', (text, max, cut) => {
  expect(cutText(text, max)).toBe(cut);
});

test('what is put off is told until when, and a refusal which kind it is', () => {
  expect(new Deferral(5)).toMatchObject({ until: 5, message: 'deferred' });
  expect(new RequestError('NOT_FOUND', 'x')).toMatchObject({
    code: 'NOT_FOUND',
    message: 'x',
    issues: undefined,
  });
  expect(validationError([])).toMatchObject({ code: 'VALIDATION_ERROR', message: '0 fields are not valid.' });
  expect(validationFailure([])).toMatchObject({ code: 'VALIDATION_ERROR', message: '' });
});
