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
