import { ErrorCode, type Problem } from '../../contract/errors.ts';
import { RequestError } from '../../core/errors/request-error.ts';
import { NoCapacity } from '../../core/errors/run-error.ts';
import { NewerFormat } from '../../core/formats/format.ts';

const STATUS: Partial<Record<ErrorCode, { status: number; title: string }>> = {
  [ErrorCode.Validation]: { status: 400, title: 'The request is not valid' },
  [ErrorCode.Forbidden]: { status: 403, title: 'Not allowed' },
  [ErrorCode.NotFound]: { status: 404, title: 'Not found' },
  [ErrorCode.IllegalTransition]: { status: 409, title: 'Not possible in this state' },
  [ErrorCode.IdempotencyConflict]: { status: 409, title: 'The idempotency key is taken' },
  [ErrorCode.RateLimited]: { status: 429, title: 'Not tried' },
  [ErrorCode.ServiceUnavailable]: { status: 503, title: 'The service is busy' },
  [ErrorCode.PayloadTooLarge]: { status: 413, title: 'The body is too large' },
};

/** The answer to a failed call: what the caller did wrong, or only that something failed here. */
export function toProblem(error: unknown): Problem {
  if (error instanceof RequestError) {
    const { status, title } = STATUS[error.code] ?? { status: 400, title: 'The request is not valid' };
    const issues = error.issues ? { issues: error.issues } : {};
    return { type: 'about:blank', title, status, code: error.code, detail: error.message, ...issues };
  }
  if (error instanceof NewerFormat)
    return unavailable('It was written by a newer release, which is being deployed or was rolled back.');
  return error instanceof NoCapacity
    ? unavailable('The service is busy. Try again in a moment.')
    : problem(
        500,
        ErrorCode.Internal,
        'Something failed here',
        'The failure was logged. Trying again may help.',
      );
}

/** The answer while this service cannot do its work. */
export function unavailable(detail: string): Problem {
  return problem(503, ErrorCode.ServiceUnavailable, 'The service is unavailable', detail);
}

function problem(status: number, code: ErrorCode, title: string, detail: string): Problem {
  return { type: 'about:blank', title, status, code, detail };
}
