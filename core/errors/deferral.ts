/**
 * Thrown by a handler to leave the executor and be called again, with the same identity and attempt: for work that
 * continues elsewhere. It is neither an error nor an attempt.
 */
export class Deferral extends Error {
  /** Unix ms at which to be called again unless a completion event comes before. */
  readonly until: number;

  constructor(until: number) {
    super('deferred');
    this.name = 'Deferral';
    this.until = until;
  }
}
