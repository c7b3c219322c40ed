import type { RunFailure } from '../../contract/errors.ts';
import type { AttemptError } from '../../contract/job.ts';
import { Limits } from '../../contract/limits.ts';
import { boundedFailure } from '../errors/run-error.ts';
import { cutText, jsonBytes } from '../text/bounds.ts';
import type { RunInFlight } from './run-in-flight.ts';

/**
 * What the attempts of a run failed with, oldest first, and last the one that failed at `at`, Unix ms. The row keeps them until
 * the run ends, so they are bounded: messages of at most 200 characters, and of all the newest that take 2 KB of JSON at most.
 */
export function withAttemptError(run: RunInFlight, failure: RunFailure, at: number): AttemptError[] {
  const { code, message } = boundedFailure(failure);
  const error = {
    attempt: run.attempt,
    at,
    code,
    message: cutText(message, Limits.attemptErrorMessageLength),
  };
  const errors = [...(run.attempt_errors ?? []), error];
  while (errors.length > 1 && jsonBytes(errors) > Limits.attemptErrorsBytes) errors.shift();
  return errors;
}
