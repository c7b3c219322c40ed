import fc from 'fast-check';
import { cover, type Pattern, PatternSearch, type Span } from '../../../core/input/pattern-search.ts';

const unitsOf = (text: string) =>
  Uint16Array.from([...Array(text.length).keys()], (at) => text.charCodeAt(at));
const spansOf = (patterns: readonly Pattern[], text: string) =>
  new PatternSearch(patterns).spansIn(unitsOf(text));
const pattern = (text: string, before: 0 | 1 = 0, after: 0 | 1 = 0): Pattern => ({ text, before, after });

/** The same by looking for each pattern at each place. */
function lookedFor(patterns: readonly Pattern[], text: string): Span[] {
  const covered = Array(text.length).fill(false);
  const touching: Span[] = [];
  for (const { text: sought, before, after } of patterns) {
    for (let at = text.indexOf(sought); sought !== '' && at >= 0; at = text.indexOf(sought, at + 1)) {
      const span: Span = [Math.max(0, at - before), Math.min(text.length, at + sought.length + after)];
      covered.fill(true, ...span);
      touching.push(span);
    }
  }
  const spans: Span[] = [];
  for (const [from, to] of touching.sort(([a], [b]) => a - b)) {
    const last = spans.at(-1);
    if (last && last[1] >= from) last[1] = Math.max(last[1], to);
    else spans.push([from, to]);
  }
  expect(spans.every(([from, to]) => covered.slice(from, to).every(Boolean))).toBe(true);
  return spans;
}

describe('a search for many patterns', () => {
  test('finds a single pattern again where it overlaps itself', () => {
    expect(spansOf([pattern('abab')], 'xababab')).toEqual([[1, 7]]);
    expect(spansOf([pattern('aa')], 'aaa')).toEqual([[0, 3]]);
  });

  test('finds one within the beginning of another, in whatever order they are given', () => {
    expect(spansOf([pattern('zabdq'), pattern('abc'), pattern('bd')], 'zabdx')).toEqual([[2, 4]]);
  });

  test('finds what looking for each of them finds', () => {
    const letters = (maxLength: number, minLength = 0) =>
      fc.string({ unit: fc.constantFrom('a', 'b', 'ÿ', 'Ā', 'ж'), minLength, maxLength });
    const bit = fc.constantFrom(0 as const, 1 as const);
    const patterns = fc.array(fc.record({ text: letters(5), before: bit, after: bit }), { maxLength: 8 });
    fc.assert(
      fc.property(patterns, letters(40), (some, text) => {
        expect(spansOf(some, text)).toEqual(lookedFor(some, text));
      }),
      { numRuns: 2000 },
    );
  });

  test('does not go back to the beginning of the text', () => {
    expect(spansOf([pattern('b', 1, 1)], 'bxxbxxxb')).toEqual([
      [0, 5],
      [6, 8],
    ]);
  });
});

test('what is covered is joined with all that it meets', () => {
  const spans: Span[] = [];
  cover(spans, 0, 2);
  cover(spans, 3, 4);
  cover(spans, 6, 7);
  expect(spans).toEqual([
    [0, 2],
    [3, 4],
    [6, 7],
  ]);
  cover(spans, 4, 8);
  expect(spans).toEqual([
    [0, 2],
    [3, 8],
  ]);
  cover(spans, 1, 9);
  expect(spans).toEqual([[0, 9]]);
});
