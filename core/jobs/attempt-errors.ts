import type { RunFailure } from '../../contract/errors.ts';
import type { AttemptError } from '../../contract/job.ts';
import { Limits } from '../../contract/limits.ts';
import { defined } from '../../contract/plain-data.ts';
import { boundedFailure } from '../errors/run-error.ts';
import { cutText, jsonBytes } from '../text/bounds.ts';
import type { JobRow } from './row.ts';
import type { RunInFlight } from './run-in-flight.ts';

/** What those of all runs in flight may take together, bytes of JSON: the row is written at every step of each of them. */
const ROW_BYTES = 16 * 1024;

/** What the errors of one run's attempts may take while its row keeps them, bytes of JSON. */
export function attemptErrorsBytes({ runs }: Pick<JobRow, 'runs'>): number {
  return Math.min(Limits.attemptErrorsBytes, Math.floor(ROW_BYTES / Math.max(1, runs.length)));
}

/** When the target was called and how long the backoff is, where that is known. */
export type AttemptTimes = { started_at?: number | undefined; delay_ms?: number };

/**
 * What the attempts of a run failed with, oldest first, and last the one that failed at `at`, Unix ms: messages of at most 200
 * characters, and of all the newest that take `bytes` of JSON at most beside their times, so that a run of twenty attempts tells of each.
 */
export function withAttemptError(
  run: RunInFlight,
  failure: RunFailure,
  at: number,
  { bytes = Limits.attemptErrorsBytes, ...times }: AttemptTimes & { bytes?: number } = {},
): AttemptError[] {
  const { code, message } = boundedFailure(failure);
  const error = {
    attempt: run.attempt,
    at,
    code,
    message: cutText(message, Limits.attemptErrorMessageLength),
    ...defined(times),
  };
  const errors = [...(run.attempt_errors ?? []), error];
  while (errors.length > 1 && jsonBytes(errors.map(withoutTimes)) > bytes) errors.shift();
  return errors;
}

const withoutTimes = ({ started_at: _called, delay_ms: _delay, ...error }: AttemptError) => error;
