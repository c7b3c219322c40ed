import { ENTITIES } from '../../../core/input/entities.ts';
import { placeIn, readingsOf, textOf } from '../../../core/input/text-readings.ts';

/** Each reading of a text but the text itself, and where each of its units and its end stand in the text. */
const READINGS: [text: string, readings: [reading: string, places: string][]][] = [
  ['plain', []],
  ['a\\tb', [['a\tb', '0 1 3 4']]],
  [
    '\\b\\f\\n\\r\\t\\/\\"\\\\',
    [
      ['\b\f\n\r\t/"\\', '0 2 4 6 8 10 12 14 16'],
      ['\b/"\\', '0 10 12 14 16'],
    ],
  ],
  ['\\u0041\\u00e9\\u00E9\\uD83D\\uDE00', [['Aéé😀', '0 6 12 18 24 30']]],
  ['\\u004', []],
  ['\\u00g1', []],
  ['x\\', []],
  [
    '\\\\\\\\u0041',
    [
      ['\\\\u0041', '0 2 4 5 6 7 8 9'],
      ['\\u0041', '0 4 5 6 7 8 9'],
      ['A', '0 9'],
    ],
  ],
  [
    '\\\\\\\\',
    [
      ['\\\\', '0 2 4'],
      ['\\', '0 4'],
    ],
  ],
  ['&#65;&#x41;&#X4a;&#65 b&#x41g', [['AAJA bAg', '0 5 11 17 21 22 23 28 29']]],
  [
    '&#;&#x;&#x110000;&#x10ffff;',
    [['&#;&#x;&#x110000;􏿿', '0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 17 27']],
  ],
  ['&#x1F600;', [['😀', '0 0 9']]],
  [
    '&amp;amp;lt;',
    [
      ['&amp;lt;', '0 5 6 7 8 9 10 11 12'],
      ['<', '0 12'],
    ],
  ],
  ['&lt;&gt;&amp;&quot;&apos;', [['<>&"\'', '0 4 8 13 19 25']]],
  ['&nope;&lt &;', []],
  ['&hellipx', []],
  ['&amp;&#60;', [['&<', '0 5 10']]],
  ['%41%e9%C3%A9%E2%82%AC%F0%9F%98%80', [['Aéé€😀', '0 3 6 12 21 21 33']]],
  ['%F4%90%80%80', [['ô\u0090\u0080\u0080', '0 3 6 9 12']]],
  ['%C3x%C3%28', [['ÃxÃ(', '0 3 4 7 10']]],
  ['%4%zz', []],
  [
    '%253C%25253c',
    [
      ['%3C%253c', '0 3 4 5 8 9 10 11 12'],
      ['<<', '0 5 12'],
    ],
  ],
  [
    '%25%32%35',
    [
      ['%25', '0 3 6 9'],
      ['%', '0 9'],
    ],
  ],
  ['a\n  b\r\n\tc', [['abc', '0 4 8 9']]],
  ['a\n', [['a', '0 2']]],
  [
    '\\n x&lt;',
    [
      ['\n x&lt;', '0 2 3 4 5 6 7 8'],
      ['\n x<', '0 2 3 4 8'],
      ['\\n x<', '0 1 2 3 4 8'],
      ['\n x<', '0 2 3 4 8'],
      ['x<', '3 4 8'],
    ],
  ],
  ['%E2%82', [['â\u0082', '0 3 6']]],
  ['%7f%80', [['\u007f\u0080', '0 3 6']]],
  ['&#1114112;', []],
  ['a&amp;', [['a&', '0 1 6']]],
  [
    '%26lt%3b',
    [
      ['&lt;', '0 3 4 5 8'],
      ['<', '0 8'],
    ],
  ],
  [
    '\\u0026lt;',
    [
      ['&lt;', '0 6 7 8 9'],
      ['<', '0 9'],
    ],
  ],
  ['&frac14;&hellip;&lbrack;&toolong;', [['¼…[&toolong;', '0 8 16 24 25 26 27 28 29 30 31 32 33']]],
  ['%c3%a9%C3%89', [['éÉ', '0 6 12']]],
  ['\\uZZZZ\\u00', []],
  ['%E2%82%AC%', [['€%', '0 9 10']]],
  ['%F0%9F%98', [['ð\u009f\u0098', '0 3 6 9']]],
  ['&#0;&#9;', [['\u0000\t', '0 4 8']]],
  ['a\r\n b \n', [['ab', '0 4 7']]],
  ['%G1%1G%@1%`1%:1%/1', []],
  ['&#x/;&#x:;&#x@;&#xG;&#x`;&#xg;', []],
  ['%DF%BF%EF%BF%BF%F4%8F%BF%BF', [['߿\uffff􏿿', '0 6 15 15 27']]],
  ['\ufeffx', []],
  ['\\t\\', [['\t\\', '0 2 3']]],
  ['\\t0041', [['\t0041', '0 2 3 4 5 6']]],
  ['\\u0000x', [['\u0000x', '0 6 7']]],
  [
    '\\\\\\\\\\\\\\\\',
    [
      ['\\\\\\\\', '0 2 4 6 8'],
      ['\\\\', '0 4 8'],
      ['\\', '0 8'],
    ],
  ],
  [
    '\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\\u0041',
    [
      ['\\\\\\\\\\\\\\\\u0041', '0 2 4 6 8 10 12 14 16 17 18 19 20 21'],
      ['\\\\\\\\u0041', '0 4 8 12 16 17 18 19 20 21'],
      ['\\\\u0041', '0 8 16 17 18 19 20 21'],
      ['A', '0 21'],
    ],
  ],
  [
    '&amp;lt;amp;lt;',
    [
      ['&lt;amp;lt;', '0 5 6 7 8 9 10 11 12 13 14 15'],
      ['<amp;lt;', '0 8 9 10 11 12 13 14 15'],
    ],
  ],
  ['lt;&amp;x&nope;', [['lt;&x&nope;', '0 1 2 3 8 9 10 11 12 13 14 15']]],
  [
    '&amp;amp;&lt;',
    [
      ['&amp;<', '0 5 6 7 8 9 13'],
      ['&<', '0 9 13'],
    ],
  ],
  ['&#65a;', [['Aa;', '0 4 5 6']]],
  ['&#99999999999999999999;', []],
  ['&#x10000;&#xffff;', [['𐀀\uffff', '0 0 9 17']]],
  ['&szlig;&THORN;', [['ßÞ', '0 7 14']]],
  ['%E0%A0%80%C0%80%EF%80%80', [['ࠀ\u0000', '0 9 15 24']]],
  ['%00', [['\u0000', '0 3']]],
  [
    '%252500',
    [
      ['%2500', '0 3 4 5 6 7'],
      ['\u0000', '0 7'],
    ],
  ],
  [
    '%2520ab%2541ab',
    [
      ['%20ab%41ab', '0 3 4 5 6 7 10 11 12 13 14'],
      [' abAab', '0 5 6 7 12 13 14'],
    ],
  ],
  ['a\rb', [['ab', '0 2 3']]],
  [' a\nb', [[' ab', '0 1 3 4']]],
  ['a\n!b', [['a!b', '0 2 3 4']]],
  ['&AMP;&`x;&{;&[;&@;', [['&&`x;&{;&[;&@;', '0 5 6 7 8 9 10 11 12 13 14 15 16 17 18']]],
];

