import fc from 'fast-check';
import { parseExactJson } from '../../../namespaces/shared/exact-json.ts';

describe("a target's JSON", () => {
  test.each([
    ['1970670598291982290', '1970670598291982290'],
    ['-9007199254740993', '-9007199254740993'],
    ['9007199254740992', '9007199254740992'],
    ['1e400', '1e400'],
    ['1.5E+300', '1.5E+300'],
    ['9007199254740991', 9_007_199_254_740_991],
    ['-0.1', -0.1],
    ['1e15', 1e15],
    ['"1970670598291982290"', '1970670598291982290'],
  ])('that says %s is read as %j, with every digit of it', (source, value) => {
    expect(parseExactJson(source)).toEqual(value);
    expect(parseExactJson(`{"a":[{"b":${source}},1,null]}`)).toEqual({ a: [{ b: value }, 1, null] });
  });

  test('keeps a number of 200 000 digits', () => {
    const digits = '7'.repeat(200_000);
    expect(parseExactJson(`{"a":${digits}}`)).toEqual({ a: digits });
  });

  test('is what it is without such numbers', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const safe = text.replaceAll(/-?\d[\d.eE+-]*/g, '1');
        expect(parseExactJson(safe)).toEqual(JSON.parse(safe));
      }),
    );
  });

  test('that is nested too deeply to be gone through is read all the same', () => {
    const deep = `${'['.repeat(200_000)}1e400${']'.repeat(200_000)}`;
    expect(() => parseExactJson(deep)).not.toThrow();
  });

  test('that is broken is refused as by JSON.parse', () => {
    expect(() => parseExactJson('{"a":')).toThrow(SyntaxError);
  });
});
