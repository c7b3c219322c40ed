import { HOUR } from '../../../core/time/units.ts';
import { retryAfterMs } from '../../../namespaces/shared/retry-after.ts';

const NOW = Date.UTC(2026, 3, 9, 12);

describe('a Retry-After header', () => {
  test.each([
    ['0', 0],
    ['120', 120_000],
    [' 86400 ', 86_400_000],
    ['600000000', 600_000_000_000],
    ['Thu, 09 Apr 2026 13:00:00 GMT', HOUR],
    ['Fri, 31 Dec 9999 23:59:59 GMT', Date.UTC(9999, 11, 31, 23, 59, 59) - NOW],
    ['Thu, 09 Apr 2026 11:00:00 GMT', 0],
    ['Thursday, 09-Apr-26 13:00:00 GMT', HOUR],
    ['Thu Apr  9 13:00:00 2026', HOUR],
  ])('of %j is a delay from now of %i ms', (header, delay) => {
    expect(retryAfterMs(header, NOW)).toBe(delay);
  });

  test.each([
    [String((NOW + HOUR) / 1000), HOUR],
    [String(NOW + HOUR), HOUR],
    [String((NOW - HOUR) / 1000), 0],
    [String(NOW - HOUR), 0],
  ])('of %s, which is Unix time in seconds or ms, is a date and not a delay of decades', (header, delay) => {
    expect(retryAfterMs(header, NOW)).toBe(delay);
  });

  test('of more digits than a number holds asks for an endless wait, which the retry policy bounds', () => {
    expect(retryAfterMs('9'.repeat(400), NOW)).toBe(Number.POSITIVE_INFINITY);
  });

  test.each([
    undefined,
    '',
    'soon',
    '-5',
    '1.5',
    '1e9',
    '2026-04-09',
    'Xxx, 99 Foo 2026 99:00:00 GMT',
    'Xxx Foo 99 99:00:00 2026',
  ])('of %j asks for nothing', (header) => {
    expect(retryAfterMs(header, NOW)).toBeUndefined();
  });
});
