import fc from 'fast-check';
import { operatorIssues, secretsAsked } from '../../../../core/input/operators/check.ts';
import { LIBRARY } from '../../../../core/input/operators/library/library.ts';
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

  test.each(Object.entries(LIBRARY))(
    'are told how they are written, with all their arguments: %s',
    (name, { arity }) => {
      const [, written, params = ''] = /^write \$(\w+)\((.*)\)$/.exec(messages(`$${name}{}`)[0] ?? '') ?? [];
      expect(written).toBe(name === 'Dateformat' ? 'Format' : name);
      const [, most] = arity;
      const count = params === '' ? 0 : params.split(', ').length;
      if (most < 100) expect(count).toBe(most);
      else expect(params).toMatch(/, …$/);
    },
  );

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

test.each<[text: string, ...messages: string[]]>([
  ['$constructor(1)', 'unknown operator "$constructor"; for the text itself write "$$constructor"'],
  ['$toString()', 'unknown operator "$toString"; did you mean "$Substring"?'],
  ['$constructor{a}', 'unknown operator "$constructor"; for the text itself write "$$constructor"'],
  ['$Secrt{A}', 'unknown operator "$Secrt"; did you mean "$Secret"?'],
  [
    `$${'N'.repeat(101)}()`,
    `unknown operator "$${'N'.repeat(100)}"; for the text itself write "$$${'N'.repeat(40)}"`,
  ],
  ['$Session(token)', 'write $Session{token}'],
  ['$Uppercase($Secret(A))', 'write $Secret{NAME}'],
  ['$Session{user}', 'unknown session field "user"; known: tag, token'],
  [`$Session{${'k'.repeat(101)}}`, `unknown session field "${'k'.repeat(100)}"; known: tag, token`],
  ['$Secret{}', '$Secret{…} needs the name of a secret, or NAME#FIELD'],
  ['$Concat{x}', 'write $Concat(a, b, …)'],
  ['$Join()', 'expected $Join(list, separator), got 0 arguments'],
  ['$Join(a, b, c)', 'expected $Join(list, separator), got 3 arguments'],
  [
    '$DateAdd($Now(), 1, "fortnight")',
    '$DateAdd(date, n, "unit"): argument 3: expected one of seconds, minutes, hours, days, weeks, months, years',
  ],
  [
    `$Var(${'v'.repeat(101)})`,
    `$Var(name): argument 1: unknown variable "${'v'.repeat(100)}"; known: attempt, env, execution_count, job_id, occurrence, product, scheduled_at`,
  ],
  [
    '$Substring(abc, -$Concat(1))',
    '$Substring(text, start, end): argument 2: expected a whole number of at least 0',
  ],
  ['$Pick($Split("a", ","), 1)', '$Pick(list, index): there is nothing at that place to pick'],
  ['$Trim($Pick($Split("a", ","), 1))', '$Pick(list, index): there is nothing at that place to pick'],
  ['$Secret{A} $Session{tag} $Session{token}'],
  ['$Join($Split("a,b", ","), "-")'],
  ['$Pick($Split("a,b", ","), 1)'],
  ['$Add($Add(1, 2), $Size(""))'],
  [
    `$Trim($Lowercase($Uppercase("${'a'.repeat(200_000)}")))`,
    'the operators together take more than 1048576 steps',
  ],
])('of %s exactly what is wrong is told', (text, ...expected) => {
  expect(messages(text)).toEqual(expected);
});

test.each([
  [`$Trim($Secret{${'k'.repeat(101)}})`, `$Secret{${'k'.repeat(100)}} must not stand within $Trim(…): `],
  [`$${'N'.repeat(101)}($Secret{A})`, `$Secret{A} must not stand within $${'N'.repeat(100)}(…): `],
])('a secret at the wrong place is told in few words: %#', (text, beginning) => {
  expect(messages(text)[0]?.slice(0, beginning.length)).toBe(beginning);
});

test('a hundred mistakes are told at most, and a budget that is spent is told once', () => {
  const many = Array.from({ length: 101 }, () => '$Nope()');
  expect(operatorIssues(many, 'input').map(({ path }) => path)).toEqual(
    many.slice(1).map((_, index) => `input.${index}`),
  );
  expect(operatorIssues(Array(1002).fill('$Now'), 'input')).toEqual([
    { path: 'input.1000', message: 'there are more than 1000 operators' },
  ]);
});

test('the secrets that are asked for are told also beside texts that are at fault, and nothing else is', () => {
  const texts = ['$Secret{A} $Now(', '$Session{token} $Secret{B}', ...Array(1001).fill('$Now'), '$Secret{C}'];
  expect(secretsAsked(texts, 'input')).toEqual([
    { name: 'B', path: 'input.1' },
    { name: 'C', path: 'input.1003' },
  ]);
  expect(secretsAsked(Array(1001).fill('$Secret{A}'), 'input')).toHaveLength(1000);
});
