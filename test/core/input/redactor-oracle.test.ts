import { Redactor } from '../../../core/input/redactor.ts';
import { formsOf } from '../../../core/input/secret-forms.ts';

/** A sequence of numbers in [0, 1) that is the same in every run (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+/=.$"\\& %€\n'];
const random = chance(14);
const below = (most: number) => Math.floor(random() * most);
const textOf = (length: number) =>
  Array.from({ length }, () => LETTERS[below(LETTERS.length)] ?? 'x').join('');

const ENCODINGS: ((text: string) => string)[] = [
  (text) => text,
  encodeURIComponent,
  (text) => new URLSearchParams({ '': text }).toString().slice(1),
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => JSON.stringify(JSON.stringify(text)).slice(3, -3),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(`x${text}`).toString('base64url'),
  (text) => Buffer.from(`xy${text}z`).toString('base64'),
  (text) => Buffer.from(text).toString('hex'),
];

/** What an attacker would have an app echo: beginnings, ends and variations of a secret, in every encoding. */
function guessOf(secret: string): string {
  const at = below(secret.length);
  const pieces = [
    secret.slice(0, at),
    secret.slice(at + 1),
    secret.slice(0, -1) + (secret.endsWith('x') ? 'y' : 'x'),
    secret.slice(0, at) + textOf(1) + secret.slice(at),
    secret.slice(0, at) + textOf(2) + secret.slice(at + 1),
    textOf(secret.length),
  ];
  const piece = pieces[below(pieces.length)] ?? '';
  const encoded = (ENCODINGS[below(ENCODINGS.length)] ?? String)(piece);
  return encoded.slice(0, encoded.length - (random() < 0.3 ? below(4) : 0));
}

/** Whether a text says the secret whole, told independently of how the redactor searches. */
function says(text: string, secret: string): boolean {
  const decoded = [text];
  for (const read of [
    unJson,
    unPercent,
    (s: string) => unPercent(unPercent(s)),
    (s: string) => unJson(unJson(s)),
  ]) {
    decoded.push(read(text));
  }
  return decoded.some((said) => formsOf(secret).some((form) => said.includes(form.text)));
}

/** Whether one may read the secret in a text, by reading it as any notation after any other, with its breaks or without. */
function maySay(text: string, secret: string): boolean {
  const forms = formsOf(secret);
  const known = new Set([text]);
  for (const said of known) {
    if (forms.some((form) => said.includes(form.text))) return true;
    const next = known.size < 16 ? [unJson, unPercent, unBroken].map((read) => read(said)) : [];
    for (const read of next) known.add(read);
  }
  return false;
}

const unBroken = (text: string) => text.replaceAll(/[\s\u0085]*[\n\r\v\f\u0085\u2028\u2029][\s\u0085]*/g, '');
const unJson = (text: string) =>
  text.replaceAll(/\\(u[0-9a-f]{4}|.)/gs, (_all, escaped: string) =>
    escaped.length === 5
      ? String.fromCharCode(Number.parseInt(escaped.slice(1), 16))
      : ({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' }[escaped] ?? escaped),
  );
const unPercent = (text: string) =>
  Buffer.from(
    text
      .replaceAll(/\P{ASCII}/gu, encodeURIComponent)
      .replaceAll(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();

function knowing(...secrets: string[]): Redactor {
  const redactor = new Redactor();
  for (const secret of secrets) redactor.add(secret);
  return redactor;
}

test('What is kept of an echo does not depend on a secret that the echo does not say whole.', () => {
  let whole = 0;
  for (let pair = 0; pair < 2000; pair += 1) {
    const secret = textOf(4 + below(40));
    const echo = `{"echo":"${textOf(below(8))}${guessOf(secret)}${random() < 0.5 ? '' : textOf(below(8))}`;
    const told = knowing(secret);
    const blind = knowing('an unrelated secret, as long as may be');
    if (maySay(echo, secret)) {
      whole += 1;
      continue;
    }
    expect({ secret, kept: told.hide(echo) }).toEqual({ secret, kept: blind.hide(echo) });
    expect(told.hideIn({ [echo]: echo })).toEqual(blind.hideIn({ [echo]: echo }));
  }
  // Else nothing was tried: a guess is almost never the whole of it.
  expect(whole).toBeLessThan(500);
});

test('What is kept of a text that was cut depends on the length of the longest secret alone.', () => {
  for (let pair = 0; pair < 300; pair += 1) {
    const secret = textOf(20);
    const echo = `${textOf(400)}${secret.slice(0, below(20))}`;
    expect(knowing(secret).hideInCut(echo)).toBe(knowing('z'.repeat(20)).hideInCut(echo));
  }
});

test('A secret echoed whole in any encoding is not to be read in what is kept.', () => {
  for (let pair = 0; pair < 600; pair += 1) {
    const secret = textOf(8 + below(40));
    const encode = ENCODINGS[below(ENCODINGS.length)] ?? String;
    const hidden = knowing(secret).hide(`<${encode(secret)}>`);
    expect({ secret, hidden }).toEqual({ secret, hidden: expect.stringContaining('***') });
    expect(says(hidden, secret)).toBe(false);
  }
});
