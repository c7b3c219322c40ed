import { z } from 'zod';
import { anyCharacter, type Element, wildcardMatcher } from '../shared/wildcards.ts';

/** Most patterns that the braces of one glob may stand for. */
const ALTERNATIVES_MAX = 8;

/**
 * A glob that base names of files are compared with: `*`, `?`, `[a-z]`, `[!a-z]`, `{tmp,log}`, and a backslash before what is
 * to stand for itself.
 */
export const glob = z
  .string()
  .min(1)
  // Nothing else looks at one that is longer.
  .max(256, { abort: true })
  .refine((pattern) => !pattern.includes('/'), 'is compared with base names, so it must not hold "/"')
  .refine((pattern) => !pattern.startsWith('!'), 'must not begin with "!": it would match all other files')
  .superRefine((pattern, context) => {
    const parsed = parse(pattern);
    if ('fault' in parsed) context.addIssue({ code: 'custom', message: parsed.fault });
  });

/** Tells whether a file's base name matches the glob, in time linear in the name; names with a dot first match like others. */
export function globMatcher(pattern: string): (base: string) => boolean {
  const parsed = parse(pattern);
  if ('fault' in parsed) throw new TypeError(parsed.fault);
  const matchers = parsed.alternatives.map(wildcardMatcher);
  return (base) => matchers.some((matches) => matches(base));
}

/** What stands between the `*` of a pattern. */
type Segments = Element[][];
type Parsed = { alternatives: Segments[] } | { fault: string };

function parse(pattern: string): Parsed {
  try {
    return { alternatives: new Parser(pattern.toWellFormed()).sequence(false) };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}

/** Why a text is not a glob. */
class Fault extends Error {}

const UNCLOSED = 'has an unclosed "[" or "{", or ends in "\\"';
const TOO_MANY = `stands for more than ${ALTERNATIVES_MAX} patterns by its "{"`;

/** Reads from left to right, all alternatives side by side. */
class Parser {
  readonly #characters: string[];
  #at = 0;

  constructor(pattern: string) {
    this.#characters = [...pattern];
  }

  /** Up to the end, or within braces up to the `,` or `}` that ends the alternative. */
  sequence(within: boolean): Segments[] {
    let read: Segments[] = [[[]]];
    const add = (element: Element) => {
      for (const segments of read) segments.at(-1)?.push(element);
    };
    for (let next = this.#peek(); next !== undefined; next = this.#peek()) {
      if (within && (next === ',' || next === '}')) return read;
      this.#at += 1;
      if ('?*+@!'.includes(next) && this.#peek() === '(')
        throw new Fault(`holds a group "${next}("; write alternatives as {a,b}`);
      if (next === '*') for (const segments of read) segments.push([]);
      else if (next === '?') add(anyCharacter);
      else if (next === '[') add(this.#class());
      else if (next === '{') read = joined(read, this.#alternatives());
      else add(next === '\\' ? this.#take(UNCLOSED) : next);
    }
    if (within) throw new Fault(UNCLOSED);
    return read;
  }

  #alternatives(): Segments[] {
    const read = this.sequence(true);
    let alternatives = 1;
    for (let next = this.#take(UNCLOSED); next === ','; next = this.#take(UNCLOSED)) {
      read.push(...this.sequence(true));
      alternatives += 1;
      if (read.length > ALTERNATIVES_MAX) throw new Fault(TOO_MANY);
    }
    if (alternatives === 1) throw new Fault('has "{" without a list of alternatives: {a,b}');
    return read;
  }

  #class(): Element {
    const negated = this.#peek() === '!' || this.#peek() === '^';
    if (negated) this.#at += 1;
    const ranges: [from: number, to: number][] = [];
    do {
      const from = this.#member();
      const ranged = this.#peek() === '-' && this.#characters[this.#at + 1] !== ']';
      if (ranged) this.#at += 1;
      ranges.push([from, ranged ? this.#member() : from]);
    } while (this.#peek() !== ']');
    this.#at += 1;
    return (character) => ranges.some(([from, to]) => from <= character && character <= to) !== negated;
  }

  #member(): number {
    const next = this.#take(UNCLOSED);
    if (next === '[' && this.#peek() === ':')
      throw new Fault('holds a named class "[:"; write a range such as [a-z]');
    return (next === '\\' ? this.#take(UNCLOSED) : next).codePointAt(0) ?? 0;
  }

  #peek(): string | undefined {
    return this.#characters[this.#at];
  }

  #take(fault: string): string {
    const next = this.#peek();
    if (next === undefined) throw new Fault(fault);
    this.#at += 1;
    return next;
  }
}

/** Each of the one followed by each of the other. */
function joined(left: readonly Segments[], right: readonly Segments[]): Segments[] {
  if (left.length * right.length > ALTERNATIVES_MAX) throw new Fault(TOO_MANY);
  return left.flatMap((before) =>
    right.map(([first = [], ...rest]) => {
      const head = before.slice(0, -1).map((segment) => [...segment]);
      return [...head, [...(before.at(-1) ?? []), ...first], ...rest.map((segment) => [...segment])];
    }),
  );
}
