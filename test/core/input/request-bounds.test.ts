import { BULK_ACTIONS } from '../../../contract/bulk.ts';
import { WEBHOOK_EVENTS } from '../../../contract/webhook.ts';
import { readBulk } from '../../../core/input/bulk-request.ts';
import { readCommand } from '../../../core/input/commands.ts';
import { cursorText, historyCursor, listCursor, webhookCursor } from '../../../core/input/cursor.ts';
import { readEnvelope } from '../../../core/input/envelope.ts';
import { filterSchema, historySchema, momentText } from '../../../core/input/job-filter.ts';
import { operatorIssues } from '../../../core/input/operators/check.ts';
import { unfitJson, unsafeNumbers } from '../../../core/input/plain-json.ts';
import { readPreview } from '../../../core/input/preview-request.ts';
import { isSecretReference, malformedSecret, secretValue } from '../../../core/input/secret-reference.ts';
import { firstIdAt } from '../../../core/jobs/job-id.ts';
import { readWebhook } from '../../../core/webhooks/webhook-request.ts';

const NOW = Date.UTC(2026, 0, 1);
const YEAR = 365 * 86_400_000;
const TEN_YEARS = 3653 * 86_400_000;
const LATEST = 253_402_300_799_999;
const letters = (length: number) => 'x'.repeat(length);

const ID = 'job_01ARZ3NDEKTSV4RRFFQ69G5FAV';

const webhook = (fields: object) =>
  readWebhook({ url: 'https://example.com/', events: ['job.failed'], secret: letters(8), ...fields }, false)
    .ok;
const bulk = (fields: object) => readBulk('cancel', { all: true, ...fields }).ok;
const bulkRetry = (fields: object) => readBulk('retry', { all: true, ...fields }).ok;
const envelope = (fields: object) => readEnvelope({ product: 'p', env: 'e', ...fields }, [], 1000).ok;
const policy = (retryConfig: object) => envelope({ retryConfig });
const preview = (fields: object) => readPreview({ schedule: { every: 1000 }, ...fields }, NOW).ok;
const query = (fields: object) => filterSchema.safeParse(fields).success;

