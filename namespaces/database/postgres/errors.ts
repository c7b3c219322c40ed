import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { type ErrorRows, errorType } from '../../shared/error-code.ts';

const { Forbidden, NotFound, ServiceUnavailable, Timeout, Unauthorized, Validation } = ErrorCode;

/** PostgreSQL, "Error codes": SQLSTATEs, and then their classes. */
export const errors: ErrorRows = [
  [/^40P01/, ErrorCode.Deadlock],
  [/^40001/, ErrorCode.SerializationFailure],
  [/^23505/, ErrorCode.UniqueViolation],
  [/^23503/, ErrorCode.ForeignKeyViolation],
  [/^23502/, ErrorCode.NotNullViolation],
  [/^23514/, ErrorCode.CheckViolation],
  [/^23/, ErrorCode.ConstraintViolation],
  [/^42P01/, NotFound],
  [/^42703/, NotFound],
  [/^3D000/, NotFound],
  [/^3F000/, NotFound],
  [/^42501/, Forbidden],
  [/^42/, Validation],
  [/^22/, Validation],
  [/^21/, Validation],
  [/^0A/, Validation],
  [/^54/, Validation],
  [/^28/, Unauthorized],
  [/^57014/, Timeout],
  [/^57P03/, ServiceUnavailable],
  [/^57P/, ErrorCode.ConnectionLost],
  [/^08P01/, Validation],
  [/^08/, ErrorCode.ConnectionLost],
  [/^53/, ServiceUnavailable],
  [/^55P03/, ErrorCode.LockNotAvailable],
  [/^25006/, ErrorCode.ReadOnly],
];

/** Translates what the driver threw while `connecting` or while running a statement. */
export function postgresRunError(error: unknown, connecting: boolean): RunError {
  if (error instanceof RunError) return error;
  const state = sqlStateOf(error);
  if (state !== undefined) {
    const code = errorType(errors, state) ?? ErrorCode.Database;
    return new RunError(code, `PostgreSQL ${state}: ${said(error, state)}`, { cause: error });
  }
  const detail = systemCodeOf(error);
  return connecting
    ? new RunError(ErrorCode.Connection, `the database could not be reached: ${detail}`, { cause: error })
    : new RunError(ErrorCode.ConnectionLost, `the connection to the database was lost: ${detail}`, {
        cause: error,
      });
}

/** Whether the connection is of no more use after this error. */
export function endsConnection(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === undefined || /^(08|57P|28|25)/.test(state);
}

interface Failure {
  code?: unknown;
  /** Only on what the server said. */
  severity?: unknown;
  message?: unknown;
}

/** A SQLSTATE is five letters or digits and comes with a severity; a system error's code comes without one. */
function sqlStateOf(error: unknown): string | undefined {
  const { code, severity } = failureOf(error);
  return severity !== undefined && typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** The server's message; data exceptions quote the offending value, which may be a secret. */
function said(error: unknown, state: string): string {
  const message = textOf(error);
  return state.startsWith('22') ? message.replaceAll(/".*"/gs, '"…"') : message;
}

/** Names the failure without the driver's text, which may quote the url. */
function systemCodeOf(error: unknown): string {
  const { code } = failureOf(error);
  if (typeof code === 'string' && /^[A-Z0-9_]+$/.test(code)) return code;
  const message = textOf(error);
  if (/timeout/i.test(message)) return 'no connection in time';
  if (/does not support SSL/i.test(message)) return 'the server does not speak TLS';
  return /terminated|closed|ended/i.test(message) ? 'terminated' : 'unknown error';
}

function failureOf(error: unknown): Failure {
  return typeof error === 'object' && error !== null ? error : {};
}

function textOf(error: unknown): string {
  const { message } = failureOf(error);
  return typeof message === 'string' ? message : '';
}
