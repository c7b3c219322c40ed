import { ErrorCode, type Issue, type RunFailure } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { defined } from '../../contract/plain-data.ts';
import { cutText } from '../text/bounds.ts';

/** A failed attempt, by the error type that the retry policy decides on (docs/contract.md, 7). */
export class RunError extends Error {
  readonly code: string;
  /** The target's own wish for the least delay before another attempt, ms. */
  readonly retryAfterMs: number | undefined;
  /** The name that the target gave the error, of which the code was made: a secret in it stands there as it was sent. */
  readonly said: string | undefined;
  /** The frames of the function that threw it, one a line. */
  readonly trace: string | undefined;
  /** Whether the target may have done what it was asked, whatever it calls the error. */
  readonly unsure: boolean;

  constructor(
    code: string,
    message: string,
    options: {
      retryAfterMs?: number;
      said?: string;
      trace?: string;
      unsure?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.name = 'RunError';
    this.code = code;
    this.retryAfterMs = options.retryAfterMs;
    this.said = options.said;
    this.trace = options.trace;
    this.unsure = options.unsure === true;
  }

  /** The same error with another message. */
  withMessage(message: string): RunError {
    const { code, retryAfterMs, said, trace, unsure, cause } = this;
    return new RunError(code, message, defined({ retryAfterMs, said, trace, unsure, cause }));
  }

  toFailure(): RunFailure {
    return { code: this.code, message: this.message, ...defined({ stack: this.trace }) };
  }
}

/** The failure of a run whose input, once evaluated, does not fit: the first twenty issues, each with its path. */
export function validationFailure(issues: readonly Issue[]): RunError {
  const said = issues.slice(0, 20).map(({ path, message }) => `${path}: ${message}`);
  return new RunError(ErrorCode.Validation, said.join('; '));
}

/**
 * What is kept of a failure: a code of at most 64 characters, a message of at most 2000 and a stack of at most 1000, which end in
 * `…` where they are cut. Rows, executions and logs hold failures that passed here, so that none of them outgrows its item.
 */
export function boundedFailure({ code, message, stack }: RunFailure): RunFailure {
  return {
    code: code.slice(0, Limits.errorCodeLength),
    message: cutText(message, Limits.errorMessageLength),
    ...(stack !== undefined && { stack: cutText(stack, Limits.errorStackLength) }),
  };
}

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

/** A worker that was thought dead has come back: a redelivery has its run, and its message must not be acknowledged. */
export class TakenOver extends Error {
  override readonly name = 'TakenOver';
}

/**
 * What was called has no capacity, or cannot be reached, and the caller's patience is over: nothing is wrong with what was
 * asked, and it is to be asked again later. It may have been done.
 */
export class NoCapacity extends Error {
  override readonly name: string = 'NoCapacity';
}