/** The last value on either side that is taken, and the first that is not. */
const BOUNDS: [what: string, takes: (value: never) => boolean, taken: unknown[], refused: unknown[]][] = [
  ['reason of a cancel', (n: number) => readCommand.cancel({ reason: letters(n) }).ok, [1, 500], [0, 501]],
  ['delay of a retry', (delay: number) => readCommand.retry({ delay }).ok, [0, YEAR], [-1, YEAR + 1, 0.5]],
  ['reason of a bulk cancel', (n: number) => bulk({ reason: letters(n) }), [1, 500], [0, 501]],
  ['delay of bulk retries', (delay: number) => bulkRetry({ delay }), [0, YEAR], [-1, YEAR + 1]],
  ['rate of bulk retries', (rate: number) => bulkRetry({ rate }), [0.001, 1000], [0, 0.0009, 1000.1]],
  ['statuses of a bulk', (status: unknown) => bulk({ status }), ['failed', ['failed']], ['x', [], ['x']]],
  [
    'ids of a bulk',
    (ids: unknown) => readBulk('delete', { ids }).ok,
    [[ID], Array(100).fill(ID)],
    [[], Array(101).fill(ID), ID, [17], [`${ID}1`], [ID, '../x'], ['__proto__'], [`${ID}\n`], [null], {}],
  ],
  [
    'moment of a bulk',
    (as_of: unknown) => bulk({ as_of }),
    [NOW, '2026-01-01T00:00:00Z'],
    [0, 'soon', null, {}],
  ],
  ['error of a bulk', (n: number) => bulk({ error: letters(n) }), [1, 64], [0, 65]],
  ['target of a bulk', (n: number) => bulk({ target: letters(n) }), [1, 257], [0, 258]],
  ['product of a bulk', (n: number) => bulk({ product: letters(n) }), [1, 128], [0, 129]],
  ['url of a webhook', (n: number) => webhook({ url: `https://h/${letters(n - 10)}` }), [2048], [2049]],
  [
    'events of a webhook',
    (n: number) => webhook({ events: Array(n).fill('job.failed') }),
    [1, 100],
    [0, 101],
  ],
  ['secret of a webhook', (n: number) => webhook({ secret: letters(n) }), [8, 256], [0, 7, 257]],
  [
    'initialDelay',
    (initialDelay: number) => policy({ initialDelay }),
    [0, TEN_YEARS],
    [-1, TEN_YEARS + 1, 0.5],
  ],
  ['maxRetryAfter', (maxRetryAfter: number) => policy({ maxRetryAfter }), [0, YEAR], [-1, YEAR + 1, 0.5]],
  [
    'backoffMultiplier',
    (backoffMultiplier: number) => policy({ backoffMultiplier }),
    [1, 1000],
    [0.99, 1000.1],
  ],
  ['jitterPercent', (jitterPercent: number) => policy({ jitterPercent }), [0, 1], [-0.01, 1.01]],
  ['code of an error', (n: number) => policy({ retryableErrors: [letters(n)] }), [1, 64], [0, 65]],
  ['codes of errors', (n: number) => policy({ nonRetryableErrors: Array(n).fill('X') }), [0, 32], [33]],
  [
    'tag of a session',
    (n: number) => envelope({ session: { tag: letters(n), token: 't' } }),
    [1, 256],
    [0, 257],
  ],
  [
    'token of a session',
    (n: number) => envelope({ session: { tag: 't', token: letters(n) } }),
    [1, 8192],
    [0, 8193],
  ],
  ['tag before a colon', (n: number) => envelope({ session: `${letters(n)}:t` }), [1, 256], [0, 257]],
  ['token behind a colon', (n: number) => envelope({ session: `t:${letters(n)}` }), [1, 8192], [0, 8193]],
  ['cache', (n: number) => envelope({ cache: letters(n) }), [0, 256], [257]],
  ['retries', (retries: number) => envelope({ retries }), [0, 100], [-1, 101, 1.5]],
  ['timeout', (timeout: number) => envelope({ timeout }), [1, 1000], [0, 1001, 1.5]],
  ['count of a preview', (count: number) => preview({ count }), [1, 100], [0, 101, 1.5]],
  [
    'limit of a page',
    (limit: string) => historySchema.safeParse({ limit }).success,
    ['1', '100'],
    ['0', '101', ''],
  ],
  ['offset of a list', (offset: string) => query({ offset }), ['0', '1000'], ['-1', '1001', '0.5']],
  ['statuses of a list', (status: string) => query({ status }), ['failed', 'failed,paused'], ['', 'x']],
  ['recurring of a list', (recurring: string) => query({ recurring }), ['true', 'false'], ['', 'yes']],
  ['error of a list', (n: number) => query({ error: letters(n) }), [1, 64], [0, 65]],
  ['env of a list', (n: number) => query({ env: letters(n) }), [1, 128], [0, 129]],
  [
    'moments of a query',
    (text: string) => momentText().safeParse(text).success,
    ['1767225600000', '2026-01-01'],
    ['soon', '1767225600', '1767225600000x'],
  ],
  [
    'cursor of a list',
    (text: string) => listCursor.safeParse(text).success,
    [
      firstIdAt(NOW),
      `${firstIdAt(NOW)}.1`,
      `${firstIdAt(NOW)}.1000`,
      firstIdAt(100_000_000_000),
      firstIdAt(LATEST - 1),
    ],
    [
      'job_1',
      `${firstIdAt(NOW)}.0`,
      `${firstIdAt(NOW)}.1001`,
      `${firstIdAt(NOW)}.`,
      firstIdAt(99_999_999_999),
      firstIdAt(LATEST),
    ],
  ],
  [
    'cursor of a history',
    (text: string) => historyCursor.safeParse(text).success,
    ['0', String(LATEST)],
    ['', '-1', String(LATEST + 1), '1'.repeat(16)],
  ],
  [
    'cursor of webhooks',
    (text: string) => webhookCursor.safeParse(text).success,
    [`hook_${letters(22)}`],
    [`hook_${letters(21)}`, `hook_${letters(23)}`, letters(27)],
  ],
  [
    'name of a secret',
    isSecretReference,
    ['a', letters(512), 'a/b_c+d=e.f@g!h-i', `a#${letters(128)}`],
    ['', letters(513), 'a#', `a#${letters(129)}`, 'a b', 'a#b#c'],
  ],
];

