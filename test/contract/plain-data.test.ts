import { asRecord, copyOf, defined } from '../../contract/plain-data.ts';

describe('plain data', () => {
  test('keeps the fields that are given, null and false among them', () => {
    const fields: { a?: number | null; b?: boolean; c?: string } = {
      a: null,
      b: false,
      c: undefined as never,
    };
    expect(defined(fields)).toStrictEqual({ a: null, b: false });
  });

  test.each([[null], [undefined], ['text'], [7], [true]])('has no fields where it is %p', (value) => {
    expect(asRecord(value)).toStrictEqual({});
  });

  test('is looked at as it stands where it is an object', () => {
    const error = Object.assign(new Error('x'), { code: 'ECONNRESET' });
    expect(asRecord(error)).toBe(error);
  });

  test('shares nothing with its copy', () => {
    const row = { runs: [{ at: 1, error: undefined }], note: null };
    const copy = copyOf(row);
    expect(copy).toStrictEqual(row);
    copy.runs[0] = { at: 2, error: undefined };
    expect(row.runs[0]?.at).toBe(1);
  });
});
