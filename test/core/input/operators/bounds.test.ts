import { Settings } from 'luxon';
import { Limits } from '../../../../contract/limits.ts';
import {
  integerOf,
  joined,
  momentOf,
  numberOf,
  piecesOf,
  textOf,
} from '../../../../core/input/operators/arguments.ts';
import { Budget } from '../../../../core/input/operators/budget.ts';
import { evaluate } from '../../../../core/input/operators/evaluate.ts';
import { LIBRARY } from '../../../../core/input/operators/library/library.ts';
import { scope } from './scope.ts';

const given = (text: string) => evaluate(text, scope());

describe('an operator', () => {
  test('takes as many arguments as the contract says', () => {
    expect(Object.fromEntries(Object.entries(LIBRARY).map(([name, { arity }]) => [name, arity]))).toEqual({
      Now: [0, 0],
      DateAdd: [3, 3],
      Format: [2, 2],
      Dateformat: [2, 2],
      Var: [1, 1],
      Add: [2, 100],
      Subtract: [2, 2],
      Concat: [1, 100],
      Substring: [2, 3],
      Trim: [1, 1],
      Uppercase: [1, 1],
      Lowercase: [1, 1],
      Split: [2, 2],
      Pick: [2, 2],
      Join: [1, 2],
      Replace: [3, 3],
      Size: [1, 1],
      Length: [1, 1],
    });
  });

  test.each([
    ['$Join()', '$Join(list, separator)'],
    ['$Join(a, b, c)', '$Join(list, separator)'],
    ['$Size(a, b)', '$Size(value)'],
    ['$Length(a, b)', '$Length(value)'],
  ])('with too few or too many arguments is refused in the run: %s', async (text, usage) => {
    await expect(given(text)).rejects.toThrow(`input: expected ${usage}`);
  });

  test.each<[name: string, args: unknown[], at: number]>([
    ['DateAdd', ['soon', 1, 'days'], 1],
    ['DateAdd', [0, 'x', 'days'], 2],
    ['DateAdd', [0, 1, 'aeons'], 3],
    ['Format', ['soon', 'YYYY'], 1],
    ['Format', [0, 'x'.repeat(257)], 2],
    ['Add', [1, 2, 'x'], 3],
    ['Subtract', ['x', 2], 1],
    ['Subtract', [1, 'x'], 2],
    ['Substring', ['text', -1], 2],
    ['Substring', ['text', 0, -1], 3],
    ['Var', ['nothing'], 1],
  ])('$%s is refused at dispatch for what is known of %j: argument %i', (name, args, at) => {
    const fault = (known: (value: unknown, index: number) => { value: unknown } | 'computed') =>
      LIBRARY[name]?.fault?.(args.map(known));
    expect(fault((value) => ({ value }))).toMatch(new RegExp(`^argument ${at}: `));
    expect(fault((value, i) => (i === at - 1 ? 'computed' : { value }))).toBeUndefined();
  });

  test.each([
    ['$Format(0, "hh a [at] A h")', '12 am at AM 12'],
    ['$DateAdd(0, 1, "HOUR")', 3_600_000],
    ['$DateAdd(0, 1, "minutes")', 60_000],
    ['$DateAdd(0, 1, "weeks")', 604_800_000],
    ['$Substring(abc, 1, 2)', 'b'],
    ['$Size("😀")', 1],
    ['$Join($Split("ab", ""), "")', 'ab'],
    ['$Replace("aXbXc", "X", "")', 'abc'],
    ['$Format(0, "[]YYYY[ [x]")', '1970 [x'],
    [`$Format(0, "${'x'.repeat(256)}")`, 'x'.repeat(256)],
    [`$Concat($Pick($Split("a,b", ","), 0), "")`, 'a'],
  ])('%s is %j', async (text, value) => {
    expect(await given(text)).toEqual(value);
  });

  test('writes dates in English, whatever the machine speaks', async () => {
    const { defaultLocale } = Settings;
    Settings.defaultLocale = 'de-DE';
    try {
      expect(await given('$Format("2026-03-04", "dddd, MMMM")')).toBe('Wednesday, March');
    } finally {
      Settings.defaultLocale = defaultLocale;
    }
  });

  test.each([
    ['$Pick($Now(), 0)', 'expected a list or an object to pick from'],
    ['$Size($Now())', 'expected a text, a list or an object'],
    ['$Join($Now())', 'expected a list, got a number'],
    ['$Add($Split("a", ","), 1)', 'expected a number, got a list'],
    ['$Add(true, 1)', 'expected a number, got a boolean'],
    ['$Add(null, 1)', 'expected a number, got null'],
    ['$Subtract(-9007199254740991, $Var(attempt))', 'a number within ±(2^53−1)'],
    ['$Format($Now(), $Split("a", ","))', 'expected a pattern, got a list'],
    ['$Substring(abc, -1)', 'expected a whole number of at least 0'],
    ['$Substring(abc, 0.5)', 'expected a whole number of at least 0'],
    ['$Var(nothing)', 'expected one of execution_count'],
  ])('%s is refused in the run: %s', async (text, message) => {
    await expect(given(text)).rejects.toThrow(message);
  });
});

/** A budget that tells what was spent of it. */
class Watched extends Budget {
  total = 0;

  override spend(steps: number): void {
    this.total += steps;
    super.spend(steps);
  }
}

