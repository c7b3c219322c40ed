import fc from 'fast-check';
import type { RetryConfig } from '../../../contract/schedule.ts';
import { retryDelay } from '../../../core/retry/retry-policy.ts';

const never = () => {
  throw new Error('chance was asked without jitter');
};
const delays = (config: RetryConfig, retries: number, random: () => number = never) =>
  Array.from({ length: retries + 1 }, (_, i) =>
    retryDelay({ ...config, retries }, i + 1, { code: 'TIMEOUT' }, random),
  );
const isRetried = (code: string, config: RetryConfig = {}) =>
  retryDelay({ ...config, retries: 1 }, 1, { code }, never) !== null;

describe('the delay before a retry', () => {
  test('doubles from one second to five minutes, and is none when no retries are left', () => {
    expect(delays({}, 11)).toEqual([
      1000,
      2000,
      4000,
      8000,
      16_000,
      32_000,
      64_000,
      128_000,
      256_000,
      300_000,
      300_000,
      null,
    ]);
  });

  test('of a job without retries is none', () => {
    expect(delays({}, 0)).toEqual([null]);
  });

  test('is fixed with a multiplier of 1', () => {
    expect(delays({ backoffMultiplier: 1, initialDelay: 250 }, 3)).toEqual([250, 250, 250, null]);
  });

  test('grows by any multiplier and is rounded to whole ms', () => {
    expect(delays({ backoffMultiplier: 1.5, initialDelay: 5 }, 4)).toEqual([5, 8, 11, 17, null]);
  });

  test('is never past maxDelay, not the first one either', () => {
    expect(delays({ initialDelay: 9000, maxDelay: 5000 }, 2)).toEqual([5000, 5000, null]);
  });

  test('of the hundredth retry is maxDelay, though the power has no bound', () => {
    expect(retryDelay({ retries: 100, backoffMultiplier: 1000 }, 100, { code: 'X' }, never)).toBe(300_000);
    expect(retryDelay({ retries: 1000, backoffMultiplier: 1000 }, 900, { code: 'X' }, never)).toBe(300_000);
  });

  test('of zero stays zero', () => {
    expect(delays({ initialDelay: 0 }, 2)).toEqual([0, 0, null]);
  });

  test('adds with jitter a random share, by default up to a half', () => {
    expect(delays({ jitter: true }, 2, () => 0)).toEqual([1000, 2000, null]);
    expect(delays({ jitter: true }, 2, () => 0.5)).toEqual([1250, 2500, null]);
    expect(delays({ jitter: true, jitterPercent: 1 }, 2, () => 0.999)).toEqual([1999, 3998, null]);
    expect(delays({ jitter: true, jitterPercent: 0 }, 1, () => 0.9)).toEqual([1000, null]);
  });

  test('lies with jitter between the plain delay and maxDelay', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), share, chance, (attempt, jitterPercent, random) => {
        const plain = retryDelay({ retries: 20 }, attempt, { code: 'X' }, never) ?? 0;
        const policy = { retries: 20, jitter: true, jitterPercent };
        const delay = retryDelay(policy, attempt, { code: 'X' }, () => random) ?? -1;
        expect(delay).toBeGreaterThanOrEqual(plain);
        expect(delay).toBeLessThanOrEqual(Math.min(300_000, Math.ceil(plain * (1 + jitterPercent))));
      }),
    );
  });

  test('is at least what the target asked for, also past maxDelay', () => {
    const policy = { retries: 1, maxDelay: 5000 };
    const delay = (retryAfterMs: number) =>
      retryDelay(policy, 1, { code: 'RATE_LIMITED', retryAfterMs }, never);
    expect(delay(30_000)).toBe(30_000);
    expect(delay(10)).toBe(1000);
  });

  test.each([
    ['a day where the job does not say', {}, 86_400_000],
    ['its maxRetryAfter', { maxRetryAfter: 60_000 }, 60_000],
    ['its maxRetryAfter, also where that is longer', { maxRetryAfter: 172_800_000 }, 172_800_000],
    ['its own backoff, where it follows no target', { maxRetryAfter: 0 }, 1000],
  ])('is at most %s, however long the target asks to wait', (_what, more, most) => {
    for (const retryAfterMs of [600_000_000_000, 251_000_000_000_000, Number.POSITIVE_INFINITY]) {
      const failure = { code: 'SERVICE_UNAVAILABLE', retryAfterMs };
      expect(retryDelay({ retries: 3, ...more }, 1, failure, never)).toBe(most);
    }
  });
});

describe('an error code', () => {
  test.each([
    'TIMEOUT',
    'RATE_LIMITED',
    'SERVICE_UNAVAILABLE',
    'CONNECTION_ERROR',
    'INTERNAL_ERROR',
    'CARD_DECLINED',
    'DEADLOCK',
    '',
  ])('"%s" is retried', (code) => {
    expect(isRetried(code)).toBe(true);
  });

  test.each(['VALIDATION_ERROR', 'NOT_FOUND', 'UNAUTHORIZED', 'FORBIDDEN'])('%s is not retried', (code) => {
    expect(isRetried(code)).toBe(false);
  });

  test('in nonRetryableErrors is not retried', () => {
    expect(isRetried('CARD_DECLINED', { nonRetryableErrors: ['CARD_DECLINED'] })).toBe(false);
    expect(isRetried('TIMEOUT', { nonRetryableErrors: ['CARD_DECLINED'] })).toBe(true);
  });

  test('in retryableErrors is retried, and then no other is', () => {
    expect(isRetried('NOT_FOUND', { retryableErrors: ['NOT_FOUND'] })).toBe(true);
    expect(isRetried('TIMEOUT', { retryableErrors: ['NOT_FOUND'] })).toBe(false);
  });

  test('in both lists is not retried', () => {
    expect(isRetried('TIMEOUT', { retryableErrors: ['TIMEOUT'], nonRetryableErrors: ['TIMEOUT'] })).toBe(
      false,
    );
  });

  test('is judged by the defaults when the lists are empty', () => {
    expect(isRetried('TIMEOUT', { retryableErrors: [], nonRetryableErrors: [] })).toBe(true);
    expect(isRetried('NOT_FOUND', { retryableErrors: [], nonRetryableErrors: [] })).toBe(false);
  });

  test('does not match by part or by case', () => {
    expect(isRetried('TIMEOUT', { retryableErrors: ['timeout', 'TIME'] })).toBe(false);
  });
});
