import { ErrorCode, type Issue } from '../../contract/errors.ts';
import { RunError } from './run-error.ts';

/** The failure of a run whose input, once evaluated, does not fit: every issue with its path, at most 1000 characters. */
export function validationFailure(issues: readonly Issue[]): RunError {
  const said = issues.map(({ path, message }) => `${path}: ${message}`);
  return new RunError(ErrorCode.Validation, said.join('; ').slice(0, 1000));
}
