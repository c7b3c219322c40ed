import fc from 'fast-check';
import { operatorIssues, secretsAsked } from '../../../../core/input/operators/check.ts';
import { holdsOperator } from '../../../../core/input/operators/parse.ts';

const messages = (text: string) => operatorIssues({ x: text }, 'input').map(({ message }) => message);

describe('operators at dispatch', () => {
  test.each([
    ['$Nw()', 'unknown operator "$Nw"; did you mean "$Now"?'],
    ['$Match({a: 1})', 'unknown operator "$Match"; for the text itself write "$$Match"'],
    ['$Now(1)', 'expected $Now(), got 1 arguments'],
    ['$DateAdd($Now(), 1)', 'expected $DateAdd(date, n, "unit"), got 2 arguments'],
    ['$DateAdd($Now(), 1, "fortnight")', 'argument 3: expected one of seconds, minutes'],
    ['$DateAdd($Now(), "x", "days")', 'argument 2: expected a number, got text'],
    ['$Add(1970670598291982290, 1)', 'argument 1: expected a number within ±(2^53−1)'],
    ['$Add("1970670598291982290", 1)', 'argument 1: expected a number within ±(2^53−1)'],
    ['$DateAdd($Now(), 1.5, "days")', 'argument 2: expected a whole number, got 1.5'],
    ['$Var(executions)', 'unknown variable "executions"; '],
    ['$Var(execution_cuont)', 'did you mean "execution_count"?'],
    ['$Secret{}', '$Secret{…} needs the name of a secret'],
    ['$Secret(KEY)', 'write $Secret{NAME}'],
    ['$Session{user}', 'unknown session field "user"'],
    ['$Now{}', 'write $Now()'],
    ['$Concat("a', 'a quoted text in $Concat( is not closed'],
    ['$Concat(a', '$Concat( is not closed'],
    ['$Secret{KEY', '$Secret{ is not closed'],
    ['$Concat("a" b)', '$Concat( is not closed'],
    [`${'$Trim('.repeat(40)}x${')'.repeat(40)}`, 'operators are nested deeper than 32'],
    ['$Add($Uppercase(a), $Nope(1))', 'unknown operator "$Nope"'],
  ])('%s is refused', (text, message) => {
    expect(messages(text)).toEqual([expect.stringContaining(message)]);
  });

  test('are all named at once, each with the path of its text', () => {
    const input = { data: { at: '$Nw()', list: ['ok', '$Var(x) $Gone()'] } };
    expect(operatorIssues(input, 'input').map(({ path }) => path)).toEqual([
      'input.data.at',
      'input.data.list.1',
      'input.data.list.1',
    ]);
  });

  test.each(['$5', 'US$', '$gt', '$1', '$.path', '$(x)', '$$Gone()', '$Nowadays', 'a $ b'])(
    'are none in %s',
    (text) => {
      expect(messages(text)).toEqual([]);
      expect(holdsOperator(text)).toBe(false);
    },
  );

  test('tell the secrets they ask for, also within others', () => {
    const input = { a: 'Bearer $Secret{A}', b: ['$Concat($Secret{B/c}, $Secret{A})'], c: '$$Secret{D}' };
    expect(secretsAsked(input, 'input')).toEqual([
      { name: 'A', path: 'input.a' },
      { name: 'B/c', path: 'input.b.0' },
      { name: 'A', path: 'input.b.0' },
    ]);
  });

  test('are checked in any text without a fault of the checker', () => {
    const pieces = fc.constantFrom(
      '$Now(',
      '$Concat(',
      ')',
      ',',
      '"',
      '\\',
      '$',
      '{',
      '}',
      'x',
      '$Secret{',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 200 }), (parts) => {
        expect(Array.isArray(operatorIssues(parts.join(''), 'input'))).toBe(true);
      }),
    );
  });
});
