/** What one character of a text is held against: a character itself, or what it must fulfil. */
export type Element = string | ((character: number) => boolean);

/** Accepts every character. */
export const anyCharacter: Element = () => true;

/**
 * Tells whether a whole text consists of the segments in their order, with any text between two of them. Characters are
 * Unicode's, not UTF-16's. A text of n characters takes time in proportion to n, whatever the pattern: each segment is
 * looked for once, from where the one before ended, as the earliest place leaves most for those that follow.
 * @param segments at least one; an empty first or last one leaves that end open
 */
export function wildcardMatcher(segments: readonly (readonly Element[])[]): (text: string) => boolean {
  const [first, ...others] = segments.map((elements) => new Segment(elements));
  const last = others.pop();
  if (!first) throw new RangeError('a pattern has at least one segment');
  return (text) => {
    let at = first.endAt(text, 0);
    if (!last) return at === text.length;
    for (const segment of others) {
      if (at < 0) return false;
      at = segment.endAfter(text, at);
    }
    const start = last.startBefore(text);
    return at >= 0 && start >= at && last.endAt(text, start) === text.length;
  };
}

/** Elements that follow each other without a gap. */
class Segment {
  readonly #elements: readonly Element[];
  /** The text that the segment is, where all its elements are characters. */
  readonly #literal: string | undefined;
  /** By character, the elements that accept it, a bit for each; made when first looked for. */
  #accepting: Accepting | undefined;

  constructor(elements: readonly Element[]) {
    this.#elements = elements;
    const literal = elements.every((element) => typeof element === 'string');
    this.#literal = literal ? elements.join('') : undefined;
  }

  /** Where the segment ends if it begins at `at`, else -1. */
  endAt(text: string, at: number): number {
    if (this.#literal !== undefined)
      return text.startsWith(this.#literal, at) ? at + this.#literal.length : -1;
    let end = at;
    for (const element of this.#elements) {
      const character = text.codePointAt(end);
      if (character === undefined || !accepts(element, character)) return -1;
      end += widthOf(character);
    }
    return end;
  }

  /** Where the first occurrence from `from` on ends, or -1: Shift-And (Baeza-Yates and Gonnet, 1992), 32 elements a step. */
  endAfter(text: string, from: number): number {
    if (this.#literal !== undefined) {
      const found = text.indexOf(this.#literal, from);
      return found < 0 ? -1 : found + this.#literal.length;
    }
    this.#accepting ??= new Accepting(this.#elements);
    const last = this.#elements.length - 1;
    const state = new Int32Array((last >>> 5) + 1);
    for (let at = from; at < text.length; ) {
      const character = text.codePointAt(at) ?? 0;
      at += widthOf(character);
      const bits = this.#accepting.of(character);
      let carry = 1;
      for (let word = 0; word < state.length; word += 1) {
        const reached = state[word] ?? 0;
        state[word] = ((reached << 1) | carry) & (bits[word] ?? 0);
        carry = reached >>> 31;
      }
      if (((state[last >>> 5] ?? 0) >>> (last & 31)) & 1) return at;
    }
    return -1;
  }

  /** Where the segment would begin to end with the text, or -1 when the text is shorter. */
  startBefore(text: string): number {
    if (this.#literal !== undefined) return text.length - this.#literal.length;
    let start = text.length;
    for (let left = this.#elements.length; left > 0; left -= 1) {
      if (start <= 0) return -1;
      start -= (text.codePointAt(start - 2) ?? 0) > 0xffff ? 2 : 1;
    }
    return start;
  }
}

/** Which elements accept a character, as bits. */
class Accepting {
  readonly #elements: readonly Element[];
  /** Of the characters that stand in the pattern themselves, and of others that were asked for. */
  readonly #known: Map<number, Int32Array>;
  /** Of every other character, where that is the same for all. */
  readonly #others: Int32Array | undefined;

  constructor(elements: readonly Element[]) {
    this.#elements = elements;
    const own = elements.flatMap((element) => (typeof element === 'string' ? [codeOf(element)] : []));
    this.#known = new Map(own.map((character) => [character, this.#bitsOf(character)]));
    const plain = elements.every((element) => typeof element === 'string' || element === anyCharacter);
    this.#others = plain ? this.#bitsOf(-1) : undefined;
  }

  of(character: number): Int32Array {
    const known = this.#known.get(character) ?? this.#others;
    if (known) return known;
    const bits = this.#bitsOf(character);
    if (this.#known.size < KNOWN_MAX) this.#known.set(character, bits);
    return bits;
  }

  #bitsOf(character: number): Int32Array {
    const bits = new Int32Array(((this.#elements.length - 1) >>> 5) + 1);
    for (const [index, element] of this.#elements.entries()) {
      if (accepts(element, character)) bits[index >>> 5] = (bits[index >>> 5] ?? 0) | (1 << (index & 31));
    }
    return bits;
  }
}

/** Most characters whose bits are kept. */
const KNOWN_MAX = 4096;

const codeOf = (element: string) => element.codePointAt(0) ?? -1;

function accepts(element: Element, character: number): boolean {
  return typeof element === 'string' ? codeOf(element) === character : element(character);
}

/** How many UTF-16 units the character takes. */
const widthOf = (character: number) => (character > 0xffff ? 2 : 1);
