import fc from 'fast-check';
import { RunError } from '../../../../core/errors/run-error.ts';
import { evaluate } from '../../../../core/input/operators/evaluate.ts';
import { DAY } from '../../../../core/time/units.ts';
import { NOW, scope } from './scope.ts';

describe('an operator (docs/contract.md, 8)', () => {
  test.each<[text: string, value: unknown]>([
    ['$Now()', NOW],
    ['$Now', NOW],
    ['$Now( )', NOW],
    ['$DateAdd($Now(), -24, "hours")', NOW - DAY],
    ['$DateAdd($Now(), 1, "day")', NOW + DAY],
    ['$DateAdd("2026-01-31", 1, "months")', Date.UTC(2026, 1, 28)],
    ['$DateAdd("2024-02-29T00:00:00Z", 1, "year")', Date.UTC(2025, 1, 28)],
    ['$DateAdd(0, 90, seconds)', 90_000],
    ['$DateAdd("0", 2, \'Weeks\')', 14 * DAY],
    ['$Format($Now(), "MMMM D, YYYY")', 'January 1, 2026'],
    ['$Dateformat($Now(), "YYYY-MM-DD")', '2026-01-01'],
    ['$Format($DateAdd($Now(), -1, "days"), "YYYY-MM-DD")', '2025-12-31'],
    [
      '$Format($Now(), "YY MMM M DD dddd ddd HH H hh h mm m ss s A a")',
      '26 Jan 1 01 Thursday Thu 12 12 12 12 34 34 56 56 PM pm',
    ],
    ['$Format($Now(), "[Day] D [of] MMMM")', 'Day 1 of January'],
    ['$Var(execution_count)', 3],
    ['$Var("job_id")', 'job_1'],
    ['$Var(attempt)', 1],
    ['$Secret{API_KEY}', 'sk-live-1'],
    ['$Session{token}', 'abc'],
    ['$Add(1, 2, 3.5)', 6.5],
    ['$Add("1", $Var(execution_count))', 4],
    ['$Subtract(1, 2)', -1],
    ['$Concat(a, "b, c", 1, true, null)', 'ab, c1truenull'],
    ['$Concat(id, 1970670598291982290)', 'id1970670598291982290'],
    ['$Concat(Hello $Var(env), "!")', 'Hello dev!'],
    ['$Substring("order_123", 6)', '123'],
    ['$Substring(order_123, 0, 5)', 'order'],
    ['$Trim("  x ")', 'x'],
    ['$Uppercase(abc)', 'ABC'],
    ['$Lowercase(ABC)', 'abc'],
    ['$Split("a,b,c", ",")', ['a', 'b', 'c']],
    ['$Pick($Split("a,b,c", ","), 1)', 'b'],
    ['$Pick($Split("a,b,c", ","), -1)', 'c'],
    ['$Join($Split("a,b", ","), "-")', 'a-b'],
    ['$Join($Split("a,b", ","))', 'a,b'],
    ['$Replace("a.b.c", ".", "$")', 'a$b$c'],
    ['$Size($Split("a,b", ","))', 2],
    ['$Length("čau😀")', 4],
  ])('%s', async (text, value) => {
    const session = { tag: 'user', token: 'abc' };
    expect(await evaluate(text, scope({ session }))).toEqual(value);
  });

  test.each([
    ['in a longer text is inserted as text', 'Run $Var(execution_count) of $Var(product)', 'Run 3 of shop'],
    [
      'within a text stands beside plain dollars',
      'costs $5, US$, $ {x} and $.a: $Var(env)',
      'costs $5, US$, $ {x} and $.a: dev',
    ],
    [
      'is a literal after a second dollar',
      '$$Now() and $$Secret{X} and $$Now',
      '$Now() and $Secret{X} and $Now',
    ],
    ['that is only begun as one is plain text', '$Nowadays $gt $1 $(x) $$', '$Nowadays $gt $1 $(x) $$'],
    ['gives a list as JSON within a longer text', 'all: $Split("a,b", ",")', 'all: ["a","b"]'],
    ['in quotes within another is literal', "$Concat(\"$Now()\", 'it\\'s')", "$Now()it's"],
  ])('%s', async (_what, text, value) => {
    expect(await evaluate(text, scope())).toBe(value);
  });

  test('is found wherever a text stands, but never in a key', async () => {
    const value = { a: ['$Var(env)', { $Now: 'x', '$Var(env)': 1 }], n: 5, none: null };
    expect(await evaluate(value, scope())).toEqual({
      a: ['dev', { $Now: 'x', '$Var(env)': 1 }],
      n: 5,
      none: null,
    });
  });

  test.each([
    ['$Add(a, 1)', 'VALIDATION_ERROR', 'input.x: $Add(a, b, …): expected a number, got text'],
    ['$Add(9007199254740991, $Var(execution_count))', 'VALIDATION_ERROR', 'a number within ±(2^53−1)'],
    ['$Pick($Split("a", ","), 4)', 'NOT_FOUND', 'there is nothing at that place'],
    ['$Pick(constructor, name)', 'VALIDATION_ERROR', 'expected a list or an object'],
    ['$DateAdd($Now(), 9000, "years")', 'VALIDATION_ERROR', 'the years 0 to 9999'],
    ['$Format("soon", "YYYY")', 'VALIDATION_ERROR', 'expected a number, got text'],
    ['$Session{token}', 'NOT_FOUND', 'no session'],
    ['$Secret{GONE}', 'NOT_FOUND', 'there is no secret "GONE"'],
    ['$Replace("a", "", "b")', 'VALIDATION_ERROR', 'needs a text to search for'],
    ['$Gone()', 'VALIDATION_ERROR', 'unknown operator $Gone'],
    ['$Now(', 'VALIDATION_ERROR', '$Now( is not closed'],
  ])('%s that cannot be evaluated is %s', async (text, code, message) => {
    await expect(evaluate({ x: text }, scope())).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test('cannot make texts without end', async () => {
    const bomb = '$Concat($Var(job_id), $Var(job_id))';
    const nested = Array.from({ length: 12 }).reduce<string>((text) => `$Concat(${text}, ${text})`, bomb);
    await expect(
      evaluate(`$Replace("${'a'.repeat(9000)}", "a", "${'b'.repeat(900)}")`, scope()),
    ).rejects.toThrow('makes a text of more than 262144 characters');
    await expect(evaluate(nested, scope())).rejects.toThrow('there are more than 1000 operators');
    const deep = `${'$Trim('.repeat(40)}x${')'.repeat(40)}`;
    await expect(evaluate(deep, scope())).rejects.toThrow('nested deeper than 32');
  });
});

describe('dates in the zone of the job', () => {
  const ny = scope({ tz: 'America/New_York' });

  test('are written in local time', async () => {
    expect(await evaluate('$Format("2026-07-01T03:30:00Z", "YYYY-MM-DD HH:mm")', ny)).toBe(
      '2026-06-30 23:30',
    );
  });

  test('keep the local time over a change of the clocks when days are added, and the distance when hours are', async () => {
    const before = '2026-03-07T12:00:00-05:00';
    expect(await evaluate(`$DateAdd("${before}", 1, "days")`, ny)).toBe(
      Date.parse('2026-03-08T12:00:00-04:00'),
    );
    expect(await evaluate(`$DateAdd("${before}", 24, "hours")`, ny)).toBe(Date.parse(before) + DAY);
  });

  test('that do not exist are moved on by the gap, and of those that exist twice it is the first', async () => {
    const gap = await evaluate('$DateAdd("2026-03-07T02:30:00-05:00", 1, "days")', ny);
    expect(gap).toBe(Date.parse('2026-03-08T03:30:00-04:00'));
    const twice = await evaluate('$DateAdd("2026-10-31T01:30:00-04:00", 1, "days")', ny);
    expect(twice).toBe(Date.parse('2026-11-01T01:30:00-04:00'));
  });
});

describe('any text', () => {
  test('without a dollar stays as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        const plain = text.replaceAll('$', '');
        expect(await evaluate(plain, scope())).toBe(plain);
      }),
    );
  });

  test('comes out as it was when its operators are escaped', async () => {
    const pieces = fc.constantFrom('$Now()', '$Now', 'a', ' ', '$5', '(', ')', '$Var(', '$Secret{', '}', ',');
    await fc.assert(
      fc.asyncProperty(fc.array(pieces), async (parts) => {
        const text = parts.join('');
        const escaped = text.replaceAll(/\$(?=[A-Za-z]\w*[({]|Now(?!\w))/g, '$$$$');
        expect(await evaluate(escaped, scope())).toBe(text);
      }),
    );
  });

  test('may be as long as a body, but what operators make of it may not be longer', async () => {
    const plain = '$ $$ $5 Now() '.repeat(17_500);
    const text = `${plain}${'$Now() '.repeat(900)}`;
    expect(text.length).toBeLessThan(262_144);
    expect(await evaluate(text, scope())).toBe(`${plain}${`${NOW} `.repeat(900)}`);
    const longer = evaluate(`${plain}${'$Now()'.repeat(900)}`.padEnd(262_140), scope());
    await expect(longer).rejects.toThrow('input: makes a text of more than 262144 characters');
  });
});

