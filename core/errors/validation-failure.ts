import { ErrorCode, type Issue } from '../../contract/errors.ts';
import { RunError } from './run-error.ts';

/** The failure of a run whose input, once evaluated, does not fit: the first twenty issues, each with its path. */
export function validationFailure(issues: readonly Issue[]): RunError {
  const said = issues.slice(0, 20).map(({ path, message }) => `${path}: ${message}`);
  return new RunError(ErrorCode.Validation, said.join('; '));
}
