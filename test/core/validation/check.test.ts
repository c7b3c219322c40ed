import { z } from 'zod';
import { operatorOr } from '../../../core/input/operators/parse.ts';
import { check } from '../../../core/validation/check.ts';

const faults = (schema: z.ZodType, value: unknown, base: string[] = []) => {
  const checked = check(schema, value, base);
  return checked.ok ? [] : checked.issues.map(({ path, message }) => `${path}: ${message}`);
};
const field = (schema: z.ZodType, value: unknown) =>
  faults(z.strictObject({ field: schema }), value === undefined ? {} : { field: value });

describe('a checked value', () => {
  test('is handed on as the schema reads it', () => {
    expect(check(z.object({ n: z.string().transform(Number) }), { n: '7' })).toEqual({
      ok: true,
      value: { n: 7 },
    });
  });

  test('has every mistake named at once, below the base', () => {
    const schema = z.strictObject({ name: z.string(), list: z.array(z.object({ size: z.int() })) });
    expect(faults(schema, { list: [{ size: 1 }, { size: 'x' }], extra: 1 }, ['input'])).toEqual([
      'input.name: required',
      'input.list.1.size: expected number, got string "x"',
      'input.extra: unknown field "extra"; known: list, name',
    ]);
  });

  test('has a mistake in itself named by the base alone', () => {
    expect(faults(z.object({}), 'text', ['input'])).toEqual(['input: expected object, got string "text"']);
    expect(faults(z.object({}), null)).toEqual([': expected object, got null']);
  });
});

describe('a value or an operator', () => {
  test.each([[5], ['$Now'], ['$Now()'], ['$Add(1, 2)'], ['$Secret{KEY}']])('may be %j', (value) => {
    expect(field(operatorOr(z.number()), value)).toEqual([]);
  });

  test.each([['five'], ['$5'], ['US$'], ['$']])('cannot be %j', (value) => {
    expect(field(operatorOr(z.number()), value)).toHaveLength(1);
  });
});
