import { ErrorCode } from '../../../contract/errors.ts';
import type { ErrorRows } from '../../shared/error-type.ts';

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
