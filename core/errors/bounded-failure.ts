import type { RunFailure } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { cutText } from './cut-text.ts';

/**
 * What is kept of a failure: a code of at most 64 characters, and a message of at most 2000, which ends in `…` where it is
 * cut. Rows, executions, outboxes and logs hold failures that passed here, so that none of them outgrows its item.
 */
export function boundedFailure({ code, message }: RunFailure): RunFailure {
  return {
    code: code.slice(0, Limits.errorCodeLength),
    message: cutText(message, Limits.errorMessageLength),
  };
}
