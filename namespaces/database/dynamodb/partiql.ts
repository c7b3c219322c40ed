import { PartiQlFault, type Token, tokensOf } from './partiql-tokens.ts';

/** What a PartiQL statement does, and the one table it does it to. */
export interface PartiQl {
  kind: 'select' | 'insert' | 'update' | 'delete' | 'exists';
  /** The table as it is named, quotes undone: its name, or its ARN. */
  table: string;
  /** Whether it asks for rows that it changed. */
  returning: boolean;
}

/** Words by which a statement could reach a second table, or become another one. */
const ELSEWHERE = ['SELECT', 'FROM', 'JOIN', 'INTO', 'INSERT', 'UPDATE', 'DELETE', 'EXISTS'];

const CLOSING: Record<string, string> = { '(': ')', '[': ']', '{': '}' };

/**
 * Reads a statement of DynamoDB's PartiQL (developer guide, "PartiQL statements for DynamoDB") as far as it takes to
 * know what it does and to which table. What follows the table is left to DynamoDB, once it is certain that nothing in
 * it can name a table.
 * @throws PartiQlFault for everything that is not understood: several statements, comments, joins, subqueries
 */
export function readPartiQl(statement: string): PartiQl {
  const reader = new Reader(tokensOf(statement));
  const read = readHead(reader);
  return { ...read, returning: reader.tail() };
}

function readHead(reader: Reader): Omit<PartiQl, 'returning'> {
  switch (reader.word('SELECT', 'INSERT', 'UPDATE', 'DELETE', 'EXISTS')) {
    case 'SELECT':
      return { kind: 'select', table: reader.selection() };
    case 'INSERT':
      reader.word('INTO');
      return { kind: 'insert', table: reader.table('VALUE') };
    case 'UPDATE':
      return { kind: 'update', table: reader.table('SET', 'REMOVE') };
    case 'DELETE':
      reader.word('FROM');
      return { kind: 'delete', table: reader.table('WHERE', 'RETURNING', '') };
    default: {
      reader.sign('(');
      reader.word('SELECT');
      const table = reader.selection();
      reader.skip(')');
      reader.sign(')');
      reader.end();
      return { kind: 'exists', table };
    }
  }
}

/** The tokens that are still to be read. */
class Reader {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The next word, in capitals, which must be one of these. */
  word(...expected: string[]): string {
    const word = this.#word();
    if (!expected.includes(word)) throw new PartiQlFault(`expected ${expected.join(' or ')}${this.#got()}`);
    this.#next += 1;
    return word;
  }

  sign(expected: string): void {
    if (!this.#isSign(expected)) throw new PartiQlFault(`expected "${expected}"${this.#got()}`);
    this.#next += 1;
  }

  /** The table and perhaps index of a SELECT, whose projection is passed over. */
  selection(): string {
    this.skip('FROM');
    this.word('FROM');
    const table = this.#name();
    if (this.#isSign('.')) {
      this.#next += 1;
      this.#name();
    }
    this.#follows('WHERE', 'ORDER', '', ')');
    return table;
  }

  /** A table that one of these words must follow; the empty one is the end. */
  table(...followers: string[]): string {
    const table = this.#name();
    this.#follows(...followers);
    return table;
  }

  /** Passes over an expression in which no table can be named, up to this word or sign outside all brackets. */
  skip(end: string): void {
    const open: string[] = [];
    for (; this.#next < this.#tokens.length; this.#next += 1) {
      const word = this.#word();
      const sign = this.#isSign() ? (this.#tokens[this.#next]?.text ?? '') : '';
      if (open.length === 0 && end !== '' && (word === end || sign === end)) return;
      if (ELSEWHERE.includes(word))
        throw new PartiQlFault(`${word} is not taken here: a statement has one table`);
      const closing = CLOSING[sign];
      if (closing !== undefined) open.push(closing);
      else if (Object.values(CLOSING).includes(sign) && open.pop() !== sign) {
        throw new PartiQlFault(`"${sign}" closes nothing`);
      }
    }
    if (open.length > 0) throw new PartiQlFault(`expected "${open.at(-1)}"${this.#got()}`);
    if (end !== '') throw new PartiQlFault(`expected ${end}${this.#got()}`);
  }

  end(): void {
    if (this.#next < this.#tokens.length) throw new PartiQlFault(`expected the end${this.#got()}`);
  }

  /** Passes over the rest. @returns whether it asks for changed rows */
  tail(): boolean {
    const from = this.#next;
    this.skip('');
    return this.#tokens
      .slice(from)
      .some(({ kind, text }) => kind === 'word' && text.toUpperCase() === 'RETURNING');
  }

  #name(): string {
    const token = this.#tokens[this.#next];
    const named = token?.kind === 'name' || (token?.kind === 'word' && !ELSEWHERE.includes(this.#word()));
    if (!named) throw new PartiQlFault(`expected a table${this.#got()}`);
    this.#next += 1;
    return token.text;
  }

  #follows(...followers: string[]): void {
    const token = this.#tokens[this.#next];
    const follower = token?.kind === 'word' ? this.#word() : (token?.text ?? '');
    if (token?.kind === 'name' || token?.kind === 'text' || !followers.includes(follower)) {
      throw new PartiQlFault(
        `after the table, expected ${followers.filter(Boolean).join(' or ')}${this.#got()}`,
      );
    }
  }

  #word(): string {
    const token = this.#tokens[this.#next];
    return token?.kind === 'word' ? token.text.toUpperCase() : '';
  }

  #isSign(sign?: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.kind === 'sign' && (sign === undefined || token.text === sign);
  }

  #got(): string {
    const token = this.#tokens[this.#next];
    return `; got ${token ? JSON.stringify(token.text.slice(0, 60)) : 'the end'}`;
  }
}
