import { ENTITIES, ENTITY_NAME_MAX } from './entities.ts';

/** What an escape stands for, as one code point or unit, and the position behind it; an end of 0 says that there is none. */
export interface Escape {
  code: number;
  end: number;
}

/** How the escapes of a notation begin, and how one at a position is read; `found` is written, to make no garbage. */
export interface Notation {
  marker: number;
  read: (codes: Uint16Array, at: number, found: Escape) => void;
}

export const BACKSLASH = 0x5c;
const AMPERSAND = 0x26;
const PERCENT = 0x25;
const SEMICOLON = 0x3b;
const HASH = 0x23;
const LETTER_U = 0x75;
const MOST = 0x10ffff;
/** What `b t n f r " / \\` stand for behind a backslash (RFC 8259, 7). */
const JSON_LETTERS: ReadonlyMap<number, number> = new Map([
  [98, 8],
  [116, 9],
  [110, 10],
  [102, 12],
  [114, 13],
  [0x22, 0x22],
  [0x2f, 0x2f],
  [BACKSLASH, BACKSLASH],
]);

/** One escape of JSON. */
const json: Notation = {
  marker: BACKSLASH,
  read: (codes, at, found) => readLetter(codes, at + 1, found),
};

/** One of JSON within JSON, however deep: each level doubles the backslashes. */
const deepJson: Notation = {
  marker: BACKSLASH,
  read: (codes, at, found) => {
    let letter = at + 1;
    while (codes[letter] === BACKSLASH) letter += 1;
    readLetter(codes, letter, found);
    if (found.end > 0 || letter === at + 1) return;
    // Nothing is escaped behind them, so they stand for one.
    found.code = BACKSLASH;
    found.end = letter;
  },
};

/** What stands behind a backslash; where that is not an escape of JSON, the backslash is one of the text. */
function readLetter(codes: Uint16Array, at: number, found: Escape): void {
  const letter = codes[at] ?? 0;
  const code = letter === LETTER_U ? hexAt(codes, at + 1, 4) : (JSON_LETTERS.get(letter) ?? -1);
  found.end = 0;
  if (code < 0) return;
  found.code = code;
  found.end = letter === LETTER_U ? at + 5 : at + 1;
}

/** One escape of HTML or XML. */
const markup: Notation = {
  marker: AMPERSAND,
  read: (codes, at, found) => readEntity(codes, at + 1, found),
};

/** One of HTML or XML within such, however deep: `&amp;amp;lt;` is `<`. */
export const deepMarkup: Notation = {
  marker: AMPERSAND,
  read: (codes, at, found) => {
    let end = 0;
    let code = 0;
    for (let begin = at + 1; ; begin = end) {
      readEntity(codes, begin, found);
      if (found.end > 0) {
        end = found.end;
        code = found.code;
        if (code === AMPERSAND) continue;
      }
      break;
    }
    found.code = code;
    found.end = end;
  },
};

/** An entity behind its `&`: a name with a semicolon, or a number with one or without. */
function readEntity(codes: Uint16Array, at: number, found: Escape): void {
  found.end = 0;
  if (codes[at] === HASH) readNumber(codes, at + 1, found);
  else {
    let end = at;
    while (end - at <= ENTITY_NAME_MAX && isWord(codes[end] ?? 0)) end += 1;
    if (end === at || codes[end] !== SEMICOLON) return;
    const code = ENTITIES.get(nameOf(codes, at, end));
    if (code === undefined) return;
    found.code = code;
    found.end = end + 1;
  }
}

function nameOf(codes: Uint16Array, from: number, to: number): string {
  let name = '';
  for (let at = from; at < to; at += 1) name += String.fromCharCode(codes[at] ?? 0);
  return name;
}

function readNumber(codes: Uint16Array, at: number, found: Escape): void {
  const isHex = ((codes[at] ?? 0) | 0x20) === 0x78;
  const base = isHex ? 16 : 10;
  const begin = isHex ? at + 1 : at;
  let code = 0;
  let end = begin;
  for (let digit = hexDigit(codes[end] ?? 0); digit >= 0 && digit < base; digit = hexDigit(codes[end] ?? 0)) {
    code = Math.min(code * base + digit, MOST + 1);
    end += 1;
  }
  if (end === begin || code > MOST) return;
  found.code = code;
  found.end = codes[end] === SEMICOLON ? end + 1 : end;
}

/** One escape of a URL. */
const percent: Notation = {
  marker: PERCENT,
  read: (codes, at, found) => readPercent(codes, at, found, (place) => place + 1),
};

/** One of a URL within a URL, however deep: `%25253C` is `<`. */
const deepPercent: Notation = {
  marker: PERCENT,
  read: (codes, at, found) =>
    readPercent(codes, at, found, (place) => {
      let digits = place + 1;
      while (codes[digits] === 0x32 && codes[digits + 1] === 0x35 && hexAt(codes, digits + 2, 2) >= 0)
        digits += 2;
      return digits;
    }),
};

/** UTF-8 of up to four escapes, or Latin-1 of one. */
function readPercent(codes: Uint16Array, at: number, found: Escape, digitsOf: (at: number) => number): void {
  found.end = 0;
  let place = digitsOf(at);
  const first = hexAt(codes, place, 2);
  if (first < 0) return;
  found.code = first;
  found.end = place + 2;
  const bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  let code = bytes === 1 ? first : first & (0xff >> (bytes + 1));
  for (let byte = 1; byte < bytes; byte += 1) {
    if (codes[place + 2] !== PERCENT) return;
    place = digitsOf(place + 2);
    const next = hexAt(codes, place, 2);
    if (next >> 6 !== 0b10) return;
    code = code * 64 + (next & 0x3f);
  }
  if (code > MOST) return;
  found.code = code;
  found.end = place + 2;
}

/** JSON in JSON. What is read level by level tells a backslash of the text itself from those of its escapes. */
const JSONS = [json, json, json, deepJson];
/** Markup in markup, also such as escapes its own signs. */
const MARKUPS = [markup, deepMarkup];

/** The order in which the escapes of a text are read: JSON around markup around URLs, around markup, JSON, markup and URLs. */
export const ORDER = [
  ...JSONS,
  ...MARKUPS,
  percent,
  deepPercent,
  ...MARKUPS,
  ...JSONS,
  ...MARKUPS,
  deepPercent,
];

/** The same where the outermost is something else, and then what is read of JSON within it. */
export const ORDER_BESIDE_JSON = [...MARKUPS, deepPercent, ...MARKUPS];
export const ORDER_WITHIN_MARKUP = [...JSONS, ...MARKUPS, deepPercent];

/** The number that this many digits write, or -1. */
function hexAt(codes: Uint16Array, at: number, digits: number): number {
  let value = 0;
  for (let place = at; place < at + digits; place += 1) {
    const digit = hexDigit(codes[place] ?? 0);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

const isDigit = (code: number) => code >= 48 && code <= 57;
const isWord = (code: number) => isDigit(code) || ((code | 0x20) >= 97 && (code | 0x20) <= 122);

function hexDigit(code: number): number {
  if (isDigit(code)) return code - 48;
  const letter = code | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
