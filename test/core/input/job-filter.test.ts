import type { z } from 'zod';
import { filterSchema, historySchema } from '../../../core/input/job-filter.ts';
import { check } from '../../../core/validation/check.ts';

const CURSOR = 'job_01KDVDNA00ABCDEFGHJKMNPQRS';

const faults = (schema: z.ZodType, value: unknown) => {
  const checked = check(schema, value);
  return checked.ok ? {} : Object.fromEntries(checked.issues.map(({ path, message }) => [path, message]));
};

describe('a filter of jobs, as it comes in a query string', () => {
  test('has a limit of 50 and no offset by default', () => {
    expect(filterSchema.parse({})).toEqual({ limit: 50, offset: 0 });
  });

  test('is read from texts into what they mean', () => {
    const from = '2026-01-01T00:00:00Z';
    expect(
      filterSchema.parse({
        status: 'failed,cancelled',
        recurring: 'true',
        product: 'shop',
        env: 'dev',
        namespace: 'actions',
        target: 'payments:charge',
        failing: 'true',
        from,
        to: '1767225600000',
        limit: '100',
        offset: '1000',
        cursor: CURSOR,
      }),
    ).toEqual({
      status: ['failed', 'cancelled'],
      recurring: true,
      product: 'shop',
      env: 'dev',
      namespace: 'actions',
      target: 'payments:charge',
      failing: true,
      from: Date.parse(from),
      to: 1_767_225_600_000,
      limit: 100,
      offset: 1000,
      cursor: { below: CURSOR, offset: 0 },
    });
    expect(filterSchema.parse({ recurring: 'false' }).recurring).toBe(false);
    expect(filterSchema.parse({ cursor: `${CURSOR}.1000` }).cursor).toEqual({ below: CURSOR, offset: 1000 });
  });

  test('asks for a status once, however often it is named', () => {
    const status = 'failed,paused,'.repeat(500).slice(0, -1);
    expect(filterSchema.parse({ status }).status).toEqual(['failed', 'paused']);
  });

  test.each<[Record<string, string>, Record<string, unknown>]>([
    [{ limit: '0' }, { limit: 'must be at least 1; got 0' }],
    [{ limit: '101' }, { limit: 'must be at most 100; got 101' }],
    [{ limit: 'all' }, { limit: 'expected an integer' }],
    [{ limit: '1.5' }, { limit: 'expected an integer' }],
    [{ offset: '-1' }, { offset: 'must be at least 0; got -1' }],
    [{ offset: '1001' }, { offset: 'must be at most 1000; got 1001' }],
    [{ failing: 'yes' }, { failing: 'expected one of true, false; got "yes"' }],
    [{ recurring: 'yes' }, { recurring: 'expected one of true, false; got "yes"' }],
    [{ status: 'done' }, { 'status.0': expect.stringContaining('expected one of scheduled, queued') }],
    [{ status: 'failed,done' }, { 'status.1': expect.stringContaining('got "done"') }],
    [{ namespace: 'mail' }, { namespace: expect.stringContaining('expected one of actions') }],
    [{ from: 'yesterday' }, { from: expect.stringContaining('expected Unix ms or an ISO 8601') }],
    [{ to: '1767225600' }, { to: '1767225600 looks like seconds; Unix time in ms is expected' }],
    [{ cursor: 'job_1' }, { cursor: 'not a cursor of this list' }],
    [{ cursor: '' }, { cursor: 'not a cursor of this list' }],
    [{ cursor: 'job_7ZZZZZZZZZZZZZZZZZZZZZZZZZ' }, { cursor: 'not a cursor of this list' }],
    [{ cursor: 'job_00000000000000000000000000' }, { cursor: 'not a cursor of this list' }],
    [{ cursor: `${CURSOR}.0` }, { cursor: 'not a cursor of this list' }],
    [{ cursor: `${CURSOR}.1001` }, { cursor: 'not a cursor of this list' }],
    [{ cursor: `${CURSOR}\n` }, { cursor: 'not a cursor of this list' }],
    [{ cursor: 'x'.repeat(100_000) }, { cursor: 'not a cursor of this list' }],
    [{ product: '' }, { product: 'must be at least 1 character; got 0' }],
    [{ stauts: 'failed' }, { stauts: 'unknown field "stauts"; did you mean "status"?' }],
  ])('cannot be %j', (query, expected) => {
    expect(faults(filterSchema, query)).toEqual(expected);
  });
});

describe('a page of history', () => {
  test('has 50 executions by default and at most 100', () => {
    expect(historySchema.parse({})).toEqual({ limit: 50 });
    expect(faults(historySchema, { limit: '101' })).toEqual({ limit: 'must be at most 100; got 101' });
    expect(faults(historySchema, { offset: '1' })).toHaveProperty('offset');
  });

  test.each(['', 'abc', '-1', '1.5', '1e3', 'NaN', ' 1', '999999999999999', '1'.repeat(90)])(
    'does not continue at the cursor %j, which names no place',
    (cursor) => {
      const message = 'not a cursor of this history';
      expect(check(historySchema, { cursor })).toEqual({ ok: false, issues: [{ path: 'cursor', message }] });
    },
  );

  test('continues at an occurrence', () => {
    expect(historySchema.parse({ cursor: '1767225600000' })).toEqual({ limit: 50, cursor: '1767225600000' });
  });
});

test.each<[object, string[]]>([
  [{ from: '1767225600000', to: '1767225600000' }, []],
  [{ from: '1767225600001', to: '1767225600000' }, ['from: must not be later than "to"']],
  [{ from: '1767225600001' }, []],
  [{ to: '1767225600000' }, []],
])('a period ends when it begins, or later: %j', (query, messages) => {
  const checked = check(filterSchema, query);
  expect(checked.ok ? [] : checked.issues.map(({ path, message }) => `${path}: ${message}`)).toEqual(
    messages,
  );
});
