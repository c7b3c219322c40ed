/** A text with its escapes read; `at[i]` is where its character `i` begins in the text as it was, if not at `i`. */
export interface Reading {
  text: string;
  at?: Uint32Array;
}

/** How the escapes of a notation begin, and how one is read. */
interface Notation {
  marker: string;
  /** Gives the character that the escape at a position stands for, and returns the position behind it; 0 for none. */
  read: (text: string, at: number, give: (codePoint: number) => void) => number;
}

const JSON_LETTERS: Record<string, number> = { b: 8, t: 9, n: 10, f: 12, r: 13 };
const ENTITIES: Record<string, number> = { amp: 0x26, lt: 0x3c, gt: 0x3e, quot: 0x22, apos: 0x27 };
const ENTITY = /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));/iy;

const json: Notation = {
  marker: '\\',
  read: (text, at, give) => {
    const letter = text[at + 1];
    if (letter === undefined) return 0;
    const code = letter === 'u' ? hexAt(text, at + 2, 4) : -1;
    give(code >= 0 ? code : (JSON_LETTERS[letter] ?? letter.charCodeAt(0)));
    return code >= 0 ? at + 6 : at + 2;
  },
};

const markup: Notation = {
  marker: '&',
  read: (text, at, give) => {
    ENTITY.lastIndex = at;
    const [whole, hex, decimal, name] = ENTITY.exec(text) ?? [];
    if (whole === undefined) return 0;
    const code = name ? ENTITIES[name.toLowerCase()] : Number(hex === undefined ? decimal : `0x${hex}`);
    if (code === undefined || code > 0x10ffff) return 0;
    give(code);
    return at + whole.length;
  },
};

const percent: Notation = {
  marker: '%',
  read: (text, at, give) => {
    const first = hexAt(text, at + 1, 2);
    if (first < 0) return 0;
    const bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    let code = bytes === 1 ? first : first & (0xff >> (bytes + 1));
    for (let byte = 1; byte < bytes; byte += 1) {
      const next = text[at + 3 * byte] === '%' ? hexAt(text, at + 3 * byte + 1, 2) : -1;
      code = next >> 6 === 0b10 ? code * 64 + (next & 0x3f) : Number.NaN;
    }
    // What is not UTF-8 is Latin-1.
    const isUtf8 = code <= 0x10ffff;
    give(isUtf8 ? code : first);
    return at + (isUtf8 ? 3 * bytes : 3);
  },
};

/** JSON within JSON, markup within JSON, URLs encoded twice, JSON within a URL. */
const ORDER = [json, json, markup, markup, percent, percent, json];

/** The text as it is, and then with the escapes of one notation after the other read: JSON, HTML and XML, URLs. */
export function* readingsOf(text: string): Generator<Reading> {
  let reading: Reading = { text };
  yield reading;
  for (const notation of ORDER) {
    const next = read(reading, notation);
    if (next.text.length === reading.text.length) continue;
    reading = next;
    yield reading;
  }
}

/** Where a reading's position stands in the text as it was. */
export function placeIn({ at }: Reading, position: number): number {
  return at?.[position] ?? position;
}

/** Every escape is longer than what it stands for, so a reading is shorter wherever it differs. */
function read(reading: Reading, { marker, read: readEscape }: Notation): Reading {
  const { text } = reading;
  let next = text.indexOf(marker);
  if (next < 0) return reading;
  const codes = new Uint16Array(text.length);
  const at = new Uint32Array(text.length + 1);
  let length = 0;
  const put = (code: number, place: number) => {
    codes[length] = code;
    at[length] = placeIn(reading, place);
    length += 1;
  };
  const give = (codePoint: number) => {
    if (codePoint > 0xffff) put(0xd800 + ((codePoint - 0x10000) >> 10), next);
    put(codePoint > 0xffff ? 0xdc00 + (codePoint & 0x3ff) : codePoint, next);
  };
  for (let done = 0; done < text.length; ) {
    for (const end = next < 0 ? text.length : next; done < end; done += 1) put(text.charCodeAt(done), done);
    if (next < 0) break;
    const end = readEscape(text, next, give);
    if (end === 0) put(text.charCodeAt(next), next);
    done = Math.max(end, next + 1);
    next = text.indexOf(marker, done);
  }
  at[length] = placeIn(reading, text.length);
  return { text: UTF_16.decode(codes.subarray(0, length)), at };
}

const UTF_16 = new TextDecoder('utf-16le', { ignoreBOM: true });

/** The number that so many digits write, or -1. */
function hexAt(text: string, at: number, digits: number): number {
  let value = 0;
  for (let place = at; place < at + digits; place += 1) {
    const digit = hexDigit(text.charCodeAt(place));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const letter = code | 0x20;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}
