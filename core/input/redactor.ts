import { cover, PatternSearch, type Span } from './pattern-search.ts';
import { formsOf, SHORTEST, SHORTEST_WITHIN, WIDEST } from './secret-forms.ts';
import { placeIn, readingsOf } from './text-readings.ts';

const HIDDEN = '***';

/**
 * Remembers the secrets of one attempt and takes them out of everything that leaves it. Only a whole secret is taken
 * out, in the forms of `formsOf` under the escapes of `readingsOf`: would a piece of one be, a caller that has an app
 * echo its guesses could read a secret character by character. So a text is redacted before it is cut.
 */
export class Redactor {
  private readonly secrets = new Set<string>();
  private readonly numbers = new Set<number>();
  private longest = 0;
  private search: PatternSearch | undefined;
  private fromCaller: Redactor | undefined;

  /** Adds a secret; one of less than 4 characters is not hidden. */
  add(secret: string): void {
    if (secret.length < SHORTEST || this.secrets.has(secret)) return;
    this.secrets.add(secret);
    this.longest = Math.max(this.longest, secret.length);
    this.search = undefined;
    const number = Number(secret);
    if (String(number).length >= SHORTEST) this.numbers.add(number);
  }

  /**
   * Adds a value that a caller chose, or whose text around a secret it chose. It is looked for only in what the
   * secrets leave: would it reach into a secret, a caller could try beginnings of it and see which are hidden.
   */
  addFromCaller(value: string): void {
    this.fromCaller ??= new Redactor();
    this.fromCaller.add(value);
  }

  /** The text, well-formed, with `***` in the place of every secret; of such that overlap or touch, of all together. */
  hide(text: string): string {
    return this.hiddenUpTo(text, text.length);
  }

  /** The same of a text that was cut, without its end: whatever stands there, it may be the beginning of a secret. */
  hideInCut(text: string): string {
    const margin = Math.max(0, this.longest * WIDEST - 1);
    return this.hiddenUpTo(text, Math.max(0, text.length - margin));
  }

  /** A JSON value with `***` in the place of every secret, also in keys and in numbers. */
  hideIn(value: unknown): unknown {
    if (typeof value === 'string') return this.hide(value);
    if (typeof value === 'number') return this.isIn(value) ? HIDDEN : value;
    if (Array.isArray(value)) return value.map((item) => this.hideIn(item));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [this.hide(key), this.hideIn(inner)]),
    );
  }

  /**
   * An error code, or `***` where a secret stands in it, or in the name that an app gave it, which has lost its signs and its case
   * in the code.
   */
  hideInCode(code: string, said = ''): string {
    if (this.hide(said) !== said.toWellFormed()) return HIDDEN;
    const letters = lettersOf(code);
    const told = [...this.secrets].map(lettersOf).filter((secret) => secret.length >= SHORTEST);
    return told.some((secret) => letters.includes(secret)) ? HIDDEN : this.hide(code);
  }

  /** Whether a number is a secret, or has the digits of a longer one in it. */
  private isIn(value: number): boolean {
    if (this.numbers.size === 0) return false;
    const digits = String(value);
    return (
      this.numbers.has(value) ||
      [...this.secrets].some((secret) => secret.length >= SHORTEST_WITHIN && digits.includes(secret))
    );
  }

  private hiddenUpTo(text: string, end: number): string {
    let hidden = '';
    let done = 0;
    for (const [from, to] of this.spansIn(text)) {
      if (from >= end) break;
      hidden += text.slice(done, from) + HIDDEN;
      done = to;
    }
    const left = (hidden + text.slice(done, end)).toWellFormed();
    return this.fromCaller?.hide(left) ?? left;
  }

  private spansIn(text: string): Span[] {
    if (this.secrets.size === 0 || text.length < SHORTEST) return [];
    this.search ??= new PatternSearch([...this.secrets].flatMap(formsOf));
    const found: Span[] = [];
    for (const reading of readingsOf(text)) {
      for (const [from, to] of this.search.spansIn(reading.codes)) {
        found.push([placeIn(reading, from), placeIn(reading, to)]);
      }
    }
    const spans: Span[] = [];
    for (const [from, to] of found.sort((a, b) => a[1] - b[1])) cover(spans, from, to);
    return spans;
  }
}

const lettersOf = (text: string) => text.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();
