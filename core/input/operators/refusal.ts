import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../errors/run-error.ts';

/** An operator's refusal of the values it got; the message never quotes one that was computed. */
export function refusal(message: string): RunError {
  return new RunError(ErrorCode.Validation, message);
}
