import { MongoNetworkError, MongoServerSelectionError } from 'mongodb';
import { ErrorCode } from '../../../contract/errors.ts';
import { asRecord } from '../../../contract/plain-data.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { type ErrorRows, errorType } from '../../shared/error-code.ts';

const { Forbidden, NotFound, RateLimited, ServiceUnavailable, Timeout, Unauthorized, Validation } = ErrorCode;

/** MongoDB, "Error codes". */
export const errors: ErrorRows = [
  ['11000', ErrorCode.UniqueViolation],
  ['112', ErrorCode.WriteConflict],
  ['121', ErrorCode.CheckViolation],
  [/^(18|11|8000)$/, Unauthorized],
  ['13', Forbidden],
  ['26', NotFound],
  [/^(50|262|24)$/, Timeout],
  [/^(10107|13435|13436|11602|189|91|11600|133|43)$/, ServiceUnavailable],
  [/^(6|7|89|9001)$/, ErrorCode.ConnectionLost],
  [/^(2|9|14|40|52|56|57|59|66|72|73|17419|31034|40324)$/, Validation],
  ['16500', RateLimited],
];

/** Translates what the driver threw. */
export function mongoRunError(error: unknown): RunError {
  if (error instanceof RunError) return error;
  if (error instanceof MongoServerSelectionError) {
    return new RunError(ErrorCode.Connection, 'the database could not be reached', { cause: error });
  }
  if (error instanceof MongoNetworkError) {
    return new RunError(ErrorCode.ConnectionLost, 'the connection to the database was lost', {
      cause: error,
    });
  }
  // By name, as `name` is not the error's own.
  const { code, name: given, codeName: known } = asRecord(error);
  const [name, codeName] = [String(given ?? ''), String(known ?? '')];
  if (/Timeout/.test(name)) {
    return new RunError(ErrorCode.Timeout, 'the database did not answer in time', { cause: error });
  }
  if (typeof code !== 'number') {
    const type = /^Mongo(Parse|InvalidArgument|API|Crypt|MissingCredentials)/.test(name)
      ? ErrorCode.Validation
      : ErrorCode.Database;
    return new RunError(type, `MongoDB: ${name}`, { cause: error });
  }
  // The server's message quotes values; its code and the code's name say enough.
  const type = errorType(errors, String(code)) ?? ErrorCode.Database;
  return new RunError(type, `MongoDB ${code}${codeName && ` ${codeName}`}`, { cause: error });
}

/** Whether the client is of no more use after this error. */
export function endsClient(error: unknown): boolean {
  return error instanceof MongoNetworkError || error instanceof MongoServerSelectionError;
}
