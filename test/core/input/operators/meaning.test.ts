import fc from 'fast-check';
import { Limits } from '../../../../contract/limits.ts';
import { Budget } from '../../../../core/input/operators/budget.ts';
import { evaluate } from '../../../../core/input/operators/evaluate.ts';
import { scope } from './scope.ts';

/** A call as it is written, and what it means by JavaScript alone, without any bound. */
interface Meant {
  written: string;
  value: () => string;
}

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
const literal = (value: string): Meant => ({ written: quoted(value), value: () => value });
const number = (value: number): Meant => ({ written: String(value), value: () => String(value) });
const of = (name: string, args: readonly Meant[], value: (...texts: string[]) => string): Meant => ({
  written: `$${name}(${args.map(({ written }) => written).join(', ')})`,
  value: () => value(...args.map((argument) => argument.value())),
});

/** Trees of operators over texts. */
const trees = (seed: fc.Arbitrary<string>, maxDepth: number) => {
  const { text: tree } = fc.letrec<{ text: Meant }>((self) => {
    const text = self('text');
    const two = fc.tuple(text, text);
    return {
      text: fc.oneof(
        { maxDepth },
        seed.map(literal),
        fc
          .array(text, { minLength: 1, maxLength: 4 })
          .map((all) => of('Concat', all, (...texts) => texts.join(''))),
        text.map((a) => of('Uppercase', [a], (x) => x.toUpperCase())),
        text.map((a) => of('Lowercase', [a], (x) => x.toLowerCase())),
        text.map((a) => of('Trim', [a], (x) => x.trim())),
        two.map(([a, b]) => of('Replace', [a, literal('a'), b], (x, _, y) => x.split('a').join(y))),
        fc.tuple(text, fc.nat(9)).map(([a, n]) => of('Substring', [a, number(n)], (x) => x.slice(n))),
        two.map(([a, b]) =>
          of('Join', [of('Split', [a, literal(' ')], (x) => x), b], (x, y) => x.split(' ').join(y)),
        ),
        text.map((a) => of('Concat', [of('Size', [a], (x) => String([...x].length))], (x) => x)),
      ),
    };
  });
  return tree.map((inner) => of('Concat', [inner], (x) => x));
};

/** A budget that tells what was spent of it. */
class Watched extends Budget {
  total = 0;

  override spend(steps: number): void {
    this.total += steps;
    super.spend(steps);
  }
}

describe('any tree of operators', () => {
  test('means what JavaScript means by it, and asks for no more than its budget', async () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', 'ß', 'İ', '"', '\\', ',', ')', '😀'),
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(trees(letters, 3), async ({ written, value }) => {
        const meant = value();
        const budget = new Watched();
        const outcome = await evaluate(written, scope({ budget })).catch((error: Error) => error.message);
        if (outcome === meant) expect(budget.total).toBeLessThanOrEqual(Limits.operatorSteps);
        // What is refused was too large indeed: no small tree is.
        else
          expect([written, outcome, meant.length < 20_000]).toEqual([
            written,
            expect.stringMatching(/more than/),
            false,
          ]);
      }),
      { numRuns: 1000 },
    );
  });

  test('of long texts is evaluated or refused, and no value is longer than its bound', async () => {
    const seeds = fc.constantFrom('a'.repeat(30_000), 'a '.repeat(3000), 'İ'.repeat(20_000), 'a', 'b a');
    const ends = { evaluated: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        trees(seeds, 5).filter(({ written }) => written.length < 250_000),
        async ({ written }) => {
          const outcome = await evaluate([written], scope()).then(
            (value) => ({ length: JSON.stringify(value).length }),
            (error: Error) => ({ message: error.message }),
          );
          if ('message' in outcome) expect(outcome.message).toMatch(/more than|deeper than/);
          else expect(outcome.length).toBeLessThan(2 * Limits.operatorText);
          ends['message' in outcome ? 'refused' : 'evaluated'] += 1;
        },
      ),
      { numRuns: 150 },
    );
    expect(Math.min(ends.evaluated, ends.refused)).toBeGreaterThan(5);
  });
});