/** A call is 20, a character 1, another plain value 8, an item of a list 16 more; the value is paid for once more where it is put. */
test.each([
  ['$Now()', 20 + 8 + 8],
  ['$Uppercase(abc)', 20 + 3 + 3 * 3 + 3 + 3],
  ['$Lowercase(ABC)', 20 + 3 + 3 * 3 + 3 + 3],
  ['$Format(0, "YYYY")', 20 + 8 + 4 + 4000 + 100 * 4 + 4 + 4],
  ['$DateAdd(0, 1, "days")', 20 + 8 + 8 + 4 + 4000 + 8 + 8],
  ['$Split("a,b", ",")', 20 + 3 + 1 + 3 * 2 + 34 + 34 + 34],
  ['$Replace("a.b", ".", "xx")', 20 + 3 + 1 + 2 + 3 * 2 + 34 + 4 + 4 + 4],
  ['$Concat(ab, 1)', 20 + 2 + 8 + 6 * 8 + 3 + 3 + 3],
  ['$Size($Split("a,b", ","))', 98 + 20 + 34 + 8 + 8],
  ['a $Var(env)', 20 + 3 + 3 + 5 + 5],
])('%s costs %d steps', async (text, steps) => {
  const budget = new Watched();
  await evaluate(text, scope({ budget }));
  expect(budget.total).toBe(steps);
});

describe('an argument', () => {
  test('that is a number or a date may be written with 400 characters', () => {
    const numeral = (length: number) => `${'0'.repeat(length - 1)}7`;
    expect(numberOf(numeral(400))).toBe(7);
    expect(() => numberOf(numeral(401))).toThrow('expected a number, got text');
    expect(momentOf('2026-01-01'.padEnd(400))).toBe(Date.UTC(2026, 0, 1));
    expect(() => momentOf('2026-01-01'.padEnd(401))).toThrow('expected a number, got text');
    expect(() => numberOf(' ')).toThrow('expected a number, got text');
  });

  test('that is a moment is of the years 0 to 9999', () => {
    expect(momentOf(Limits.latestMs)).toBe(Limits.latestMs);
    expect(() => momentOf(Limits.latestMs + 1)).toThrow('years 0 to 9999');
    const first = Date.UTC(2000, 0, 1) - 63_113_904_000_000 + 1;
    expect(momentOf(first)).toBe(first);
    expect(() => momentOf(first - 1)).toThrow('years 0 to 9999');
    expect(momentOf(1.4)).toBe(1);
    expect(() => momentOf('2026-99')).toThrow('years 0 to 9999');
  });

  test('that is a whole number may be negative, unless it is a position', () => {
    expect(integerOf(-3)).toBe(-3);
    expect(integerOf(0, 0)).toBe(0);
    expect(() => integerOf(1.5)).toThrow(/whole number$/);
    expect(() => integerOf(-1, 0)).toThrow(/of at least 0$/);
    expect(() => integerOf(0, 1)).toThrow(/of at least 1$/);
  });

  test('that is a text has at most 256 KB', () => {
    const whole = 'x'.repeat(Limits.operatorText);
    expect(textOf(whole, new Budget())).toBe(whole);
    expect(() => textOf(`${whole}x`, new Budget())).toThrow('makes a text of more than');
    const most = whole.slice(1);
    expect(joined([most, ''], ',', new Budget())).toBe(`${most},`);
    expect(() => joined([most, 'x'], ',', new Budget())).toThrow('makes a text of more than');
    expect(joined([whole], ', ', new Budget())).toBe(whole);
    expect(textOf(undefined, new Budget())).toBe('');
    const budget = new Watched();
    expect([joined([], ', ', budget), budget.total]).toEqual(['', 0]);
  });

  test('is taken into at most 10 000 pieces, and a long separator costs more', () => {
    const text = (pieces: number) => 'x,'.repeat(pieces - 1);
    expect(piecesOf(text(10_000), ',', new Budget())).toHaveLength(10_000);
    expect(() => piecesOf(text(10_001), ',', new Budget())).toThrow('more than 10000 pieces');
    expect(piecesOf('x'.repeat(10_000), '', new Budget())).toHaveLength(10_000);
    expect(() => piecesOf(','.repeat(10_000), ',', new Budget())).toThrow('more than 10000 pieces');
    expect(() => piecesOf('x'.repeat(10_001), '', new Budget())).toThrow('more than 10000 pieces');
    const cost = (separator: string) => {
      const budget = new Watched();
      piecesOf('text', separator, budget);
      return budget.total - 20;
    };
    expect([16, 17, 33].map((length) => cost('y'.repeat(length)))).toEqual([4 * 2, 4 * 3, 4 * 4]);
  });
});

test('a budget is spent past its calls or steps, and not before', () => {
  const calls = new Budget();
  for (let i = 0; i < Limits.operators; i += 1) calls.countCall();
  expect(calls.spent).toBe(false);
  expect(() => calls.countCall()).toThrow('more than 1000 operators');
  expect(calls.spent).toBe(true);
  const steps = new Budget();
  steps.spend(Limits.operatorSteps);
  expect(steps.spent).toBe(false);
  expect(() => steps.spend(1)).toThrow('more than 1048576 steps');
  expect(steps.spent).toBe(true);
});

describe('of an object, as a placeholder may insert one,', () => {
  const compute = (name: string, args: unknown[]) => {
    const operator = LIBRARY[name];
    return operator && 'compute' in operator ? operator.compute(args, new Budget()) : undefined;
  };

  test('one own field is picked, and its fields are counted', () => {
    expect(compute('Pick', [{ a: null }, 'a'])).toBeNull();
    expect(compute('Size', [{ a: 1, b: 2 }])).toBe(2);
    expect(compute('Length', [[]])).toBe(0);
    for (const field of ['b', 'toString'])
      expect(() => compute('Pick', [{ a: 1 }, field])).toThrow('there is nothing at that place to pick');
    expect(() => compute('Pick', [null, 'a'])).toThrow('expected a list or an object to pick from');
    expect(() => compute('Size', [null])).toThrow('expected a text, a list or an object');
  });
});
