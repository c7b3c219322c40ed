import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { type ErrorRows, errorType } from '../../shared/error-code.ts';

const { Forbidden, NotFound, ServiceUnavailable, Timeout, Unauthorized, Validation } = ErrorCode;

/** MySQL and MariaDB, "Server error message reference", and the driver's own codes. */
export const errors: ErrorRows = [
  ['1213', ErrorCode.Deadlock],
  ['1205', ErrorCode.LockNotAvailable],
  [/^(1062|1586)$/, ErrorCode.UniqueViolation],
  [/^(1216|1217|1451|1452)$/, ErrorCode.ForeignKeyViolation],
  [/^(1048|1364)$/, ErrorCode.NotNullViolation],
  [/^(3819|4025)$/, ErrorCode.CheckViolation],
  [/^(1146|1054|1049|1051)$/, NotFound],
  [/^(1045|1698|1251)$/, Unauthorized],
  [/^(1044|1142|1143|1227|1370)$/, Forbidden],
  [/^(3024|1969|1317)$/, Timeout],
  [/^(1040|1053|1203|1226|1041)$/, ServiceUnavailable],
  [/^(1290|1836|1792)$/, ErrorCode.ReadOnly],
  [
    /^(2006|2013|1927|PROTOCOL_CONNECTION_LOST|PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR)$/,
    ErrorCode.ConnectionLost,
  ],
  [/^(1064|1136|1264|1265|1292|1366|1406|1411|1690|1210|1305|1149|1110)$/, Validation],
];

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
