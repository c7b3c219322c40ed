import { z } from 'zod';
import { Limits } from '../../../contract/limits.ts';
import { NO_OPERATOR } from '../../validation/describe-issue.ts';
import { isExact } from '../plain-json.ts';

/** An operator as it is written: its name, its form, and its arguments or the name in its braces. */
export interface Call {
  name: string;
  /** `()` takes arguments, `{}` one plain name. */
  form: '()' | '{}';
  args: readonly Text[];
  /** What stands in the braces. */
  key: string;
}

/** A text taken apart: what stands as it is, and operators. */
export interface Text {
  parts: readonly (string | Call)[];
  /** A literal that is not a text: a number, true, false or null. */
  literal?: { value: number | boolean | null };
}

/** Why a text cannot be taken apart. */
export class SyntaxFault extends Error {}

/** No operator takes more. */
const MOST_ARGUMENTS = 100;

/** Where plain text ends: at an operator, which a second dollar escapes, or within arguments at their ends. */
const HEAD = String.raw`(\$?)\$(?:([A-Za-z][A-Za-z0-9_]*)([({])|Now(?![A-Za-z0-9_]))`;
const ANY = new RegExp(HEAD);
const NEXT = new RegExp(HEAD, 'g');
const NEXT_IN_ARGUMENT = new RegExp(`${HEAD}|[,)]`, 'g');
const SPACE = /\s*/y;
const TO_QUOTE = { '"': /["\\]/g, "'": /['\\]/g };

const BARE_NOW: Call = { name: 'Now', form: '()', args: [], key: '' };

/** Whether the text holds what will be an operator; `$5`, `US$` and `$$Now()` hold none. */
export function holdsOperator(text: string): boolean {
  return /(?<!\$)\$(?:[A-Za-z][A-Za-z0-9_]*[({]|Now(?![A-Za-z0-9_]))/.test(text);
}

/** Whether the text stands for itself: it holds neither an operator nor an escaped one. */
export function isPlain(text: string): boolean {
  return !(text.includes('$') && ANY.test(text));
}

/** The text with what would be an operator escaped, so that it stands for itself. */
export function literally(text: string): string {
  return text.replaceAll(/\$(?=[A-Za-z][A-Za-z0-9_]*[({]|Now(?![A-Za-z0-9_]))/g, '$$$$');
}

/**
 * Takes a text apart in one pass.
 * @param onCall told of each operator before it is read, an escaped one too; what it throws ends the pass
 * @throws SyntaxFault for brackets that do not close, or nesting deeper than 32
 */
export function parse(text: string, onCall: () => void): Text {
  return { parts: new Parser(text, onCall).text(NEXT, 0) };
}

/** Reads from left to right; `at` is where it is. */
class Parser {
  private at = 0;
  private readonly source: string;
  private readonly onCall: () => void;

  constructor(source: string, onCall: () => void) {
    this.source = source;
    this.onCall = onCall;
  }

  /** Reads to the end of the source, or within arguments to a comma or bracket, which is not taken. */
  text(next: RegExp, depth: number): (string | Call)[] {
    const parts: (string | Call)[] = [];
    let plain = '';
    let from = this.at;
    for (;;) {
      next.lastIndex = this.at;
      const found = next.exec(this.source);
      this.at = found?.index ?? this.source.length;
      const [head = '', dollar, name = '', bracket] = found ?? [];
      if (!head.startsWith('$')) break;
      this.onCall();
      this.at += head.length;
      if (dollar === '$') {
        // An escaped operator: one of the two stands for itself.
        plain += this.source.slice(from, this.at - head.length);
        from = this.at - head.length + 1;
        continue;
      }
      plain += this.source.slice(from, this.at - head.length);
      if (plain !== '') parts.push(plain);
      parts.push(bracket === undefined ? BARE_NOW : this.call(name, bracket, depth + 1));
      plain = '';
      from = this.at;
    }
    plain += this.source.slice(from, this.at);
    if (plain !== '') parts.push(plain);
    return parts;
  }

  private call(name: string, bracket: string, depth: number): Call {
    const shown = name.slice(0, 100);
    if (depth > Limits.operatorDepth) {
      throw new SyntaxFault(`operators are nested deeper than ${Limits.operatorDepth}`);
    }
    if (bracket === '{') {
      const end = this.source.indexOf('}', this.at);
      if (end < 0) throw new SyntaxFault(`$${shown}{ is not closed`);
      const key = this.source.slice(this.at, end).trim();
      this.at = end + 1;
      return { name, form: '{}', args: [], key };
    }
    const args: Text[] = [];
    this.skipSpace();
    if (this.source[this.at] === ')') {
      this.at += 1;
      return { name, form: '()', args, key: '' };
    }
    for (;;) {
      args.push(this.argument(shown, depth));
      if (args.length > MOST_ARGUMENTS) {
        throw new SyntaxFault(`$${shown}( has more than ${MOST_ARGUMENTS} arguments`);
      }
      const end = this.source[this.at];
      this.at += 1;
      if (end === ')') return { name, form: '()', args, key: '' };
      if (end !== ',') throw new SyntaxFault(`$${shown}( is not closed`);
    }
  }

  private argument(name: string, depth: number): Text {
    this.skipSpace();
    const quote = this.source[this.at];
    if (quote === '"' || quote === "'") return { parts: [this.quoted(name, quote)] };
    const parts = this.text(NEXT_IN_ARGUMENT, depth);
    const last = parts.at(-1);
    if (typeof last === 'string') parts[parts.length - 1] = last.trimEnd();
    const trimmed = parts.filter((part) => part !== '');
    const [only] = trimmed;
    const literal = trimmed.length === 1 && typeof only === 'string' ? literalOf(only) : undefined;
    return { parts: trimmed, ...(literal && { literal }) };
  }

  /** A text in quotes is literal; a backslash takes the character after it as it is. */
  private quoted(name: string, quote: '"' | "'"): string {
    let text = '';
    let from = this.at + 1;
    const stop = TO_QUOTE[quote];
    for (stop.lastIndex = from; ; stop.lastIndex = from + 1) {
      const found = stop.exec(this.source);
      if (!found) throw new SyntaxFault(`a quoted text in $${name}( is not closed`);
      text += this.source.slice(from, found.index);
      from = found.index + 1;
      if (found[0] === quote) break;
      // What stands after a backslash is passed over by the next search, and taken with what follows.
    }
    this.at = from;
    this.skipSpace();
    return text;
  }

  private skipSpace(): void {
    SPACE.lastIndex = this.at;
    this.at += SPACE.exec(this.source)?.[0].length ?? 0;
  }
}

const LITERALS: Record<string, boolean | null> = { true: true, false: false, null: null };

function literalOf(text: string): Text['literal'] | undefined {
  if (Object.hasOwn(LITERALS, text)) return { value: LITERALS[text] ?? null };
  // Longer digits stay text, which keeps them all.
  return /^-?\d+(\.\d+)?$/.test(text) && isExact(Number(text)) ? { value: Number(text) } : undefined;
}

/** Accepts what `schema` accepts, and a text with an operator, which is evaluated when the run starts (docs/contract.md, 8). */
export function operatorOr<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.string().refine(holdsOperator, NO_OPERATOR)]);
}
