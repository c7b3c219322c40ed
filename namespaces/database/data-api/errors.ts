import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { awsRunError } from '../../shared/aws-error.ts';
import { errorType } from '../../shared/error-code.ts';
import { errors as mysql } from '../mysql/errors.ts';
import { errors as postgres } from '../postgres/errors.ts';

/** What the databases behind the Data API say, by their engine. */
const ENGINES = { postgres, mysql };

/** Errors of the Data API itself (API reference, ExecuteStatement); the rest is told by their HTTP status. */
const NAMES: Record<string, string> = {
  StatementTimeoutException: ErrorCode.Timeout,
  DatabaseResumingException: ErrorCode.ServiceUnavailable,
  DatabaseUnavailableException: ErrorCode.ServiceUnavailable,
  HttpEndpointNotEnabledException: ErrorCode.Validation,
  InvalidSecretException: ErrorCode.Unauthorized,
  SecretsErrorException: ErrorCode.Unauthorized,
  DatabaseNotFoundException: ErrorCode.NotFound,
  UnsupportedResultException: ErrorCode.Validation,
};

/** Translates what the client threw; what the database said is in the message, with its code. */
export function dataApiError(error: unknown, engine: 'postgres' | 'mysql'): RunError {
  const { name = '', message = '' } = error instanceof Error ? error : {};
  const own = NAMES[name];
  if (own !== undefined) return new RunError(own, `${name}: ${message}`, { cause: error });
  const code = (engine === 'postgres' ? /SQLState: ([0-9A-Z]{5})/ : /Database error code: (\d+)/).exec(
    message,
  )?.[1];
  const type = code === undefined ? undefined : errorType(ENGINES[engine], code);
  if (type === undefined) return awsRunError(error);
  return new RunError(type, `${code}: ${message.replace(/;\s*(SQLState|Error code).*$/s, '')}`, {
    cause: error,
  });
}
