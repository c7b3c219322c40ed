import { ErrorCode } from '../../../contract/errors.ts';
import type { ErrorRows } from '../../shared/error-type.ts';

const { Forbidden, NotFound, ServiceUnavailable, Timeout, Unauthorized, Validation } = ErrorCode;

/** PostgreSQL, "Error codes": SQLSTATEs, and then their classes. */
export const errors: ErrorRows = [
  [/^40P01/, 'DEADLOCK'],
  [/^40001/, 'SERIALIZATION_FAILURE'],
  [/^23505/, 'UNIQUE_VIOLATION'],
  [/^23503/, 'FOREIGN_KEY_VIOLATION'],
  [/^23502/, 'NOT_NULL_VIOLATION'],
  [/^23514/, 'CHECK_VIOLATION'],
  [/^23/, 'CONSTRAINT_VIOLATION'],
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
  [/^57P/, 'CONNECTION_LOST'],
  [/^08P01/, Validation],
  [/^08/, 'CONNECTION_LOST'],
  [/^53/, ServiceUnavailable],
  [/^55P03/, 'LOCK_NOT_AVAILABLE'],
  [/^25006/, 'READ_ONLY'],
];
