import { ErrorCode, type Issue } from '../../contract/errors.ts';

/** A request that is refused; nothing was created or changed by it. */
export class RequestError extends Error {
  readonly code: ErrorCode;
  readonly issues: Issue[] | undefined;

  constructor(code: ErrorCode, message: string, issues?: Issue[]) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
    this.issues = issues;
  }
}

/** More mistakes than this are counted but not named. */
const NAMED_MAX = 100;

/** A refusal that names every mistake in the request at once. */
export function validationError(issues: Issue[]): RequestError {
  const count = issues.length === 1 ? 'One field is' : `${issues.length} fields are`;
  return new RequestError(ErrorCode.Validation, `${count} not valid.`, issues.slice(0, NAMED_MAX));
}
