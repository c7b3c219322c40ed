import { z } from 'zod';
import { operatorOr } from '../../../core/input/operators/parse.ts';
import { check } from '../../../core/validation/check.ts';

const faults = (schema: z.ZodType, value: unknown, base: string[] = []) => {
  const checked = check(schema, value, base);
  return checked.ok ? [] : checked.issues.map(({ path, message }) => `${path}: ${message}`);
};
const field = (schema: z.ZodType, value: unknown) =>
  faults(z.strictObject({ field: schema }), value === undefined ? {} : { field: value });

describe('a mistake in words', () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ['a missing text', z.string(), undefined, 'required'],
    ['a missing choice', z.enum(['a', 'b']), undefined, 'required'],
    ['a missing alternative', z.union([z.string(), z.object({})]), undefined, 'required'],
    [
      'a missing value that may be an operator',
      operatorOr(z.object({ a: z.string() })),
      undefined,
      'required',
    ],
    ['a missing choice that may be an operator', operatorOr(z.enum(['a', 'b'])), undefined, 'required'],
    [
      'a missing variant',
      z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })]),
      undefined,
      'required',
    ],
    ['a text for a number', z.number(), 'five', 'expected number, got string "five"'],
    ['a list for an object', z.object({}), [], 'expected object, got array'],
    ['null for a text', z.string(), null, 'expected string, got null'],
    ['a truth for a text', z.string(), true, 'expected string, got boolean'],
    ['a fraction for an integer', z.int(), 1.5, 'expected an integer, got number 1.5'],
    ['too small a number', z.number().min(3), 2, 'must be at least 3; got 2'],
    ['too big a number', z.number().max(3), 4, 'must be at most 3; got 4'],
    ['too short a text', z.string().min(1), '', 'must be at least 1 character; got 0'],
    ['too long a text', z.string().max(2), 'abc', 'must be at most 2 characters'],
    ['too short a list', z.array(z.number()).min(1), [], 'must be at least 1 item; got 0'],
    ['another choice', z.enum(['a', 'b']), 'c', 'expected one of a, b; got "c"'],
    [
      'neither alternative',
      z.union([z.number(), z.string()]),
      true,
      'expected number or string, got boolean',
    ],
    ['a pattern', z.string().regex(/^a/, 'must begin with a'), 'b', 'must begin with a'],
    [
      'a very long text, by its length, for its beginning may be that of a secret',
      z.number(),
      'x'.repeat(200),
      'expected number, got a text of more than 60 characters',
    ],
  ])('%s', (_title, schema, value, message) => {
    expect(field(schema, value)).toEqual([`field: ${message}`]);
  });

  test('is of the alternative that was most likely meant', () => {
    const schema = z.union([z.string(), z.strictObject({ name: z.string(), size: z.int() })]);
    expect(field(schema, { name: 1, size: 2 })).toEqual(['field.name: expected string, got number 1']);
    expect(field(schema, { name: 'a', size: 2, sise: 3 })).toEqual([
      'field.sise: unknown field "sise"; did you mean "size"?',
    ]);
    expect(field(schema, {})).toEqual(['field.name: required', 'field.size: required']);
  });

  test('is of the alternative with the fewest mistakes, and not that it is not an operator where more is said', () => {
    const [first, second] = [
      z.strictObject({ a: z.int(), b: z.int() }),
      z.strictObject({ a: z.string(), b: z.int() }),
    ];
    expect(field(z.union([first, second]), { a: 'x', b: 'y' })).toEqual([
      'field.b: expected number, got string "y"',
    ]);
    const name = z.string().min(5).regex(/^x/, 'must begin with x');
    expect(field(operatorOr(name), 'abc')).toEqual([
      'field: must be at least 5 characters',
      'field: must begin with x',
    ]);
  });

  test('of a value that is none of the alternatives is told by its path', () => {
    const union = z.union([z.string(), z.number()]);
    expect(field(z.object({ a: union }), { a: null })).toEqual([
      'field.a: expected string or number, got null',
    ]);
    const variants = z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') })], 'expected kind a');
    expect(field(variants, { kind: 'b' })).toEqual(['field.kind: expected kind a']);
  });

  test('is told once where a value is beyond two bounds', () => {
    expect(field(z.int().max(100), 1e300)).toEqual(['field: must be at most 100; got 1e+300']);
    expect(field(z.int().min(-100), -1e300)).toEqual(['field: must be at least -100; got -1e+300']);
  });

  test('is not a slip of itself where the field is that of another alternative', () => {
    const schema = z.union([z.strictObject({ ms: z.int() }), z.strictObject({ to: z.int() })]);
    expect(field(schema, { ms: 1, to: 2 })).toEqual([
      'field.to: field "to" does not go with the others that are given',
    ]);
  });

  test('names fields behind optionals, defaults, lists, records and unions', () => {
    const inner = z.strictObject({ colour: z.string().optional() });
    const wrong = { colr: 'red' };
    const hint = 'unknown field "colr"; did you mean "colour"?';
    expect(field(inner.optional(), wrong)).toEqual([`field.colr: ${hint}`]);
    expect(field(inner.nullable().default({}), wrong)).toEqual([`field.colr: ${hint}`]);
    expect(field(z.array(inner), [wrong])).toEqual([`field.0.colr: ${hint}`]);
    expect(field(z.record(z.string(), inner), { a: wrong })).toEqual([`field.a.colr: ${hint}`]);
    expect(
      field(
        z.lazy(() => inner),
        wrong,
      ),
    ).toEqual([`field.colr: ${hint}`]);
    expect(field(operatorOr(inner), wrong)).toEqual([`field.colr: ${hint}`]);
    const read = inner.transform((value) => value);
    expect(field(read, wrong)).toEqual([`field.colr: ${hint}`]);
  });

  test('cuts names and values that are very long', () => {
    const [fault = ''] = field(z.strictObject({}), { ['k'.repeat(5000)]: 1 });
    expect(fault.length).toBeLessThan(300);
  });

  test('survives names that reach into prototypes', () => {
    const value: unknown = JSON.parse('{"__proto__": 1, "constructor": 2}');
    expect(faults(z.strictObject({ a: z.int().optional() }), value)).toEqual([
      '__proto__: unknown field "__proto__"; known: a',
      'constructor: unknown field "constructor"; known: a',
    ]);
  });
});
