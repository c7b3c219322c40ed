import {
  BACKSLASH,
  deepMarkup,
  type Escape,
  type Notation,
  ORDER,
  ORDER_BESIDE_JSON,
  ORDER_WITHIN_MARKUP,
} from './escapes.ts';

/** Line breaks, of ASCII, NEL and of Unicode, and other white space that may stand around them. */
const [BLANK, BREAK] = [1, 2];
/** Which of them a unit is, if any: a table, as every unit of every answer is looked up. */
const WHITE = new Uint8Array(0x10000);
for (const code of [0x09, 0x20, 0xa0, 0x1680, 0x202f, 0x205f, 0x3000, 0xfeff]) WHITE[code] = BLANK;
WHITE.fill(BLANK, 0x2000, 0x200b);
for (const code of [0x0a, 0x0b, 0x0c, 0x0d, 0x85, 0x2028, 0x2029]) WHITE[code] = BREAK;

/** A text with its escapes read, as UTF-16; `at[i]` is where its unit `i` begins in the text as it was, if not at `i`. */
export interface Reading {
  codes: Uint16Array;
  at?: Uint32Array;
}

/**
 * The text as it is, and then with the escapes of one notation after the other read: JSON, HTML and XML, URLs. None is
 * longer than the text, and there are some thirty at most; the last are without line breaks, as base64 may have some.
 */
export function* readingsOf(text: string): Generator<Reading> {
  const asItIs: Reading = { codes: unitsOf(text) };
  yield asItIs;
  let last = asItIs;
  let unwrapped: Reading | undefined;
  for (const next of chain(asItIs, ORDER)) {
    unwrapped ??= next;
    last = next;
    yield next;
  }
  // The text, or the one that is in it as JSON, may hold backslashes that are read behind what is around them.
  if (asItIs.codes.includes(BACKSLASH)) {
    yield* behind(asItIs, ORDER_BESIDE_JSON);
    if (unwrapped?.codes.includes(BACKSLASH)) yield* behind(unwrapped, [deepMarkup]);
  }
  for (const reading of new Set([asItIs, last])) {
    const joined = withoutBreaks(reading);
    if (joined) yield joined;
  }
}

/** What is read of JSON behind what is around it. */
function* behind(from: Reading, around: readonly Notation[]): Generator<Reading> {
  let last = from;
  for (const next of chain(from, around)) {
    last = next;
    yield next;
  }
  if (last !== from) yield* chain(last, ORDER_WITHIN_MARKUP);
}

function* chain(from: Reading, order: readonly Notation[]): Generator<Reading> {
  let reading = from;
  for (const notation of order) {
    const next = read(reading, notation);
    if (next === reading) continue;
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
  const found: Escape = { code: 0, end: 0 };
  let copy: Copy | undefined;
  let kept = 0;
  for (let place = first; place < codes.length; place += 1) {
    if (codes[place] !== marker) continue;
    readEscape(codes, place, found);
    if (found.end === 0) continue;
    copy ??= new Copy(reading);
    copy.take(kept, place);
    copy.put(found.code, place);
    kept = found.end;
    place = kept - 1;
  }
  copy?.take(kept, codes.length);
  return copy?.done() ?? reading;
}

/** Without line breaks and the white space around them; nothing where there are none. */
function withoutBreaks(reading: Reading): Reading | undefined {
  const { codes } = reading;
  let copy: Copy | undefined;
  let kept = 0;
  for (let place = 0; place < codes.length; place += 1) {
    if (WHITE[codes[place] as number] !== BREAK) continue;
    let begin = place;
    while (begin > kept && WHITE[codes[begin - 1] as number] === BLANK) begin -= 1;
    while (place + 1 < codes.length && (WHITE[codes[place + 1] as number] as number) > 0) place += 1;
    copy ??= new Copy(reading);
    copy.take(kept, begin);
    kept = place + 1;
  }
  copy?.take(kept, codes.length);
  return copy?.done();
}

/** At most this many units are copied faster one by one. */
const FEW = 24;

/** A reading that is made of another, of which it is never longer. */
class Copy {
  readonly #from: Reading;
  readonly #codes: Uint16Array;
  readonly #at: Uint32Array;
  #length = 0;

  constructor(from: Reading) {
    this.#from = from;
    this.#codes = new Uint16Array(from.codes.length);
    this.#at = new Uint32Array(from.codes.length);
  }

  /** Takes over what stands from a place to another. */
  take(from: number, to: number): void {
    const { codes, at } = this.#from;
    const length = this.#length;
    this.#length += to - from;
    if (to - from > FEW) {
      this.#codes.set(codes.subarray(from, to), length);
      if (at) this.#at.set(at.subarray(from, to), length);
      else for (let place = from; place < to; place += 1) this.#at[length + place - from] = place;
      return;
    }
    for (let place = from; place < to; place += 1) {
      this.#codes[length + place - from] = codes[place] as number;
      this.#at[length + place - from] = at === undefined ? place : (at[place] as number);
    }
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