const failing = (fault: unknown) => scope({ secrets: { get: () => Promise.reject(fault) } });
const failureOf = (value: unknown, given = scope()) =>
  evaluate(value, given).then(
    () => undefined,
    (error: unknown) => error,
  );

describe('what cannot be evaluated', () => {
  test.each([
    ['$toString()', 'input: unknown operator $toString'],
    ['$constructor(1)', 'input: unknown operator $constructor'],
    [`$${'N'.repeat(101)}()`, `input: unknown operator $${'N'.repeat(100)}`],
    [`$${'N'.repeat(101)}{x}`, `input: unknown operator $${'N'.repeat(100)}{`],
    ['$Session{tag}', 'input: the job has no session with a field "tag"'],
    [`$Session{${'k'.repeat(101)}}`, `input: the job has no session with a field "${'k'.repeat(100)}"`],
    ['$Add(a, 1)', 'input: $Add(a, b, …): expected a number, got text'],
    [
      `$Lowercase($Uppercase($Concat($Var(env), "${'a'.repeat(200_000)}")))`,
      'input: the operators together take more than 1048576 steps',
    ],
  ])('%s is told in these words', async (text, message) => {
    expect(await failureOf(text)).toMatchObject({ message });
  });

  test('is a field that no session has', async () => {
    const given = scope({ session: { tag: 'user', token: 'abc' } });
    expect(await failureOf('$Session{user}', given)).toMatchObject({
      code: 'NOT_FOUND',
      message: 'input: the job has no session with a field "user"',
    });
  });

  test('is told with the first place that names a secret which is not there', async () => {
    expect(await failureOf({ a: 'x $Secret{GONE}', b: '$Secret{GONE}' })).toMatchObject({
      message: 'input.a: there is no secret "GONE"',
    });
  });

  test('keeps the cause of its failure and its wish for a delay', async () => {
    const cause = new Error('below');
    const fault = new RunError('TIMEOUT', 'late', { retryAfterMs: 5, cause });
    expect(await failureOf('$Secret{A}', failing(fault))).toMatchObject({
      code: 'TIMEOUT',
      message: 'input: late',
      retryAfterMs: 5,
      cause,
    });
    expect(await failureOf('$Secret{A}', failing(new RunError('X', 'x')))).not.toHaveProperty('cause');
  });

  test('is a fault of its own where what reads secrets is broken', async () => {
    const fault = new TypeError('broken');
    expect(await failureOf('$Secret{A}', failing(fault))).toBe(fault);
  });
});

test('what holds no operator is shared with the value given, which stays as it was', async () => {
  const value = { plain: { a: ['x', 1] }, list: ['$Var(env)', 'y', { b: 'z' }], none: null };
  const before = structuredClone(value);
  const evaluated = (await evaluate(value, scope())) as typeof value;
  expect(evaluated).toEqual({ ...before, list: ['dev', 'y', { b: 'z' }] });
  expect(value).toEqual(before);
  expect([evaluated.plain, evaluated.list[2]]).toEqual([value.plain, value.list[2]]);
  expect(evaluated.plain).toBe(value.plain);
  expect(evaluated.list[2]).toBe(value.list[2]);
  expect(await evaluate(value.plain, scope())).toBe(value.plain);
});

test('what stands between operators is what the run says it stands for', async () => {
  const literal = (text: string) => (text === '{{n}}' ? 1 : text.replaceAll('{{n}}', 'one'));
  expect(
    await evaluate(['{{n}}', '{{n}}: $Var(env)', '$Concat("{{n}}", {{n}})'], scope({ literal })),
  ).toEqual([1, 'one: dev', '11']);
});
