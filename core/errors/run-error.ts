import type { RunFailure } from '../../contract/errors.ts';

/** A failed attempt, by the error type that the retry policy decides on (docs/contract.md, 7). */
export class RunError extends Error {
  readonly code: string;
  /** The target's own wish for the least delay before another attempt, ms. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'RunError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
  }

  toFailure(): RunFailure {
    return { code: this.code, message: this.message };
  }
}
