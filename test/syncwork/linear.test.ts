import fc from 'fast-check';
import { namedParameters } from '../../namespaces/database/data-api/parameters.ts';
import { likeExpression, likeMatcher } from '../../namespaces/shared/like.ts';
import { readWhere } from '../../namespaces/shared/where.ts';
import { glob, globMatcher } from '../../namespaces/storage/glob.ts';

const letters = fc.constantFrom('a', 'b', '%', '_', '\\', '😀', 'é', '.', '*');
const texts = fc.string({ unit: letters, maxLength: 12 });
const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);

/** LIKE as an expression that backtracks, for small texts. */
function likeByExpression(pattern: string, text: string): boolean {
  const source = [...pattern.matchAll(/\\(.)|([\s\S])/gsu)].map(([, literal, plain = '']) => {
    if (literal !== undefined) return escaped(literal);
    return plain === '%' ? '.*' : plain === '_' ? '.' : escaped(plain);
  });
  return new RegExp(`^${source.join('')}$`, 'su').test(text);
}

describe('a pattern of LIKE', () => {
  test('matches in linear time what the expression for it matches', () => {
    fc.assert(
      fc.property(texts, texts, (pattern, text) => {
        expect(likeMatcher(pattern)(text)).toBe(likeByExpression(pattern, text));
      }),
      { numRuns: 5000 },
    );
  });

  test('with long parts is matched over more than one word of bits', () => {
    const long = fc.string({ unit: fc.constantFrom('a', 'b', '_'), minLength: 30, maxLength: 70 });
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 200 });
    fc.assert(
      fc.property(long, text, fc.nat(150), (part, around, at) => {
        const inside = around.slice(0, at) + part.replaceAll('_', 'c') + around.slice(at);
        for (const given of [around, inside]) {
          expect(likeMatcher(`%${part}%`)(given)).toBe(likeByExpression(`%${part}%`, given));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('gives other engines an expression that means the same, each middle part an atomic group', () => {
    // JavaScript has no atomic groups; a lookahead with a reference to what it took is one.
    const atomic = (source: string) => {
      let groups = 0;
      return source.replaceAll(/\(\?>(\.\*\?(?:\\.|[^()\\])*)\)/gsu, (_all, inner: string) => {
        groups += 1;
        return `(?=(${inner}))\\${groups}(?:)`;
      });
    };
    fc.assert(
      fc.property(texts, texts, (pattern, text) => {
        const source = atomic(likeExpression(pattern, escaped));
        expect(new RegExp(`^${source}$`, 'su').test(text)).toBe(likeByExpression(pattern, text));
      }),
      { numRuns: 3000 },
    );
    expect(likeExpression('a%b%%c%_d', escaped)).toBe('a(?>.*?b)(?>.*?c).*.d');
  });

  test.each([
    [{ $like: '%a'.repeat(17) }, /at most 16 "%"/],
    [{ $like: 'a'.repeat(257) }, /at most 256 characters/],
    [{ $contains: 'a'.repeat(257) }, /at most 256 characters/],
  ])('beyond its bounds is refused: %j', (condition, message) => {
    const read = readWhere({ field: condition }, 'dispatch');
    expect(read.ok ? [] : read.issues).toEqual([
      { path: expect.any(String), message: expect.stringMatching(message) },
    ]);
  });

  test('of sixteen wildcards, some of them doubled, is taken', () => {
    expect(readWhere({ field: { $like: '%%a'.repeat(16) } }, 'dispatch').ok).toBe(true);
  });

  test('is refused where there are too many of those that take long', () => {
    const many = (count: number, condition: unknown) =>
      readWhere({ $or: Array.from({ length: count }, () => ({ field: condition })) }, 'run').ok;
    expect([many(25, { $contains: 'a' }), many(26, { $contains: 'a' })]).toEqual([true, false]);
    expect([many(3, { $like: '%a_b%' }), many(4, { $like: '%a_b%' })]).toEqual([true, false]);
  });
});

describe('a glob', () => {
  test.each<[string, string[], string[]]>([
    ['*.tmp', ['a.tmp', '.tmp', '.hidden.tmp'], ['a.tmpx', 'a.TMP']],
    ['upload_*', ['upload_', 'upload_1'], ['my_upload_1']],
    ['*.{tmp,temp}', ['a.tmp', 'a.temp'], ['a.te']],
    ['a?c', ['abc', 'a😀c'], ['ac', 'abbc']],
    ['[a-c]x', ['ax', 'cx'], ['dx']],
    ['[!a-c]x', ['dx', '-x'], ['ax']],
    ['[^a]x', ['bx'], ['ax']],
    ['[]a]x', [']x', 'ax'], ['bx']],
    ['[a-]x', ['-x', 'ax'], ['bx']],
    [String.raw`\*a`, ['*a'], ['ba']],
    [String.raw`[\]]`, [']'], ['a']],
    ['{a*,b{c,d}}e', ['ae', 'axxe', 'bce', 'bde'], ['be', 'bcde']],
    ['x{,y}', ['x', 'xy'], ['xyy']],
    ['a,b}', ['a,b}'], ['a']],
    ['a(b)', ['a(b)'], ['ab']],
  ])('%s', (pattern, matching, others) => {
    expect(glob.safeParse(pattern).success).toBe(true);
    const matches = globMatcher(pattern);
    expect([matching.filter(matches), others.filter(matches)]).toEqual([matching, []]);
  });

  test.each([
    ['+(a)', /group "\+\("/],
    ['*(a)', /group/],
    ['a!(b)', /group "!\("/],
    ['@(a|b)', /group/],
    ['{a,b}{a,b}{a,b}{a,b}', /more than 8 patterns/],
    [`{${'a,'.repeat(9)}}`, /more than 8 patterns/],
    ['{a}', /without a list/],
    ['[[:alpha:]]', /named class/],
    ['a\\', /ends in/],
    ['[a', /unclosed/],
    ['{a,b', /unclosed/],
    ['a'.repeat(257), /./],
  ])('%s is refused', (pattern, message) => {
    const read = glob.safeParse(pattern);
    expect(read.error?.issues.map((issue) => issue.message)).toEqual([expect.stringMatching(message)]);
  });
});

describe('the placeholders of SQL', () => {
  /** What stands in quoted text, quoted names, comments and dollar-quoted text, as one expression, for small texts. */
  const OPAQUE = String.raw`'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|\`[^\`]*\`|--[^\n]*|/\*[\s\S]*?\*/|(\$[A-Za-z_]*\$)[\s\S]*?\1`;
  const PLACEHOLDER = { postgres: String.raw`\$(?:\d+)`, mysql: String.raw`\?` };
  function byExpression(sql: string, engine: 'postgres' | 'mysql'): string {
    let count = 0;
    return sql.replaceAll(
      new RegExp(`(?:${OPAQUE})|(?<placeholder>${PLACEHOLDER[engine]})`, 'g'),
      (...args) => {
        const { placeholder }: { placeholder?: string } = args.at(-1);
        if (placeholder === undefined) return args[0];
        count += 1;
        return `:p${engine === 'postgres' ? placeholder.slice(1) : count}`;
      },
    );
  }
  const token = fc.constantFrom(
    "'",
    "'",
    '"',
    '"',
    '`',
    '--',
    '/*',
    '*/',
    '$',
    'a',
    '$1',
    '?',
    '\n',
    '\\',
    ' ',
    '*',
    '/',
    '-',
    '$a$',
    '$b$',
    '$$',
  );

  test('are found in linear time where one expression for all finds them', () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 16 }), (tokens) => {
        const sql = tokens.join('');
        for (const engine of ['postgres', 'mysql'] as const) {
          expect(namedParameters(sql, engine)).toBe(byExpression(sql, engine));
        }
      }),
      { numRuns: 5000 },
    );
  });
});
