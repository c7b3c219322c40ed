import { ENTITIES, ENTITY_NAME_MAX } from './entities.ts';

/** A text with its escapes read, as UTF-16; `at[i]` is where its unit `i` begins in the text as it was, if not at `i`. */
export interface Reading {
  codes: Uint16Array;
  at?: Uint32Array;
}

/** What an escape stands for, as one code point or unit, and the position behind it; an end of 0 says that there is none. */
interface Escape {
  code: number;
  end: number;
}

/** How the escapes of a notation begin, and how one at a position is read; `found` is written, to make no garbage. */
interface Notation {
  marker: number;
  read: (codes: Uint16Array, at: number, found: Escape) => void;
}

const BACKSLASH = 0x5c;
const AMPERSAND = 0x26;
const PERCENT = 0x25;
const SEMICOLON = 0x3b;
const HASH = 0x23;
const LETTER_U = 0x75;
const LF = 0x0a;
const CR = 0x0d;
const MOST = 0x10ffff;
const JSON_LETTERS: Record<number, number> = { 98: 8, 116: 9, 110: 10, 102: 12, 114: 13 };

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
    // Those at the end of a text stand for one.
    readLetter(codes, letter < codes.length ? letter : letter - 1, found);
  },
};

function readLetter(codes: Uint16Array, at: number, found: Escape): void {
  const letter = codes[at];
  found.end = 0;
  if (letter === undefined) return;
  const code = letter === LETTER_U ? hexAt(codes, at + 1, 4) : -1;
  found.code = code >= 0 ? code : (JSON_LETTERS[letter] ?? letter);
  found.end = code >= 0 ? at + 5 : at + 1;
}

/** One of HTML or XML within such, however deep: `&amp;amp;lt;` is `<`. */
const deepMarkup: Notation = {
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

/** JSON; markup within JSON; URLs within those; markup and JSON within URLs. */
const ORDER = [json, json, deepJson, deepMarkup, percent, deepPercent, deepMarkup, deepJson];

/** The same where backslashes are none of JSON. */
const ORDER_BESIDE_JSON = [deepMarkup, deepPercent];

/**
 * The text as it is, and then with the escapes of one notation after the other read: JSON, HTML and XML, URLs. None is
 * longer than the text, and there are 13 at most; the last are without line breaks, as base64 may have some.
 */
export function* readingsOf(text: string): Generator<Reading> {
  const asItIs: Reading = { codes: unitsOf(text) };
  yield asItIs;
  let last = asItIs;
  for (const next of chain(asItIs, ORDER)) {
    last = next;
    yield next;
  }
  if (asItIs.codes.includes(BACKSLASH)) yield* chain(asItIs, ORDER_BESIDE_JSON);
  for (const reading of new Set([asItIs, last])) {
    const joined = withoutBreaks(reading);
    if (joined) yield joined;
  }
}

function* chain(from: Reading, order: readonly Notation[]): Generator<Reading> {
  let reading = from;
  for (const notation of order) {
    const next = read(reading, notation);
    if (next.codes.length === reading.codes.length) continue;
    reading = next;
    yield reading;
  }
}

/** Where a reading's position stands in the text as it was. */
export function placeIn({ at }: Reading, position: number): number {
  return at?.[position] ?? position;
}

/** The text of a reading. */
export const textOf = ({ codes }: Reading): string => UTF_16.decode(codes);

const UTF_16 = new TextDecoder('utf-16le', { ignoreBOM: true });

function unitsOf(text: string): Uint16Array {
  const codes = new Uint16Array(text.length);
  for (let at = 0; at < codes.length; at += 1) codes[at] = text.charCodeAt(at);
  return codes;
}

/** Every escape is longer than what it stands for, so a reading is shorter wherever it differs. */
function read(reading: Reading, { marker, read: readEscape }: Notation): Reading {
  const { codes } = reading;
  const first = codes.indexOf(marker);
  if (first < 0) return reading;
  const copy = new Copy(reading);
  copy.take(0, first);
  const found: Escape = { code: 0, end: 0 };
  for (let place = first; place < codes.length; ) {
    const code = codes[place] ?? 0;
    if (code === marker) {
      readEscape(codes, place, found);
      if (found.end > 0) {
        copy.put(found.code, place);
        place = found.end;
        continue;
      }
    }
    copy.unit(code, place);
    place += 1;
  }
  return copy.done();
}

/** Without line breaks and the space that begins the next line; nothing where there are none. */
function withoutBreaks(reading: Reading): Reading | undefined {
  const { codes } = reading;
  if (!codes.includes(LF) && !codes.includes(CR)) return undefined;
  const copy = new Copy(reading);
  let isBreak = false;
  for (let place = 0; place < codes.length; place += 1) {
    const code = codes[place] ?? 0;
    isBreak = code === LF || code === CR || (isBreak && (code === 0x20 || code === 0x09));
    if (!isBreak) copy.unit(code, place);
  }
  return copy.done();
}

/** A reading that is made of another, of which it is never longer. */
class Copy {
  readonly #from: Reading;
  readonly #codes: Uint16Array;
  readonly #at: Uint32Array;
  #length = 0;

  constructor(from: Reading) {
    this.#from = from;
    this.#codes = new Uint16Array(from.codes.length);
    this.#at = new Uint32Array(from.codes.length + 1);
  }

  /** Takes over what stands from a place to another. */
  take(from: number, to: number): void {
    const { codes, at } = this.#from;
    let length = this.#length;
    for (let place = from; place < to; place += 1) {
      this.#codes[length] = codes[place] ?? 0;
      this.#at[length] = at === undefined ? place : (at[place] ?? 0);
      length += 1;
    }
    this.#length = length;
  }

  /** Adds a code point, in one unit or two, that stands for what begins at a place. */
  put(code: number, place: number): void {
    const isPair = code > 0xffff;
    this.unit(isPair ? 0xd800 + ((code - 0x10000) >> 10) : code, place);
    if (isPair) this.unit(0xdc00 + (code & 0x3ff), place);
  }

  done(): Reading {
    const { codes } = this.#from;
    this.#at[this.#length] = placeIn(this.#from, codes.length);
    return { codes: this.#codes.subarray(0, this.#length), at: this.#at };
  }

  /** Adds one unit that stands for what begins at a place. */
  unit(code: number, place: number): void {
    this.#codes[this.#length] = code;
    this.#at[this.#length] = this.#from.at?.[place] ?? place;
    this.#length += 1;
  }
}

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