test.each(BOUNDS)('a request bounds %s', (_what, takes, taken, refused) => {
  const verdicts = (values: unknown[]) => values.map((value) => takes(value as never));
  expect(verdicts(taken)).toEqual(taken.map(() => true));
  expect(verdicts(refused)).toEqual(refused.map(() => false));
});

describe('a call over many jobs', () => {
  test('that would concern all of them has to say so, but for a pause', () => {
    for (const action of BULK_ACTIONS)
      expect([action, readBulk(action, {}).ok]).toEqual([action, action === 'pause']);
    expect(readBulk('delete', { dry_run: true })).toEqual({
      ok: false,
      issues: [{ path: 'all', message: 'true is expected where no filter says which jobs are meant' }],
    });
    expect(readBulk('delete', { all: false }).ok).toBe(false);
    expect(readBulk('delete', { all: true }).ok).toBe(true);
  });

  test.each([
    { status: 'failed' },
    { recurring: false },
    { product: 'p' },
    { env: 'e' },
    { namespace: 'actions' },
    { error: 'X' },
    { from: NOW },
    { to: NOW },
  ])('may be narrowed by %j', (fields) => {
    expect(readBulk('delete', fields)).toMatchObject({ ok: true });
  });
});

describe('a webhook that is set', () => {
  test('has each event once, and no fragment', () => {
    const url = 'https://example.com/a#b';
    const events = [...WEBHOOK_EVENTS, ...WEBHOOK_EVENTS];
    expect(readWebhook({ url, events, secret: letters(8) }, false)).toMatchObject({
      ok: true,
      value: { url: 'https://example.com/a', events: WEBHOOK_EVENTS },
    });
  });

  test('is bounded by its URL as it is kept', () => {
    const read = (url: string) => readWebhook({ url, events: ['job.failed'], secret: letters(8) }, false);
    expect(read(`https://h/${letters(2032)}é`)).toMatchObject({ ok: true });
    expect(read(`https://h/${letters(2033)}é`)).toEqual({
      ok: false,
      issues: [{ path: 'url', message: expect.stringContaining('it has 2049 characters') }],
    });
  });

  test('is told each of its faults once', () => {
    const read = (body: unknown) => {
      const checked = readWebhook(body, false);
      return checked.ok ? [] : checked.issues.map(({ path }) => path);
    };
    expect(read({ url: 'nowhere', events: ['job.failed'], secret: 'short' }).sort()).toEqual([
      'secret',
      'url',
    ]);
    expect(read({ url: 5, events: [], secret: '' }).sort()).toEqual(['events', 'secret', 'url']);
    expect(read(null)).toEqual(['']);
  });
});

describe('a preview', () => {
  test('begins now and has ten occurrences unless told', () => {
    expect(readPreview({ schedule: { every: 1000 } }, NOW)).toMatchObject({
      ok: true,
      value: { count: 10, from: NOW, schedule: { anchor: NOW } },
    });
    expect(readPreview({ schedule: { every: 1000 }, from: NOW + 5, count: 3 }, NOW)).toMatchObject({
      ok: true,
      value: { count: 3, from: NOW + 5, schedule: { anchor: NOW + 5 } },
    });
  });

  test.each<[unknown, { path: string; message: string }[]]>([
    [null, [{ path: '', message: 'expected object, got null' }]],
    ['schedule', [{ path: '', message: 'expected object, got string "schedule"' }]],
    [{}, [{ path: 'schedule', message: 'required' }]],
    [
      { schedule: { every: 'x' }, count: 0 },
      [
        { path: 'count', message: 'must be at least 1; got 0' },
        { path: 'schedule.every', message: 'expected number, got string "x"' },
      ],
    ],
  ])('of %j is refused with every mistake once', (body, issues) => {
    expect(readPreview(body, NOW)).toEqual({ ok: false, issues });
  });

  test('reads its schedule from where it begins also where something else is wrong', () => {
    const past = { schedule: { every: 1000, endDate: NOW + 5 }, count: 0 };
    const paths = (body: object) => {
      const read = readPreview(body, NOW);
      return read.ok ? [] : read.issues.map(({ path }) => path);
    };
    expect(paths(past)).toEqual(['count']);
    expect(paths({ ...past, from: NOW + 10 })).toContain('schedule.endDate');
  });
});

