import fc from 'fast-check';
import { operatorIssues } from '../../../../core/input/operators/check.ts';
import { evaluate } from '../../../../core/input/operators/evaluate.ts';
import { scope } from './scope.ts';

const SECRET = 'sk-live-1';
const TOKEN = 'tok-of-a-session';
const session = { tag: 'user', token: TOKEN };

describe('a secret or the token of a session within an operator', () => {
  const wrapped = (credential: string) => [
    `$Split(${credential}, "")`,
    `$Join($Split(${credential}, ""), "-")`,
    `$Pick($Split(${credential}, ""), 0)`,
    `$Substring(${credential}, 0, 1)`,
    `$Uppercase(${credential})`,
    `$Lowercase(${credential})`,
    `$Trim(${credential})`,
    `$Replace(${credential}, "-", "")`,
    `$Replace("x", "x", ${credential})`,
    `$Replace("sk-live", ${credential}, "")`,
    `$Size(${credential})`,
    `$Length(${credential})`,
    `$Add(${credential}, 1)`,
    `$Subtract(1, ${credential})`,
    `$DateAdd($Now(), ${credential}, "days")`,
    `$Format($Now(), ${credential})`,
    `$Var(${credential})`,
    `$Uppercase($Concat("a", ${credential}))`,
    `$Concat($Uppercase($Concat(${credential})))`,
    `$Uppercase(a ${credential})`,
    `Bearer $Trim(${credential})`,
  ];

  const texts = [...wrapped('$Secret{API_KEY}'), ...wrapped('$Session{token}')];

  test.each(texts)('is refused at dispatch and in the run: %s', async (text) => {
    const written = text.includes('Secret') ? '$Secret{API_KEY}' : '$Session{token}';
    const expected = expect.stringMatching(
      new RegExp(
        `${written.replaceAll(/[${}]/g, '\\$&')} must not stand within \\$\\w+\\(…\\).*\\$Concat alone`,
      ),
    );
    expect(operatorIssues({ x: [text] }, 'input')).toContainEqual({ path: 'input.x.0', message: expected });

    const asked: string[] = [];
    const secrets = { get: async (name: string) => String(asked.push(name)) };
    await expect(evaluate({ x: [text] }, scope({ session, secrets }))).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      message: expected,
    });
    expect(asked).toEqual([]);
  });

  test.each([
    ['$Secret{API_KEY}', SECRET, []],
    ['Bearer $Secret{API_KEY}', `Bearer ${SECRET}`, [`Bearer ${SECRET}`]],
    ['$Secret{API_KEY}!', `${SECRET}!`, [`${SECRET}!`]],
    ['$Concat("a:", $Secret{API_KEY})', `a:${SECRET}`, [`a:${SECRET}`]],
    ['x $Concat($Concat(a $Secret{API_KEY}), $Var(env))', `x a ${SECRET}dev`, [`x a ${SECRET}dev`]],
    ['$Concat($Session{token}, "!")', `${TOKEN}!`, [`${TOKEN}!`]],
    ['$Session{tag} $Uppercase($Session{tag})', 'user USER', []],
    ['$Uppercase(a) $Var(env)', 'A dev', []],
  ])('may stand where its value comes out whole, and that value is told: %s', async (text, value, told) => {
    const hidden: string[] = [];
    expect(operatorIssues({ x: text }, 'input')).toEqual([]);
    const world = scope({ session, hide: (text) => hidden.push(text) });
    expect(await evaluate({ x: text }, world)).toEqual({ x: value });
    expect(hidden).toEqual(told);
  });

  test('comes out of no tree of operators but whole and told', async () => {
    // None of the secret's letters stands in anything else, so that one alone gives it away.
    const secret = '♠♥♦♣';
    const secrets = { get: async () => secret };
    const tree = fc.letrec<{ text: string }>((self) => ({
      text: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom('$Secret{A}', '"a,b"', '1', '$Var(env)', 'x $Secret{A}', '$Now()'),
        fc.tuple(self('text'), self('text')).map(([a, b]) => `$Concat(${a}, ${b})`),
        self('text').map((a) => `$Split(${a}, "")`),
        self('text').map((a) => `$Uppercase(${a})`),
        fc.tuple(self('text'), fc.nat(3)).map(([a, n]) => `$Substring(${a}, ${n})`),
        fc.tuple(self('text'), self('text')).map(([a, b]) => `$Replace("a", "a", $Concat(${a}, ${b}))`),
      ),
    }));
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(tree.text, async (text) => {
        const told = [secret];
        const outcome = await evaluate(
          { x: text },
          scope({ secrets, hide: (value) => told.push(value) }),
        ).then(
          (value) => JSON.stringify(value),
          (error: Error) => error.message,
        );
        if (outcome.includes(secret)) whole += 1;
        const left = told.reduceRight(
          (rest, value) => rest.replaceAll(JSON.stringify(value).slice(1, -1), ''),
          outcome,
        );
        expect([...secret].filter((letter) => left.includes(letter))).toEqual([]);
      }),
      { numRuns: 500 },
    );
    expect(whole).toBeGreaterThan(20);
  });
});

describe('the message of an operator that fails', () => {
  test.each([
    ['$Var($Concat("na", "me"))', 'expected one of execution_count'],
    ['$DateAdd($Now(), 1, $Concat("fort", "night"))', 'expected one of seconds'],
    ['$Substring("abc", $Add(0.25, $Var(attempt)))', 'expected a whole number of at least 0'],
    ['$DateAdd($Now(), $Add($Var(attempt), 0.25), "days")', 'expected a whole number'],
    ['$Add($Concat("na", $Var(env)), 1)', 'expected a number, got text'],
    ['$DateAdd($Add(1e, 1), 1, "days")', 'expected a number, got text'],
    ['$Join($Concat("na", $Var(env)))', 'expected a list, got text'],
    ['$Pick($Split("na,me", ","), $Add(40, $Var(attempt)))', 'there is nothing at that place'],
  ])('does not quote what was computed: %s', async (text, message) => {
    const failed = await evaluate(text, scope()).then(String, (error: Error) => error.message);
    expect(failed).toContain(message);
    expect(failed.replaceAll(/\$[^:]*:/g, '')).not.toMatch(/na,?me|fortnight|1\.25|nadev|41/);
  });

  test('names a place under long keys in few words', async () => {
    const failed = await evaluate({ ['k'.repeat(100_000)]: ['$Add(x, 1)'] }, scope()).catch((e: Error) => e);
    expect(failed).toMatchObject({ message: expect.stringMatching(/^input\.k{100}\.0: \$Add/) });
  });
});
