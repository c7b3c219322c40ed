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
  /** A literal that is no text: a number, true, false or null. */
  literal?: { value: number | boolean | null };
}

/** Why a text cannot be taken apart. */
export class SyntaxFault extends Error {}

const DEEPEST = 32;
const HEAD = /(\$?)\$([A-Za-z][A-Za-z0-9_]*)([({])/y;
const BARE_NOW = /(\$?)\$Now(?![A-Za-z0-9_])/y;

/** Whether the text holds what will be an operator; `$5`, `US$` and `$$Now()` hold none. */
export function holdsOperator(text: string): boolean {
  return /(?<!\$)\$(?:[A-Za-z][A-Za-z0-9_]*[({]|Now(?![A-Za-z0-9_]))/.test(text);
}

/** Takes a text apart in one pass. @throws SyntaxFault for brackets that do not close, or nesting deeper than 32 */
export function parse(text: string): Text {
  return { parts: new Parser(text).text(undefined, 0) };
}

/** Reads from left to right; `at` is where it is. */
class Parser {
  private at = 0;
  private readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  /** Reads up to one of `ends`, which is not taken, or to the end of the source. */
  text(ends: string | undefined, depth: number): (string | Call)[] {
    const parts: (string | Call)[] = [];
    let from = this.at;
    const flush = () => {
      if (this.at > from) parts.push(this.source.slice(from, this.at));
    };
    while (this.at < this.source.length) {
      const char = this.source.charAt(this.at);
      if (ends?.includes(char)) break;
      const head = char === '$' ? this.match(HEAD) : undefined;
      const bare = char === '$' && !head ? this.match(BARE_NOW) : undefined;
      const escaped = [head, bare].find((match) => match?.[1] === '$');
      if (escaped) {
        // An escaped operator: one of the two stands for itself.
        flush();
        from = this.at + 1;
        this.at += escaped[0].length;
      } else if (head) {
        flush();
        this.at += head[0].length;
        parts.push(this.call(head[2] ?? '', head[3] === '(' ? '()' : '{}', depth + 1));
        from = this.at;
      } else if (bare) {
        flush();
        this.at += bare[0].length;
        parts.push({ name: 'Now', form: '()', args: [], key: '' });
        from = this.at;
      } else {
        this.at += 1;
      }
    }
    flush();
    return parts;
  }

  private call(name: string, form: Call['form'], depth: number): Call {
    if (depth > DEEPEST) throw new SyntaxFault(`operators are nested deeper than ${DEEPEST}`);
    if (form === '{}') {
      const end = this.source.indexOf('}', this.at);
      if (end < 0) throw new SyntaxFault(`$${name}{ is not closed`);
      const key = this.source.slice(this.at, end).trim();
      this.at = end + 1;
      return { name, form, args: [], key };
    }
    const args: Text[] = [];
    this.skipSpace();
    if (this.source[this.at] === ')') {
      this.at += 1;
      return { name, form, args, key: '' };
    }
    for (;;) {
      args.push(this.argument(name, depth));
      const end = this.source[this.at];
      this.at += 1;
      if (end === ')') return { name, form, args, key: '' };
      if (end !== ',') throw new SyntaxFault(`$${name}( is not closed`);
    }
  }

  private argument(name: string, depth: number): Text {
    this.skipSpace();
    const quote = this.source[this.at];
    if (quote === '"' || quote === "'") return { parts: [this.quoted(name, quote)] };
    const parts = this.text(',)', depth);
    const last = parts.at(-1);
    if (typeof last === 'string') parts.splice(-1, 1, last.trimEnd());
    const trimmed = parts.filter((part) => part !== '');
    const [only] = trimmed;
    const literal = trimmed.length === 1 && typeof only === 'string' ? literalOf(only) : undefined;
    return { parts: trimmed, ...(literal && { literal }) };
  }

  /** A text in quotes is literal; a backslash takes the character after it as it is. */
  private quoted(name: string, quote: string): string {
    let text = '';
    for (this.at += 1; this.at < this.source.length; this.at += 1) {
      const char = this.source.charAt(this.at);
      if (char === quote) {
        this.at += 1;
        this.skipSpace();
        return text;
      }
      if (char === '\\' && this.at + 1 < this.source.length) this.at += 1;
      text += this.source.charAt(this.at);
    }
    throw new SyntaxFault(`a quoted text in $${name}( is not closed`);
  }

  private skipSpace(): void {
    while (/\s/.test(this.source[this.at] ?? '')) this.at += 1;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.source) ?? undefined;
  }
}

const LITERALS: Record<string, boolean | null> = { true: true, false: false, null: null };

function literalOf(text: string): Text['literal'] | undefined {
  if (Object.hasOwn(LITERALS, text)) return { value: LITERALS[text] ?? null };
  return /^-?\d+(\.\d+)?$/.test(text) ? { value: Number(text) } : undefined;
}
