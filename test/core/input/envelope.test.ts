import { envelopeSchema, namespaceIssues, readEnvelope } from '../../../core/input/envelope.ts';

const MAX_TIMEOUT = 300_000;
const base = { product: 'shop', env: 'dev' };

const read = (fields: Record<string, unknown>) =>
  readEnvelope(fields, ['app', 'event', 'input'], MAX_TIMEOUT);
const faults = (fields: Record<string, unknown>) => {
  const checked = read({ ...base, ...fields });
  return checked.ok ? {} : Object.fromEntries(checked.issues.map(({ path, message }) => [path, message]));
};

describe('an envelope that is well-formed', () => {
  test('has a product and an environment, and leaves out what the namespace owns', () => {
    expect(read({ ...base, app: 'a', event: 'e', input: {} })).toEqual({ ok: true, value: base });
  });

  test.each<[string, Record<string, unknown>]>([
    ['no retries', { retries: 0 }],
    ['the most retries', { retries: 100 }],
    [
      'a retryConfig',
      {
        retryConfig: {
          initialDelay: 0,
          maxDelay: 315_619_200_000,
          backoffMultiplier: 1,
          jitter: true,
          jitterPercent: 1,
          retryableErrors: ['TIMEOUT'],
          nonRetryableErrors: [],
        },
      },
    ],
    ['a session', { session: { tag: 'user', token: 'secret' } }],
    ['a cache', { cache: 'c' }],
    ['the longest idempotency key', { idempotency_key: 'k'.repeat(256) }],
    ['the shortest timeout', { timeout: 1 }],
    ['the longest timeout', { timeout: MAX_TIMEOUT }],
    ['a schedule, unread', { schedule: 'read elsewhere' }],
    ['the longest product', { product: 'p'.repeat(128) }],
  ])('may have %s', (_what, fields) => {
    expect(read({ ...base, ...fields })).toEqual({ ok: true, value: { ...base, ...fields } });
  });

  test('has no field that was not given', () => {
    expect(read(base)).toStrictEqual({ ok: true, value: base });
  });

  test('has a timeout of 1 ms at least, whatever the longest is', () => {
    const { timeout } = envelopeSchema.shape;
    expect([1, 0].map((ms) => timeout.safeParse(ms).success)).toEqual([true, false]);
  });

  test('may say a session in one text; the token may have colons', () => {
    expect(read({ ...base, session: 'user:a:b\nc' })).toEqual({
      ok: true,
      value: { ...base, session: { tag: 'user', token: 'a:b\nc' } },
    });
  });
});

