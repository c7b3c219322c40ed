import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord, defined } from '../../../contract/plain-data.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { thrownCode } from '../../shared/error-code.ts';
import { parseExactJson } from '../../shared/exact-json.ts';

/** How an execution ended. */
export interface Ended {
  status: string;
  output?: string | undefined;
  error?: string | undefined;
  cause?: string | undefined;
}

/** Errors of the Amazon States Language that say more than "it failed". */
const STATES_ERRORS: Record<string, ErrorCode> = {
  'States.Timeout': ErrorCode.Timeout,
  'States.HeartbeatTimeout': ErrorCode.Timeout,
  'States.Permissions': ErrorCode.Forbidden,
  'States.Runtime': ErrorCode.Validation,
  'States.ParameterPathFailure': ErrorCode.Validation,
  'States.DataLimitExceeded': ErrorCode.Validation,
  'Lambda.TooManyRequestsException': ErrorCode.RateLimited,
};

/**
 * What a run says of an execution that has ended well.
 * @throws RunError for any other end: the error of the execution (`CardDeclined` is `CARD_DECLINED`), `TIMEOUT`, or
 * `EXECUTION_ABORTED`
 */
export function outcomeOf(ended: Ended): { status: string; output: unknown } {
  if (ended.status === 'SUCCEEDED') return { status: ended.status, output: parse(ended.output) };
  if (ended.status === 'TIMED_OUT') throw new RunError(ErrorCode.Timeout, 'the execution timed out');
  if (ended.status === 'ABORTED') throw new RunError(ErrorCode.ExecutionAborted, 'the execution was aborted');
  throw new RunError(codeOf(ended.error), messageOf(ended), defined({ said: ended.error }));
}

function codeOf(error = ''): string {
  if (Object.hasOwn(STATES_ERRORS, error)) return STATES_ERRORS[error] ?? ErrorCode.ExecutionFailed;
  const named = thrownCode(error.replace(/^(States|Lambda)\./, ''));
  return named === undefined || named === 'ERROR' ? ErrorCode.ExecutionFailed : named;
}

/** The cause of a failed function is JSON with its message in it. */
function messageOf({ error, cause }: Ended): string {
  const told: unknown = Reflect.get(asRecord(parse(cause)), 'errorMessage');
  const text = typeof told === 'string' ? told : (cause ?? '');
  return `the execution failed${error ? ` with ${error}` : ''}${text ? `: ${text}` : ''}`;
}

function parse(text: string | undefined): unknown {
  try {
    return parseExactJson(text ?? 'null');
  } catch {
    return text;
  }
}