test.each(READINGS)('the text %j is also read as %j', (text, readings) => {
  const [asItIs, ...others] = [...readingsOf(text)];
  expect(asItIs && textOf(asItIs)).toBe(text);
  expect(
    others.map((reading) => {
      const places = Array.from({ length: reading.codes.length + 1 }, (_, i) => placeIn(reading, i));
      return [textOf(reading), places.join(' ')];
    }),
  ).toEqual(readings);
});

test('the named entities of Latin-1 and of signs are known', () => {
  const named = (name: string) => String.fromCodePoint(ENTITIES.get(name) ?? 0);
  expect([...'¡¿ÀÖ×ØÞßàö÷øÿ']).toEqual(
    [
      'iexcl',
      'iquest',
      'Agrave',
      'Ouml',
      'times',
      'Oslash',
      'THORN',
      'szlig',
      'agrave',
      'ouml',
      'divide',
      'oslash',
      'yuml',
    ].map(named),
  );
  expect([...'&&<"\'\\]€…™']).toEqual(
    ['amp', 'AMP', 'lt', 'quot', 'apos', 'bsol', 'rsqb', 'euro', 'hellip', 'trade'].map(named),
  );
  expect(ENTITIES.get('nbsp')).toBe(160);
});

test('a line break is read over with all white space around it, of whatever kind', () => {
  const blanks = ['\t', ' ', '\u00a0', '\u1680', '\u202f', '\u205f', '\u3000', '\ufeff'];
  const spaces = Array.from({ length: 11 }, (_, nth) => String.fromCharCode(0x2000 + nth));
  const breaks = ['\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029'];
  const joined = (between: string) => [...readingsOf(`a${between}b`)].map(textOf).at(-1);
  for (const line of breaks)
    for (const blank of [...blanks, ...spaces, ...breaks, ''])
      expect([line, blank, joined(`${blank}${line}${blank}`)]).toEqual([line, blank, 'ab']);
  for (const other of ['\u200b', '\u1fff', '_', '\u0084']) expect(joined(`${other}\n`)).toBe(`a${other}b`);
  for (const blank of [...blanks, ...spaces]) expect(joined(blank)).toBe(`a${blank}b`);
});

test('a backslash is read of JSON that is written in JSON any number of times, where it escapes nothing', () => {
  let text = 'a\\!b';
  for (let times = 0; times < 7; times += 1) text = JSON.stringify(text).slice(1, -1);
  expect([...readingsOf(text)].map(textOf)).toContain('a\\!b');
});
