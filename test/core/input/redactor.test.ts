import { Redactor } from '../../../core/input/redactor.ts';
import { WIDEST } from '../../../core/input/secret-forms.ts';

const SECRET = 's3cr€t "with" /signs & spaces';

function knowing(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

describe('what leaves an attempt', () => {
  test.each([
    ['as it is', SECRET],
    ['in JSON', JSON.stringify({ echo: SECRET })],
    ['in a URL', `https://x.example/?key=${encodeURIComponent(SECRET)}`],
    ['in a form', new URLSearchParams({ key: SECRET }).toString().replaceAll('%2F', '%2F')],
    ['in base64', `Basic ${Buffer.from(SECRET).toString('base64')}`],
  ])('does not hold a secret %s', (_how, text) => {
    const hidden = knowing(SECRET).hide(text);
    expect(hidden).toContain('***');
    expect(hidden).not.toContain('cr€t');
    expect(hidden).not.toContain(encodeURIComponent('cr€t'));
  });

  test('does not hold it anywhere in a JSON value: in texts, lists, keys and numbers', () => {
    const value = { [SECRET]: [SECRET, { deep: `a ${SECRET} b` }], pin: 123456, n: 1, none: null, yes: true };
    expect(knowing(SECRET, '123456').hideIn(value)).toEqual({
      '***': ['***', { deep: 'a *** b' }],
      pin: '***',
      n: 1,
      none: null,
      yes: true,
    });
  });

  test('does not hold a secret as JavaScript and Python write it between single quotes', () => {
    expect(knowing(`it's a "secret"`).hide(`{'echo': 'it\\'s a "secret"'}`)).toBe("{'echo': '***'}");
  });

  test('does not hold the rest of a secret that begins as another does', () => {
    expect(knowing('abcd', 'abcd-efgh').hide('abcd-efgh abcd')).toBe('*** ***');
  });

  test('holds what only begins as a secret does, for hiding it would tell a guess from a wrong one', () => {
    expect(knowing('abcd-efgh-ijkl').hide('echo: abcd-ef')).toBe('echo: abcd-ef');
    expect(knowing('testing-token').hide('test')).toBe('test');
  });

  test('does not hold the end of a text that was cut, be there a beginning of a secret or not', () => {
    const redactor = knowing('abcd-efgh-ijkl');
    const kept = 'x'.repeat(500);
    expect(redactor.hideInCut(`${kept}${'y'.repeat(14 * WIDEST - 1 - 7)}abcd-ef`)).toBe(kept);
    expect(redactor.hideInCut(`${kept}${'y'.repeat(14 * WIDEST - 1)}`)).toBe(kept);
    expect(redactor.hideInCut('short')).toBe('');
    expect(knowing().hideInCut('all')).toBe('all');
  });

  test('does not hold the rest of secrets that overlap, nor tell how many stood side by side', () => {
    expect(knowing('abcdef', 'defghi').hide('-abcdefghi-')).toBe('-***-');
    expect(knowing('abcd').hide('-abcdabcd-')).toBe('-***-');
    expect(knowing('aaaa').hide('-aaaaaa-')).toBe('-***-');
    expect(knowing('abcdefgh', 'cdef').hide('abcdefg cdef')).toBe('ab***g ***');
  });

  test.each<[string, (secret: string) => string]>([
    [
      'percent-encoded with small hex',
      (s) => encodeURIComponent(s).replaceAll(/%../g, (x) => x.toLowerCase()),
    ],
    [
      'percent-encoded wholly',
      (s) => [...Buffer.from(s)].map((b) => `%${b.toString(16).padStart(2, '0')}`).join(''),
    ],
    ['percent-encoded twice', (s) => encodeURIComponent(encodeURIComponent(s))],
    ['in a form', (s) => new URLSearchParams({ s }).toString()],
    ['in JSON within JSON', (s) => JSON.stringify(JSON.stringify({ s }))],
    [
      'in JSON of ASCII with escaped slashes',
      (s) => JSON.stringify(s).replaceAll('/', '\\/').replaceAll('€', '\\u20AC'),
    ],
    ['in a URL within JSON', (s) => JSON.stringify({ url: `https://x/?a=${encodeURIComponent(s)}` })],
    ['in HTML', (s) => s.replaceAll('&', '&amp;').replaceAll('"', '&#34;').replaceAll('€', '&#x20ac;')],
    ['in hex', (s) => Buffer.from(s).toString('hex')],
    ['in HEX', (s) => Buffer.from(s).toString('hex').toUpperCase()],
    ['in base64 of a longer text', (s) => Buffer.from(`user:${s}!`).toString('base64')],
    ['in base64 one byte on', (s) => Buffer.from(`u${s}`).toString('base64')],
    ['in base64 two bytes on', (s) => Buffer.from(`us${s}`).toString('base64')],
    ['in base64url', (s) => Buffer.from(`~~${s}~`).toString('base64url')],
    ['with its stretches of space made one', (s) => s.replaceAll(/\s+/g, ' ')],
    ['without the space at its end', (s) => s.trim()],
  ])('does not hold a secret %s', (_how, encode) => {
    const secret = 'k€y "with"/signs &\n  sp4ces>?~\n';
    const text = `<<${encode(secret)}>>`;
    const hidden = knowing(secret).hide(text);
    expect(hidden).toContain('***');
    const left = hidden.replaceAll('***', '').replaceAll(/^<<|>>$/g, '');
    // Beside it may stand what was encoded with it, and the names and quotes of JSON and URLs.
    expect(left.length).toBeLessThan(30);
    expect(left).not.toMatch(/k€y|with|signs|sp4ces/);
  });

  test('does not hold a secret that an app gives back without the space at its ends', () => {
    expect(knowing('  abc def ').hide('<abc def>')).toBe('<***>');
    expect(knowing(' abc ').hide('<abc> < abc >')).toBe('<abc> <***>');
  });

  test('does not hold a secret that is found in one reading of the text alone, before or behind one of another', () => {
    const [clear, encoded] = ['%41-s3cret', '%34%31%2Ds3cret'];
    expect(knowing('41-s3cret').hide(`${encoded} ${clear}`)).toBe('*** %***');
    expect(knowing('41-s3cret').hide(`${clear} ${encoded}`)).toBe('%*** ***');
  });

  const html = (s: string) =>
    s
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;');
  const url = encodeURIComponent;
  const form = (s: string) => new URLSearchParams({ s }).toString().slice(2);
  const inJson = (s: string) => JSON.stringify(s).slice(1, -1);
  const base64 = (s: string) => Buffer.from(s).toString('base64');
  const hex = (s: string) => Buffer.from(s).toString('hex');
  const wrapped = (s: string, column: number) => s.replaceAll(new RegExp(`.{${column}}`, 'g'), '$&\r\n');
  const times = (n: number, encode: (s: string) => string, s: string) =>
    Array.from({ length: n }).reduce<string>(encode, s);

  test.each([
    'plain4Secret-0',
    '5tD3"ltiA7E8T\\',
    'q\\Zk9Lm2w8Rt5y\\',
    "Q4'W8 E2+R6#Z3<",
    '\\begins&"twice"',
  ])('does not hold the secret %j in what apps write around each other', (secret) => {
    const around = {
      json: (text: string) => JSON.stringify({ authorization: `Bearer ${text}`, next: 1 }),
      html: (text: string) => `<pre>${html(text)}</pre>`,
      url: (text: string) => `https://x/?state=${url(text)}&y=1`,
      ascii: (text: string) =>
        `"${[...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`,
      entities: (text: string) => [...text].map((c) => `&#${c.charCodeAt(0)};`).join(''),
    };
    const names = Object.keys(around) as (keyof typeof around)[];
    const chains = names.flatMap((one) => [
      [one],
      ...names.flatMap((two) => [[one, two], ...names.map((three) => [one, two, three])]),
    ]);
    const bare = (text: string) => text.replaceAll(/[^A-Za-z0-9]/g, '');
    const kept = chains.filter((chain) => {
      const text = chain.reduceRight((inner, name) => around[name](inner), secret);
      return text.length < 20_000 && !knowing(secret).hide(text).includes('***');
    });
    expect(kept.map((chain) => chain.join(' around '))).toEqual([]);
    expect(bare(knowing(secret).hide(around.html(around.json(secret))))).not.toContain(bare(secret));
  });

  test.each([
    'abc&def\\ngh',
    'abc<def\\u0041gh',
    'abc"def\\ngh',
    "abc'def\\\\gh",
    'abc%41&def\\ngh',
    'a&amp;b"c%26d',
    'n&b<c',
  ])('does not hold the secret %j, which reads as escapes itself, in any notation', (secret) => {
    for (const encode of [html, url, form, inJson]) {
      for (const again of [(s: string) => s, html, url, inJson]) {
        const text = `<x>${again(encode(secret))}</x>`;
        expect([text, knowing(secret).hide(text)]).toEqual([text, '<x>***</x>']);
      }
    }
  });

  const PEM = `-----BEGIN KEY-----\n${`${'aB3/+xY9'.repeat(8)}\n`.repeat(4)}-----END KEY-----\n`;
  test.each<[string, (pem: string) => string]>([
    ['with CR LF', (s) => s],
    ['with CR LF in JSON', inJson],
    ['with CR LF in a form', form],
    ['with CR LF in base64', base64],
    ['with other columns', (s) => wrapped(s.replaceAll('\r\n', ''), 50)],
    ['with lines that are indented', (s) => s.replaceAll('\r\n', '\r\n    ')],
  ])('does not hold a secret of several lines %s', (_how, encode) => {
    const hidden = knowing(PEM).hide(`<${encode(PEM.replaceAll('\n', '\r\n'))}>`);
    expect(hidden).toContain('***');
    expect(hidden.length).toBeLessThan(20);
    expect(hidden).not.toMatch(/aB3|KEY/);
  });

  test.each([64, 76])('does not hold a secret in base64 or hex of lines of %d letters', (column) => {
    const secret = 'correct horse battery staple, and some more of the like to fill more than a line'.repeat(
      2,
    );
    for (const encode of [base64, hex]) {
      const hidden = knowing(secret).hide(wrapped(encode(`before ${secret} after`), column));
      expect(hidden).toMatch(/^[\w\r\n]*\*\*\*[\w\r\n+/=]*$/);
      expect(hidden.length).toBeLessThan(40);
      expect(knowing(secret).hide(JSON.stringify(wrapped(encode(secret), column)))).toBe('"***"');
    }
  });

  test('does not hold a secret in hex or base64 of another encoding', () => {
    const secret = 'p4ss "w&rd" 100% <\\>\'€';
    for (const encode of [html, url, form, inJson, base64, hex]) {
      for (const outer of [base64, hex]) {
        const text = outer(encode(secret));
        expect([encode.name, knowing(secret).hide(text)]).toEqual([encode.name, '***']);
      }
      expect(knowing(secret).hide(base64(`{"a":"${encode(secret)}"}`))).toContain('***');
    }
  });

  test.each<[string, string]>([
    ['named', 'p&auml;ss&euro;w&ouml;rd&Auml;&lbrace;&lowbar;'],
    ['numeric without semicolons', 'p&#228ss&#x20acw&#246rd&#196&#123&#95'],
    ['numeric with zeros', 'p&#00000000228;ss&#x00000020AC;w&#000246;rd&#0196;&#0123;&#095;'],
  ])('does not hold a secret with entities that are %s', (_how, text) => {
    expect(knowing('päss€wördÄ{_').hide(`<b>${text}</b>`)).toBe('<b>***</b>');
  });

  test('does not hold a secret that was encoded many times', () => {
    const secret = 'p4ss "w&rd" 100% <>€';
    for (const encode of [url, html, inJson]) {
      for (let n = 1; n < 7; n += 1) {
        expect([encode.name, n, knowing(secret).hide(times(n, encode, secret))]).toEqual([
          encode.name,
          n,
          '***',
        ]);
      }
    }
  });

  test('holds no letter of base64 that a secret has a part in', () => {
    const secret = 'abcdefgh';
    for (const [before, after] of [
      ['', 'x'],
      ['u', ''],
      ['us', 'xy'],
      ['use', 'x'],
    ] as const) {
      const encoded = Buffer.from(before + secret + after).toString('base64');
      const others = ['bbcdefgh', '!bcdefgh', 'abcdefgi'].map((s) =>
        Buffer.from(before + s + after).toString('base64'),
      );
      const hidden = knowing(secret).hide(encoded);
      const [head = '', tail = ''] = hidden.split('***');
      for (const other of others) {
        expect(other.startsWith(head)).toBe(true);
        expect(other.endsWith(tail)).toBe(true);
      }
    }
  });

  test.each([
    '\n',
    '\r\n',
    ' \n',
    '\t\t\n  ',
    ' \r\n',
    '\u2028',
    '\u2029',
    '\u0085',
    '\v',
    '\f',
    '\n\u00a0',
    '\u3000\n',
    '\ufeff\n\u2003',
  ])('does not hold a secret in base64 or hex whose lines are joined by %j', (between) => {
    const secret = 'sk-live-7Hq0aZ';
    for (const encoding of ['base64', 'hex'] as const) {
      for (const every of [1, 3, 7]) {
        const encoded = Buffer.from(secret).toString(encoding);
        const broken = encoded.replaceAll(new RegExp(`.{${every}}(?!$)`, 'g'), `$&${between}`);
        expect(knowing(secret).hide(`<${broken}>`)).toBe('<***>');
      }
    }
  });

  test('holds innocent words that only spaces keep apart', () => {
    const secret = 'sk-live-7Hq0aZ';
    const spaced = Buffer.from(secret).toString('hex').replaceAll(/../g, '$& ');
    expect(knowing(secret).hide(spaced)).toBe(spaced);
  });

  test('does not hold a secret whose letters a form writes as escapes of control characters', () => {
    expect(knowing('ab\0cd').hide('<ab%00cd>')).toBe('<***>');
  });

  test('holds innocent text that a shorter secret resembles only in base64', () => {
    expect(knowing('abcdefg').hide(Buffer.from('xabcdefgy').toString('base64'))).not.toContain('***');
  });

  test('does not hold a secret as a number, however it is written', () => {
    const redactor = knowing('00123456', '12345678901234567890', '7.50000');
    const echo = JSON.parse('[123456, 12345678901234567890, 12345, 7.5, 1234567]');
    expect(redactor.hideIn(echo)).toEqual(['***', '***', 12345, 7.5, 1234567]);
  });

  test('does not hold the digits of a secret in a longer number, unless they are so few that any may have them', () => {
    const redactor = knowing('90817263', '1234567');
    const echo = JSON.parse('[-90817263, 90817263.5, 1908172630, 9081726, 12345678, 1234567]');
    expect(redactor.hideIn(echo)).toEqual(['***', '***', '***', 9081726, 12345678, '***']);
  });

  test.each([
    ['CARD_DECLINED', 'CARD_DECLINED'],
    ['SK_LIVE_ABC_DEF123', '***'],
    ['E_SK_LIVEABCDEF123_X', '***'],
    ['SK_LIVE_ABC', 'SK_LIVE_ABC'],
  ])('shows the code %s as %s where an app may have made one of a secret', (code, shown) => {
    expect(knowing('sk_live_AbcDef123').hideInCode(code)).toBe(shown);
  });

  test('is left alone where a secret is shorter than four characters, which would blank out words', () => {
    expect(knowing('at', '').hide('what a cat')).toBe('what a cat');
  });
});

describe('a secret is hidden', () => {
  test('also when it is added after texts were hidden already', () => {
    const redactor = knowing('abcd-efgh');
    expect(redactor.hide('abcd-efgh ijkl-mnop')).toBe('*** ijkl-mnop');
    redactor.add('ijkl-mnop');
    expect(redactor.hide('abcd-efgh ijkl-mnop')).toBe('*** ***');
  });

  test('with what stands between two places kept, in whatever notation each is written', () => {
    expect(knowing('abcd efgh').hide('<abcd%20efgh> and <abcd efgh>')).toBe('<***> and <***>');
  });

  test('in a text that was cut, where it begins before the end that is left out', () => {
    const cut = (before: number) =>
      knowing('abcd').hideInCut(`${'x'.repeat(before)}abcd`.padEnd(10 + 4 * 18 - 1, 'y'));
    expect([cut(10), cut(9), cut(3)]).toEqual(['xxxxxxxxxx', 'xxxxxxxxx***', 'xxx***yyy']);
  });

  test('in a text that was cut, of which as much is left out as 18 characters stand for one', () => {
    const hexOfPercent = Buffer.from(encodeURIComponent('€€€€')).toString('hex');
    expect(knowing('€€€€').hideInCut(`kept${hexOfPercent.slice(0, -1)}`)).toBe('kept');
  });

  test.each([
    [' abcd ', '<abcd>', '<***>'],
    ['ab   c', '<ab c>', '<***>'],
    ['a   b', '<a b>', '<a b>'],
    ['%41bcd', '<Abcd>', '<***>'],
    ['&lt;b', '<b> x', '<b> x'],
  ])('as it may be read, from four characters on: %j in %j', (secret, text, hidden) => {
    expect(knowing(secret).hide(text)).toBe(hidden);
  });

  test('in base64 of URLs, which has other signs', () => {
    expect(knowing('>>>???~~~').hide('<Pj4-Pz8_fn5->')).toBe('<***>');
  });

  test('in base64 with exactly the letters that hold bits of it', () => {
    for (let before = 0; before < 6; before += 1) {
      for (const secret of ['k€y-one', 'abcdefgh', 'abcdefghi', 'abcdefghij']) {
        const encoded = Buffer.from(`${'u'.repeat(before)}${secret}vwxyz`).toString('base64');
        const end = 8 * (before + Buffer.byteLength(secret));
        const left = `${encoded.slice(0, Math.floor((8 * before) / 6))}***${encoded.slice(Math.ceil(end / 6))}`;
        expect([before, secret, knowing(secret).hide(encoded)]).toEqual([before, secret, left]);
      }
    }
  });

  test('in a code where any of the secrets stands, and in none where none is known', () => {
    expect(knowing('a-b-cd', 'another').hideInCode('E_ABCD')).toBe('***');
    expect(knowing('a-b-c').hideInCode('X a-b-c')).toBe('X ***');
    expect(knowing().hideInCode('E_ABCD')).toBe('E_ABCD');
  });
});
