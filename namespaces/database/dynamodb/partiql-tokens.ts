/** One token of a PartiQL statement: an unquoted word, a `"name"`, a `'text'`, a number, or a sign such as `(` or `<=`. */
export interface Token {
  kind: 'word' | 'name' | 'text' | 'number' | 'sign';
  /** What the quotes hold, doubled quotes undone; a word as it is written. */
  text: string;
}

/** Why a statement is refused; the message is for the caller. */
export class PartiQlFault extends Error {}

/** The longest statement DynamoDB takes, characters (API reference, ExecuteStatement). */
export const LONGEST_STATEMENT = 8192;

const KINDS = ['space', 'word', 'name', 'text', 'number', 'sign'] as const;

/**
 * Every alternative begins with a character of its own, so reading is linear. A backslash before a quote is refused: it
 * is a character to DynamoDB, and an escape to others, who would see the text end elsewhere.
 */
const TOKEN = new RegExp(
  [
    String.raw`([ \t\r\n]+)`,
    '([A-Za-z_][A-Za-z0-9_]*)',
    String.raw`"((?:[^"\\]|"")*)"(?!")`,
    String.raw`'((?:[^'\\]|\\(?!')|'')*)'(?!')`,
    String.raw`(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])`,
    String.raw`(<>|<=|>=|<<|>>|!=|\|\||-(?!-)|[(){}[\],.:?*+=<>])`,
  ].join('|'),
  'y',
);

const EXPLAINED: Record<string, string> = {
  ';': 'one statement, without ";"',
  '-': 'comments are not taken',
  '/': 'comments are not taken',
  '"': 'a name is not closed, or holds a backslash',
  "'": 'a text is not closed, or a backslash stands before its quote; give it as a parameter',
};

/** The tokens of a statement. @throws PartiQlFault for every character that is not understood */
export function tokensOf(statement: string): Token[] {
  if (statement.length > LONGEST_STATEMENT) {
    throw new PartiQlFault(`at most ${LONGEST_STATEMENT} characters`);
  }
  const tokens: Token[] = [];
  for (let at = 0; at < statement.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(statement);
    if (!found) throw new PartiQlFault(reasonAt(statement, at));
    const group = found.findIndex((text, index) => index > 0 && text !== undefined);
    const kind = KINDS[group - 1] ?? 'space';
    if (kind !== 'space') tokens.push({ kind, text: unquoted(kind, found[group] ?? '') });
  }
  return tokens;
}

function unquoted(kind: Token['kind'], text: string): string {
  if (kind === 'name') return text.replaceAll('""', '"');
  return kind === 'text' ? text.replaceAll("''", "'") : text;
}

function reasonAt(statement: string, at: number): string {
  const character = String.fromCodePoint(statement.codePointAt(at) ?? 0);
  const code = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
  return EXPLAINED[character] ?? `unexpected character ${code}`;
}