describe('JSON', () => {
  const nested = (depth: number) =>
    Array.from({ length: depth }).reduce<unknown>((inner) => ({ a: inner }), 1);

  test('may be nested 32 deep', () => {
    expect(unfitJson(nested(32))).toEqual([]);
    expect(unfitJson(nested(33))).toEqual([{ path: 'a.a.a.a', message: 'nested deeper than 32 levels' }]);
    expect(unfitJson(Array.from({ length: 33 }).reduce<unknown>((inner) => [inner], {}))).toHaveLength(1);
  });

  test('is told twenty mistakes at most', () => {
    const bad = Array.from({ length: 30 }, () => ({ constructor: 1 }));
    expect(unfitJson(bad)).toHaveLength(20);
    expect(unfitJson(bad)[19]).toEqual({
      path: '19.constructor',
      message: 'the name "constructor" is not allowed',
    });
    expect(unsafeNumbers(Array(30).fill(2 ** 53), 'input')).toHaveLength(20);
    expect(unsafeNumbers([[1], { ['k'.repeat(101)]: 2 ** 53 }], 'input').map(({ path }) => path)).toEqual([
      `input.1.${'k'.repeat(100)}`,
    ]);
  });
});

describe('a secret', () => {
  test('of an object is one field of it as text', () => {
    const text = '{"user":"u","port":5432,"tls":true,"more":{}}';
    const of = (field: string) => secretValue(`db#${field}`, text);
    expect([of('user'), of('port'), of('tls'), secretValue('db', text)]).toEqual(['u', '5432', 'true', text]);
    for (const field of ['more', 'none', 'toString']) expect(() => of(field)).toThrow('The secret db is not');
    for (const other of ['no JSON', 'null', '"u"'])
      expect(() => secretValue('db#user', other)).toThrow('The secret db');
  });

  test.each([
    ['$secret{A}', '$secret{A}'],
    ['$Secret{}', '$Secret{}'],
    ['x $Secret{a b} y', '$Secret{a b}'],
    ['$$Secret{}', undefined],
    ['$Secret{A}', undefined],
    ['$SECRET{A', '$SECRET{A'],
  ])('that is meant by %j but not named is %j', (text, found) => {
    expect(malformedSecret(text)).toBe(found);
  });
});

test('a cursor names an offset only where there is one', () => {
  expect(cursorText({ below: 'job_1', offset: 0 })).toBe('job_1');
  expect(cursorText({ below: 'job_1', offset: 7 })).toBe('job_1.7');
});

test.each([
  [
    '$Substring("abc", $Add(0, -1))',
    ['$Substring(text, start, end): argument 2: expected a whole number of at least 0, got -1'],
  ],
  [
    '$Pick($Split("a,b", ","), $Concat(1, 2))',
    ['$Pick(list, index): there is nothing at that place to pick'],
  ],
  ['$Pick($Split("a,b", ","), $Var(attempt))', []],
  ['$Uppercase($Nope())', ['unknown operator "$Nope"; ']],
  ['$Split("a", "b", "c")', ['expected $Split(text, separator), got 3 arguments']],
])('what is known of %s before the run is checked', (text, messages) => {
  const found = operatorIssues({ x: text }, 'input').map(({ message }) => message);
  expect(found.map((message, i) => message.startsWith(messages[i] ?? '-'))).toEqual(messages.map(() => true));
});
