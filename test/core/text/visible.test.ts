import fc from 'fast-check';
import { visible, visibleLine } from '../../../core/text/visible.ts';
import { hostileText, UNSEEN } from './hostile-text.ts';

describe('text for a terminal', () => {
  test.each([
    ['an escape sequence', '\u001b[2J\u001b[31mred', '\\u001b[2J\\u001b[31mred'],
    ['a link', '\u001b]8;;https://evil.example\u0007here', '\\u001b]8;;https://evil.example\\u0007here'],
    ['an escape sequence of one C1 control', '\u009b31m', '\\u009b31m'],
    ['a carriage return, which overwrites the line', 'failed\rcompleted', 'failed\\u000dcompleted'],
    ['a backspace and a delete', 'a\b\u007f', 'a\\u0008\\u007f'],
    ['a bidirectional override', 'txt.\u202eexe\u2066', 'txt.\\u202eexe\\u2066'],
    ['what has no width', 'job_\u200b1\ufeff', 'job_\\u200b1\\ufeff'],
    ['a separator of lines', 'a\u2028b', 'a\\u2028b'],
    ['invisible tags beyond the basic plane', 'a\u{e0041}', 'a\\udb40\\udc41'],
    ['fillers of Hangul', 'a\u115f\u1160\u3164\uffa0', 'a\\u115f\\u1160\\u3164\\uffa0'],
    ['the blank of Braille and the empty note head', '\u2800\u{1d159}', '\\u2800\\ud834\\udd59'],
    ['joiners and selectors that show nothing', 'a\u034f\ufe0f\u{e0100}', 'a\\u034f\\ufe0f\\udb40\\udd00'],
    ['vowels of Khmer that show nothing', 'a\u17b4', 'a\\u17b4'],
    ['the parts of a joined emoji', '👩\u200d🔬', '👩\\u200d🔬'],
    ['half a character', 'a\ud83d', 'a\\ud83d'],
    ['newlines and tabs, and letters of all scripts', 'naïve\t価格\n😀 שלום', 'naïve\t価格\n😀 שלום'],
  ])('shows %s', (_what, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('holds nothing that a terminal obeys or hides, whatever it is made of', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(visible(text).replace(/[\n\t]/g, '')).not.toMatch(UNSEEN);
        expect(visibleLine(text)).not.toMatch(UNSEEN);
      }),
      { numRuns: 2000 },
    );
  });

  test('keeps the meaning of JSON', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(JSON.parse(visible(JSON.stringify({ text })))).toEqual({ text });
      }),
      { numRuns: 2000 },
    );
  });

  test('is one line within its bound, and says by its last character that it was cut', () => {
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 40 }), (text, most) => {
        const [whole, cut] = [visibleLine(text), visibleLine(text, most)];
        expect(cut.length).toBeLessThanOrEqual(most);
        if (whole.length <= most) expect(cut).toBe(whole);
        else expect(cut.at(-1)).toBe('…');
        expect(cut).not.toMatch(UNSEEN);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ['abcd', 4, 'abcd'],
  ['abcde', 4, 'abc…'],
  ['ab😀c', 4, 'ab…'],
  ['a\nb', 8, 'a\\u000ab'],
  ['a\nb', 7, 'a\\u000…'],
  ['a', 1, 'a'],
  ['ab', 1, '…'],
])('the line of %j within %d characters is %j', (text, most, line) => {
  expect(visibleLine(text, most)).toBe(line);
});
