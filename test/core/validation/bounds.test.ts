import { z } from 'zod';
import { quoted } from '../../../core/text/bounds.ts';
import { boundedFields, check } from '../../../core/validation/check.ts';
import { inMs, typesAt } from '../../../core/validation/fields-at.ts';
import {
  asSentence,
  nearestName,
  unknownFields,
  unknownName,
} from '../../../core/validation/nearest-name.ts';

const messages = (schema: z.ZodType, value: unknown) => {
  const checked = check(schema, value);
  return checked.ok ? [] : checked.issues.map(({ path, message }) => `${path}: ${message}`);
};

test('an object is counted before its fields are looked at', () => {
  const schema = boundedFields(z.record(z.string(), z.number()), 2);
  expect(check(schema, { a: 1, b: 2 })).toEqual({ ok: true, value: { a: 1, b: 2 } });
  expect(messages(schema, { a: 1, b: 2, c: 'x' })).toEqual([': must have at most 2 fields; got 3']);
  expect(messages(schema, null)).toEqual([': expected record, got null']);
  expect(messages(schema, 'text')).toEqual([': expected record, got string "text"']);
});

test.each<[z.ZodType, unknown, string]>([
  [z.int(), Number.POSITIVE_INFINITY, 'expected finite number, got number Infinity'],
  [z.int(), 1.5, 'expected an integer, got number 1.5'],
  [z.int(), true, 'expected number, got boolean'],
  [z.int(), [1], 'expected number, got array'],
  [z.int(), 'x'.repeat(61), `expected number, got ${quoted('x'.repeat(61), 60)}`],
  [z.int(), 'x'.repeat(60), `expected number, got string "${'x'.repeat(60)}"`],
  [z.enum(['a', 'b']), () => 1, 'expected one of a, b; got function'],
  [inMs(z.number().min(1)), 0, 'must be at least 1 ms; got 0'],
  [z.union([inMs(z.number().min(1)), z.array(z.string())]), 0, 'must be at least 1 ms; got 0'],
  [z.union([z.number().min(1), z.array(z.string())]), 0, 'must be at least 1; got 0'],
  [z.enum(['a', 'b']), 'c', 'expected one of a, b; got "c"'],
  [z.enum(['a', 'b']), { c: 1 }, 'expected one of a, b; got {"c":1}'],
  [z.enum(['a', 'b']), { c: 'x'.repeat(52) }, `expected one of a, b; got {"c":"${'x'.repeat(52)}"}`],
  [z.enum(['a', 'b']), { c: 'x'.repeat(53) }, 'expected one of a, b; got a long object'],
  [z.enum(['a', 'b']), 5, 'expected one of a, b; got 5'],
  [z.number().min(3), 2, 'must be at least 3; got 2'],
  [z.number().max(3), 4, 'must be at most 3; got 4'],
  [z.string().min(2), 'x', 'must be at least 2 characters'],
  [z.string().min(1), '', 'must be at least 1 character; got 0'],
  [z.array(z.number()).max(1), [1, 2], 'must be at most 1 item; got 2'],
  [z.union([z.string(), z.number()]), null, 'expected string or number, got null'],
  [z.union([z.strictObject({ a: z.string() }), z.string()]), { a: 1 }, 'expected string, got number 1'],
])('what is wrong with a value is told: %#', (schema, value, message) => {
  expect(
    messages(z.object({ it: schema }), { it: value }).map((each) => each.replace(/^it(\.a)?: /, '')),
  ).toEqual([message]);
});

test('what is missing is required', () => {
  expect(messages(z.object({ it: z.union([z.string(), z.number()]) }), {})).toEqual(['it: required']);
});

