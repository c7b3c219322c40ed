import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { errorType } from '../../shared/error-type.ts';
import { errors } from './errors.ts';

/** Translates what the driver threw while `connecting` or while running a statement. */
export function mysqlRunError(error: unknown, connecting: boolean): RunError {
  if (error instanceof RunError) return error;
  const { errno, code, sqlMessage } = failureOf(error);
  const fromServer = typeof errno === 'number' && errno >= 1000 && typeof sqlMessage === 'string';
  if (fromServer) {
    const type = errorType(errors, String(errno)) ?? ErrorCode.Database;
    return new RunError(type, `MySQL ${errno}: ${said(sqlMessage)}`, { cause: error });
  }
  const detail = typeof code === 'string' ? code : 'unknown error';
  return connecting
    ? new RunError(ErrorCode.Connection, `the database could not be reached: ${detail}`, { cause: error })
    : new RunError(ErrorCode.ConnectionLost, `the connection to the database was lost: ${detail}`, {
        cause: error,
      });
}

/** Whether the connection is of no more use after this error. */
export function endsConnection(error: unknown): boolean {
  if (error instanceof RunError) return error.code === ErrorCode.Timeout;
  const { errno, sqlMessage } = failureOf(error);
  if (typeof sqlMessage !== 'string') return true;
  const type = errorType(errors, String(errno));
  return type === ErrorCode.ConnectionLost || type === ErrorCode.ServiceUnavailable;
}

interface Failure {
  errno?: unknown;
  code?: unknown;
  /** Only on what the server said. */
  sqlMessage?: unknown;
}

function failureOf(error: unknown): Failure {
  return typeof error === 'object' && error !== null ? error : {};
}

/** The server quotes offending values, which may be secrets; names of tables and columns it quotes are back-ticked or bare. */
function said(message: string): string {
  return message.replaceAll(/value: '.*?'|value '.*?'|entry '.*?'/gs, (quoted) =>
    quoted.replace(/'.*'/s, "'…'"),
  );
}
