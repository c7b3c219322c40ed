import { ErrorCode, type Issue } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import { cutText } from '../text/bounds.ts';

/**
 * A request that is refused; nothing was created or changed by it. Its texts may quote what the caller chose, so they are
 * bounded here: at most 100 issues, each with a path of 256 characters and a message of 500.
 */
export class RequestError extends Error {
  readonly code: ErrorCode;
  readonly issues: Issue[] | undefined;

  constructor(code: ErrorCode, message: string, issues?: Issue[]) {
    super(cutText(message, Limits.errorMessageLength));
    this.name = 'RequestError';
    this.code = code;
    this.issues = issues?.slice(0, Limits.issues).map(({ path, message: expected }) => ({
      path: cutText(path, Limits.issuePathLength),
      message: cutText(expected, Limits.issueMessageLength),
    }));
  }
}

/** A refusal that names every mistake in the request at once, and counts those that are too many to be named. */
export function validationError(issues: Issue[]): RequestError {
  const count = issues.length === 1 ? 'One field is' : `${issues.length} fields are`;
  return new RequestError(ErrorCode.Validation, `${count} not valid.`, issues);
}

/** What is asked for by an id or a name. */
type Kind = 'job' | 'schedule' | 'product' | 'bulk operation' | 'webhook' | 'execution';

/** A refusal as there is no such thing, or none that the caller may know of. What it asked for is quoted to 64 characters. */
export function noSuch(kind: Kind, name: string): RequestError {
  return new RequestError(ErrorCode.NotFound, `There is no ${kind} ${name.slice(0, 64)}.`);
}
