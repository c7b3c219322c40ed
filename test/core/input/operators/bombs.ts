/** Largest input that a body carries, characters. */
const BODY = 250_000;

const quoted = (text: string) => `"${text}"`;
const nest = (depth: number, wrap: (inner: string) => string, seed: string) =>
  Array.from({ length: depth }).reduce<string>(wrap, seed);

/** As many copies of a text as a body holds. */
const full = (text: string) => Array.from({ length: Math.floor(BODY / (text.length + 3)) }, () => text);

/** Hostile inputs by what they do; each fits into a body and is refused at dispatch, fails in the run, or is evaluated. */
export function bombs(): [name: string, end: 'refused' | 'failed' | 'evaluated', input: unknown][] {
  const a = (length: number) => 'a'.repeat(length);
  const late = '$Concat("", $Var(job_id))';
  const list = (items: number) => `$Split(${quoted('a,'.repeat(items))}, $Concat(",", $Trim("")))`;
  return [
    [
      'nested formats of nested replaces',
      'refused',
      nest(32, (x) => `$Replace(${x}, "a", ${quoted(a(7000))})`, '$Var(job_id)'),
    ],
    [
      'formats in the pattern of formats',
      'refused',
      nest(31, (x) => `$Format($Now(), ${x})`, quoted('['.repeat(160_000))),
    ],
    ['a pattern of brackets', 'refused', `$Format($Now(), $Concat(${quoted('['.repeat(200_000))}))`],
    [
      'a pattern made in the run',
      'failed',
      `$Format($Now(), $Concat($Var(env), ${quoted('[D'.repeat(100_000))}))`,
    ],
    ['a split into characters', 'refused', `$Split(${quoted(a(105_000))}, "")`],
    [
      'a split into characters, made in the run',
      'failed',
      `$Split($Concat($Var(env), ${quoted(a(105_000))}), "")`,
    ],
    [
      'splits of one item of splits',
      'refused',
      nest(16, (x) => `$Pick($Split(${x}, ","), 0)`, quoted('b,'.repeat(100_000))),
    ],
    ['a join by a long separator', 'refused', `$Join(${list(9000)}, ${quoted(a(60_000))})`],
    ['joins as items of a list', 'refused', full(`$Join(${list(400)}, ${quoted(a(600))})`)],
    [
      'a replacement that grows',
      'refused',
      `$Replace(${quoted(a(100_000))}, $Concat("a", $Trim("")), ${quoted(a(1000))})`,
    ],
    [
      'a search that restarts at each character',
      'failed',
      `$Replace(${quoted(a(120_000))}, $Concat(${quoted(`${a(30_000)}b${a(30_000)}`)}, $Substring($Var(env), 9)), "c")`,
    ],
    [
      'a split that restarts at each character',
      'refused',
      `$Split(${quoted(`${a(240_000)}`)}, ${quoted(`${a(2000)}b${a(2000)}`)})`,
    ],
    [
      'many searches that restart',
      'failed',
      full(`$Size($Replace(${quoted(a(900))}, ${quoted(`${a(40)}b${a(40)}`)}, $Var(env)))`),
    ],
    ['doubling concats', 'refused', nest(31, (x) => `$Concat(${x}, ${x})`.slice(0, BODY), 'x')],
    [
      'doubling concats within the count',
      'failed',
      nest(8, (x) => `$Concat(${x}, ${x})`, `$Concat($Var(env), ${quoted(a(900))})`),
    ],
    [
      'deep concats of a long text',
      'refused',
      nest(31, (x) => `$Concat(${x}, "b")`, `$Concat($Var(env), ${quoted(a(200_000))})`),
    ],
    [
      'a hundred copies in one concat',
      'evaluated',
      `$Concat(${Array.from({ length: 100 }, () => late).join()})`,
    ],
    [
      'deep changes of case',
      'refused',
      nest(31, (x) => `$Uppercase($Lowercase(${x}))`.slice(0, BODY), quoted('İ'.repeat(100_000))),
    ],
    ['a case that grows', 'failed', `$Uppercase($Concat($Var(env), ${quoted('ΐ'.repeat(120_000))}))`],
    [
      'small letters of the slowest kind',
      'failed',
      `$Lowercase($Concat($Var(env), ${quoted('İΣ'.repeat(60_000))}))`,
    ],
    ['sizes of a long text of pairs', 'evaluated', full(`$Size(${quoted('😀'.repeat(400))})`)],
    ['one size of a long text of pairs', 'evaluated', `$Size(${quoted('😀'.repeat(120_000))})`],
    ['trims of blanks', 'evaluated', nest(31, (x) => `$Trim(${x})`, quoted(' '.repeat(240_000)))],
    ['blanks between arguments', 'evaluated', `$Concat(${' '.repeat(120_000)}a${' '.repeat(120_000)})`],
    [
      'control characters of a list as JSON',
      'refused',
      `all: $Split(${quoted(`${'\u0001'.repeat(24)},`.repeat(9000))}, ",")`,
    ],
    ['one list in many places', 'refused', full(list(120))],
    [
      'numbers of very many digits',
      'refused',
      full(`$Add(${quoted('1'.repeat(380))}, ${quoted('9'.repeat(380))})`),
    ],
    ['a number of a quarter of a million digits', 'refused', `$Add(${quoted('1'.repeat(240_000))}, 1)`],
    [
      'a date of a quarter of a million characters',
      'refused',
      `$DateAdd($Concat("2026-01-01 ", ${quoted('('.repeat(240_000))}), 1, "days")`,
    ],
    ['dates and dates', 'refused', full('$Format($DateAdd($Now(), 1, "months"), "dddd MMMM a")')],
    ['dates in the farthest year', 'refused', full('$DateAdd(-62000000000000, 9000, "years")')],
    [
      'dates as many as may be',
      'failed',
      Array.from({ length: 1000 }, () => '$DateAdd(-6200000000000, 90, "months")'),
    ],
    ['fifty thousand operators in one text', 'refused', '$Now '.repeat(50_000)],
    ['as many texts with one operator as there is room for', 'refused', full('$Now')],
    ['as many operators of no name', 'refused', full('$a()')],
    ['escaped operators alone', 'refused', full('$$Now')],
    ['escaped operators in one text', 'refused', '$$Now'.repeat(50_000)],
    ['dollars alone', 'evaluated', '$'.repeat(BODY)],
    ['an endless name', 'refused', `$${a(BODY)}(`],
    ['names that open nothing', 'evaluated', '$abc'.repeat(60_000)],
    ['brackets that do not close', 'refused', full('$Concat("')],
    ['arguments without end', 'refused', `$Concat(${','.repeat(BODY)})`],
    ['backslashes', 'evaluated', `$Concat("${'\\\\'.repeat(100_000)}")`],
    ['nesting without end', 'refused', '$Trim('.repeat(40_000)],
    ['texts without operators', 'evaluated', full('')],
    ['numbers', 'evaluated', Array.from({ length: 120_000 }, () => 1)],
    ['fields', 'evaluated', Object.fromEntries(Array.from({ length: 18_000 }, (_, i) => [`k${i}`, '$']))],
    ['a long key over a mistake', 'refused', { [a(200_000)]: full('$Nope()').slice(0, 5000) }],
    ['secrets by many names', 'refused', full('$Secret{A}').map((_, i) => `$Secret{${i}}`)],
    ['a secret in many texts', 'refused', full('$Secret{API_KEY}').map((_, i) => `${i} $Secret{API_KEY}`)],
    [
      'a secret in as many texts as may be',
      'evaluated',
      Array.from({ length: 900 }, (_, i) => `${a(200)}${i} $Secret{API_KEY}`),
    ],
    ['secrets within other operators', 'refused', full('$Split($Secret{API_KEY}, "")')],
  ];
}