describe('a name', () => {
  test('is near when one letter, or a third of them, is another, and fewer than five', () => {
    expect(nearestName('ab', ['ac'])).toBe('ac');
    expect(nearestName('ab', ['cd'])).toBeUndefined();
    expect(nearestName('abcdef', ['abcdxy'])).toBe('abcdxy');
    expect(nearestName('abcde', ['abcxy'])).toBeUndefined();
    const long = 'abcdefghijklmnopqrst';
    expect(nearestName(long, [`${long.slice(4)}`])).toBe(long.slice(4));
    expect(nearestName(long, [`${long.slice(5)}`])).toBeUndefined();
  });

  test('is compared in any case, with the first of those that are as near, and never with itself', () => {
    expect(nearestName('RETRYS', ['retries', 'retry'])).toBe('retry');
    expect(nearestName('cat', ['bat', 'rat'])).toBe('bat');
    expect(nearestName('cat', ['cat', 'car'])).toBe('car');
    expect(nearestName('x', [])).toBeUndefined();
  });

  test('of more than 64 characters is not taken for a slip', () => {
    const name = 'n'.repeat(64);
    expect(nearestName(name, [`${name.slice(1)}m`])).toBe(`${name.slice(1)}m`);
    expect(nearestName(`${name}n`, [`${name}m`])).toBeUndefined();
  });

  test('that is not known is told with what is', () => {
    expect(unknownName('field', 'zzzzzz', ['b', 'a'])).toBe('unknown field "zzzzzz"; known: a, b');
    expect(unknownName('field', 'zzzzzz', [])).toBe('unknown field "zzzzzz"; known: none');
    expect(unknownName('field', 'a', ['a'])).toBe('field "a" does not go with the others that are given');
  });

  test('of many is compared up to ten and told up to 99', () => {
    const names = (count: number) => Array.from({ length: count }, (_, i) => `name${i}`);
    const hinted = (count: number) =>
      unknownFields(names(count), ['nameX'], ['at']).filter(({ message }) =>
        message.includes('did you mean'),
      );
    expect(hinted(10)).toHaveLength(10);
    expect(hinted(11)).toHaveLength(10);
    expect(unknownFields(names(99), ['nameX'])).toHaveLength(99);
    expect(unknownFields(names(101), ['nameX'], ['at']).at(-1)).toEqual({
      path: 'at',
      message: '2 more unknown fields',
    });
    expect(unknownFields(['n'.repeat(101)], [], ['at'])[0]?.path).toBe(`at.${'n'.repeat(100)}`);
  });
});

describe('of two mistakes', () => {
  test('both are told where they are of two values', () => {
    const small = z.number().max(1);
    const schema = z.object({ a: z.object({ b: small }), ab: small });
    expect(messages(schema, { a: { b: 2 }, ab: 3 })).toEqual([
      'a.b: must be at most 1; got 2',
      'ab: must be at most 1; got 3',
    ]);
  });

  test('one is told where they are of one value, however deep', () => {
    const schema = z.object({ a: z.object({ b: z.int().max(100) }) });
    expect(messages(schema, { a: { b: 1e300 } })).toEqual(['a.b: must be at most 100; got 1e+300']);
  });

  test('both are told of one value where neither is the narrower bound', () => {
    expect(messages(z.string().min(5).max(2), 'abc')).toEqual([
      ': must be at least 5 characters',
      ': must be at most 2 characters',
    ]);
    const no = () => false;
    expect(messages(z.string().refine(no, 'one').refine(no, 'two'), 'abc')).toEqual([': one', ': two']);
  });
});

test('a schema knows no types at a name that its object only inherits', () => {
  const schema = z.object({ a: z.string() });
  expect(typesAt(schema, ['constructor'])).toStrictEqual([]);
  expect(typesAt(schema, ['a'])).toEqual([schema.shape.a]);
  expect(typesAt(schema, ['a', 'b'])).toStrictEqual([]);
});

test.each([
  ['one', 'one.'],
  ['one.', 'one.'],
  ['one?', 'one?'],
  ['one!', 'one!'],
])('%j ends as a sentence does: %j', (text, sentence) => {
  expect(asSentence(text)).toBe(sentence);
});
