/** A text to search for; `before` and `after` are how many characters beside an occurrence belong to it. */
export interface Pattern {
  text: string;
  before: 0 | 1;
  after: 0 | 1;
}

/** A stretch of a text: from a position, and to the position behind it. */
export type Span = [from: number, to: number];

const LATIN = 256;

/**
 * Finds all occurrences of all patterns in one pass, in time that grows with the text alone (Aho and Corasick, 1975):
 * neither many patterns nor a text made to resemble them slows it down. A node stands for a beginning of a pattern; node
 * 0 for the empty one.
 */
export class PatternSearch {
  readonly #chars: Uint16Array;
  readonly #parents: Int32Array;
  /** The node of the longest other beginning that ends here too. */
  readonly #fallbacks: Int32Array;
  /** How far back the longest occurrence that ends here reaches, and how far on; 0 for none. */
  readonly #back: Uint32Array;
  readonly #on: Uint8Array;
  /** Children other than the next node; a pattern that shares no further prefix continues at the next node. */
  readonly #branches = new Map<number, number>();
  readonly #branched: Uint8Array;
  readonly #first = new Int32Array(LATIN);
  #nodes = 1;

  constructor(patterns: readonly Pattern[]) {
    const room = patterns.reduce((sum, { text }) => sum + text.length, 1) + 1;
    this.#chars = new Uint16Array(room);
    this.#parents = new Int32Array(room).fill(-1);
    this.#fallbacks = new Int32Array(room);
    this.#back = new Uint32Array(room);
    this.#on = new Uint8Array(room);
    this.#branched = new Uint8Array(room);
    const depths = new Uint32Array(room);
    for (const pattern of patterns) this.#insert(pattern, depths);
    this.#link(depths);
  }

  /** The stretches of a text in UTF-16 that occurrences cover, in order; those that overlap or touch are one. */
  spansIn(units: Uint16Array): Span[] {
    const spans: Span[] = [];
    let node = 0;
    for (let at = 0; at < units.length; at += 1) {
      const char = units[at] as number;
      node = node === 0 && char < LATIN ? (this.#first[char] as number) : this.#step(node, char);
      const back = this.#back[node] as number;
      if (back > 0)
        cover(spans, Math.max(0, at + 1 - back), Math.min(units.length, at + 1 + (this.#on[node] as number)));
    }
    return spans;
  }

  #insert({ text, before, after }: Pattern, depths: Uint32Array): void {
    let node = 0;
    for (let at = 0; at < text.length; at += 1) {
      const char = text.charCodeAt(at);
      const known = this.#child(node, char);
      node = known > 0 ? known : this.#append(node, char);
      depths[node] = at;
    }
    if (node === 0) return;
    this.#back[node] = Math.max(this.#back[node] as number, text.length + before);
    this.#on[node] = Math.max(this.#on[node] as number, after);
  }

  #append(parent: number, char: number): number {
    const node = this.#nodes;
    this.#nodes += 1;
    this.#chars[node] = char;
    this.#parents[node] = parent;
    if (parent === 0 && char < LATIN) this.#first[char] = node;
    else if (parent === 0 || parent !== node - 1) {
      this.#branches.set(parent * 65_536 + char, node);
      this.#branched[parent] = 1;
    }
    return node;
  }

  /** The node one character further, or 0. */
  #child(node: number, char: number): number {
    if (node === 0 && char < LATIN) return this.#first[char] as number;
    if (node > 0 && this.#parents[node + 1] === node && this.#chars[node + 1] === char) return node + 1;
    return this.#branched[node] ? (this.#branches.get(node * 65_536 + char) ?? 0) : 0;
  }

  #step(from: number, char: number): number {
    for (let node = from; ; node = this.#fallbacks[node] as number) {
      const next = this.#child(node, char);
      if (next > 0 || node === 0) return next;
    }
  }

  /** Shorter beginnings first, since a node's fallback is found by its parent's. */
  #link(depths: Uint32Array): void {
    for (const node of byDepth(depths.subarray(0, this.#nodes))) {
      const parent = this.#parents[node] as number;
      const fallback =
        parent === 0 ? 0 : this.#step(this.#fallbacks[parent] as number, this.#chars[node] as number);
      this.#fallbacks[node] = fallback;
      if (this.#back[node] === 0) this.#back[node] = this.#back[fallback] as number;
      this.#on[node] = Math.max(this.#on[node] as number, this.#on[fallback] as number);
    }
  }
}

/** All nodes but the root, sorted by counting. */
function byDepth(depths: Uint32Array): Uint32Array {
  const places = new Uint32Array(depths.length + 1);
  for (const depth of depths.subarray(1)) places[depth + 1] = (places[depth + 1] as number) + 1;
  for (let depth = 1; depth < places.length; depth += 1) {
    places[depth] = (places[depth] as number) + (places[depth - 1] as number);
  }
  const sorted = new Uint32Array(depths.length - 1);
  for (let node = 1; node < depths.length; node += 1) {
    const depth = depths[node] as number;
    const place = places[depth] as number;
    sorted[place] = node;
    places[depth] = place + 1;
  }
  return sorted;
}

/** Adds a stretch that ends behind all others, joined with those it meets. */
export function cover(spans: Span[], from: number, to: number): void {
  let start = from;
  for (let last = spans.at(-1); last && last[1] >= start; last = spans.at(-1)) {
    start = Math.min(start, last[0]);
    spans.pop();
  }
  spans.push([start, to]);
}