describe('an envelope with a mistake', () => {
  test.each<[Record<string, unknown>, Record<string, unknown>]>([
    [{ product: undefined }, { product: 'required' }],
    [{ env: undefined }, { env: 'required' }],
    [{ product: '' }, { product: 'must be at least 1 character; got 0' }],
    [{ env: 'e'.repeat(129) }, { env: 'must be at most 128 characters' }],
    [{ env: 7 }, { env: 'expected string, got number 7' }],
    [{ retries: -1 }, { retries: 'must be at least 0; got -1' }],
    [{ retries: 101 }, { retries: 'must be at most 100; got 101' }],
    [{ retries: 1.5 }, { retries: 'expected an integer, got number 1.5' }],
    [{ retries: '3' }, { retries: 'expected number, got string "3"' }],
    [{ timeout: 0 }, { timeout: 'must be at least 1 ms; got 0' }],
    [{ timeout: 300_001 }, { timeout: 'must be at most 300000 ms; got 300001' }],
    [{ idempotency_key: '' }, { idempotency_key: 'must be at least 1 character; got 0' }],
    [
      { idempotency_key: 'order-\ud800' },
      { idempotency_key: 'holds half of a surrogate pair, which no text has' },
    ],
    [{ idempotency_key: 'k'.repeat(257) }, { idempotency_key: 'must be at most 256 characters' }],
    [{ fairness_key: '' }, { fairness_key: 'must be at least 1 character; got 0' }],
    [{ fairness_key: 'k'.repeat(65) }, { fairness_key: 'must be at most 64 characters' }],
    [{ fairness_key: 7 }, { fairness_key: 'expected string, got number 7' }],
    [{ fairness_key: '\ud800' }, { fairness_key: 'holds half of a surrogate pair, which no text has' }],
    [{ cache: 'c'.repeat(257) }, { cache: 'must be at most 256 characters' }],
    [{ cache: {} }, { cache: 'expected string, got object' }],
    [{ session: 'no-colon' }, { session: 'expected "tag:token"' }],
    [{ session: ':token' }, { session: 'expected "tag:token"' }],
    [{ session: 'tag:' }, { session: 'expected "tag:token"' }],
    [{ session: { tag: 'user' } }, { 'session.token': 'required' }],
    [{ session: { tag: '', token: 't' } }, { 'session.tag': 'must be at least 1 character; got 0' }],
    [
      { session: { tag: 't', token: 'x'.repeat(8193) } },
      { 'session.token': 'must be at most 8192 characters' },
    ],
    [
      { session: { tag: 't', token: 'x', tokn: 1 } },
      { 'session.tokn': 'unknown field "tokn"; did you mean "token"?' },
    ],
    [{ session: 5 }, { session: 'expected object or string, got number 5' }],
    [{ retryConfig: [] }, { retryConfig: 'expected object, got array' }],
    [
      { retryConfig: { initialDelay: -1, maxDelay: 315_619_200_001 } },
      {
        'retryConfig.initialDelay': 'must be at least 0 ms; got -1',
        'retryConfig.maxDelay': 'must be at most 315619200000 ms; got 315619200001',
      },
    ],
    [
      { retryConfig: { backoffMultiplier: 0.5 } },
      { 'retryConfig.backoffMultiplier': 'must be at least 1; got 0.5' },
    ],
    [
      { retryConfig: { backoffMultiplier: 1001 } },
      { 'retryConfig.backoffMultiplier': 'must be at most 1000; got 1001' },
    ],
    [
      { retryConfig: { jitter: 'yes', jitterPercent: 50 } },
      {
        'retryConfig.jitter': 'expected boolean, got string "yes"',
        'retryConfig.jitterPercent': 'must be at most 1; got 50',
      },
    ],
    [
      { retryConfig: { retryableErrors: 'TIMEOUT', nonRetryableErrors: [''] } },
      {
        'retryConfig.retryableErrors': 'expected array, got string "TIMEOUT"',
        'retryConfig.nonRetryableErrors.0': 'must be at least 1 character; got 0',
      },
    ],
    [
      { retryConfig: { retryableErrors: Array(33).fill('X') } },
      { 'retryConfig.retryableErrors': 'must be at most 32 items; got 33' },
    ],
    [
      { retryConfig: { maxDelays: 1 } },
      { 'retryConfig.maxDelays': 'unknown field "maxDelays"; did you mean "maxDelay"?' },
    ],
    [{ retrys: 3 }, { retrys: 'unknown field "retrys"; did you mean "retries"?' }],
    [{ evnt: 'x' }, { evnt: 'unknown field "evnt"; did you mean "event"?' }],
    [{ toString: 1 }, { toString: expect.stringContaining('unknown field "toString"; known: app, cache') }],
  ])('%j', (fields, expected) => {
    expect(faults(fields)).toEqual(expected);
  });

  test('is told of all mistakes at once', () => {
    const checked = read({ product: 5, retries: -1, timeout: 'long', shedule: {} });
    expect(checked.ok ? [] : checked.issues.map(({ path }) => path)).toEqual([
      'env',
      'product',
      'retries',
      'timeout',
      'shedule',
    ]);
  });
});

test('a namespace that there is not is told as such, with the one that may be meant', () => {
  expect(namespaceIssues('actions')).toEqual([]);
  expect(namespaceIssues('action')).toEqual([
    { path: 'namespace', message: 'unknown namespace "action"; did you mean "actions"?' },
  ]);
  expect(namespaceIssues(undefined)).toMatchObject([{ path: 'namespace' }]);
});
