import { Redactor } from '../../core/input/redactor.ts';
import { boundResult, boundText } from '../../lambdas/executor/bound-result.ts';
import { expectShort } from './cpu.ts';

const SECRETS = [
  'sk-live-7Hq0aZ/3+f"w',
  'abc&def\\ngh',
  'p%41ssw€rd with spaces',
  'AKIA1234567890ABCDEF',
  'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
];

function knowing(): Redactor {
  const redactor = new Redactor();
  for (const secret of SECRETS) redactor.add(secret);
  redactor.addFromCaller(`Bearer ${SECRETS[0]}`);
  return redactor;
}

describe('looking for secrets holds a run for less than 50 ms of CPU', () => {
  const text = (piece: string, length: number) =>
    piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
  const json = (inner: string) => JSON.stringify(inner).slice(1, -1);
  const html = (inner: string) => inner.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const around = (...encode: ((inner: string) => string)[]) =>
    encode.reduce((inner, wrap) => wrap(`"\\&${inner}`), '"\\%41');
  const url = encodeURIComponent;
  const pieces: [string, string][] = [
    ['JSON around markup around URLs around both', around(html, json, json, html, url, html, json, json)],
    ['markup around JSON around URLs', around(url, json, json, html, html)],
    ['URLs around JSON around markup', around(url, html, json, json, html, url)],
    ['one level of each now and then', `${'x'.repeat(300)}${around(html, json, html, url, html, json)}`],
    ['ampersands', '&'],
    ['numbers of entities', '&#0'],
    ['entities', '&amp;'],
    ['entities in entities', '&amp;amp;amp;'],
    ['backslashes', '\\'],
    ['escapes', '\\n'],
    ['percent signs', '%'],
    ['URLs in URLs', '%2525'],
    ['parts of characters in URLs', '%E2%25'],
    ['line breaks', '\r\n'],
    ['base64 in lines', 'QUtJQTEyMzQ1Njc4OTBBQkNERUY=\r\n'],
    ['every notation now and then', `${'x'.repeat(500)}\\"&amp;lt;%2541\n%26lt;%5c%5cn`],
  ];

  test.each(pieces)('in an answer of 250 KB of %s', async (_what, piece) => {
    await expectShort(() => boundResult(text(piece, 250_000), knowing()));
  });

  test.each(pieces)('in an answer just short enough to be read whole, of %s', async (_what, piece) => {
    await expectShort(() => boundResult(text(piece, 81_000), knowing()));
  });

  test('in a message that resembles a secret at every letter', async () => {
    const redactor = () => {
      const known = knowing();
      known.add(`${'a'.repeat(5000)}b`);
      return known;
    };
    await expectShort(() => boundText('a'.repeat(1_000_000), 2000, redactor()));
  });
});
