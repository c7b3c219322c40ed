/** A refusal by the name Neptune gives it (user guide, "Graph engine error messages and codes"). */
export class CypherFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'CypherFault';
    this.code = code;
  }
}

/** What Neptune can do and the local graph cannot. */
export function beyondLocal(what: string): CypherFault {
  return new CypherFault('UnsupportedOperationException', `the local graph ${what}; Neptune can`);
}

/** The query with the text of its literals and quoted names blanked, letter by letter, so that places stay the same. */
export function masked(query: string): string {
  return query.replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`]|``)*`/gs, (quoted) => {
    const quote = quoted.charAt(0);
    return `${quote}${'_'.repeat(quoted.length - 2)}${quote}`;
  });
}
