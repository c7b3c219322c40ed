/** What the platform alone says: no app can name one of them (docs/contract.md, 7 and 17). */
const PlatformCode = {
  Validation: 'VALIDATION_ERROR',
  NotFound: 'NOT_FOUND',
  Unauthorized: 'UNAUTHORIZED',
  Forbidden: 'FORBIDDEN',
  PayloadTooLarge: 'PAYLOAD_TOO_LARGE',
  UnsupportedMediaType: 'UNSUPPORTED_MEDIA_TYPE',
  IllegalTransition: 'ILLEGAL_TRANSITION',
  IdempotencyConflict: 'IDEMPOTENCY_CONFLICT',
  Timeout: 'TIMEOUT',
  RateLimited: 'RATE_LIMITED',
  ServiceUnavailable: 'SERVICE_UNAVAILABLE',
  Connection: 'CONNECTION_ERROR',
  /** It was lost under way, so that the target may have done its work. */
  ConnectionLost: 'CONNECTION_LOST',
  WorkerLost: 'WORKER_LOST',
  DeadLettered: 'DEAD_LETTERED',
  Cancelled: 'CANCELLED',
  Internal: 'INTERNAL_ERROR',
} as const;

/** What targets refused with, in one word for all providers of a namespace; an app may name them too. */
const TargetCode = {
  Conflict: 'CONFLICT',
  UniqueViolation: 'UNIQUE_VIOLATION',
  ForeignKeyViolation: 'FOREIGN_KEY_VIOLATION',
  NotNullViolation: 'NOT_NULL_VIOLATION',
  CheckViolation: 'CHECK_VIOLATION',
  ConstraintViolation: 'CONSTRAINT_VIOLATION',
  SerializationFailure: 'SERIALIZATION_FAILURE',
  WriteConflict: 'WRITE_CONFLICT',
  Deadlock: 'DEADLOCK',
  LockNotAvailable: 'LOCK_NOT_AVAILABLE',
  ReadOnly: 'READ_ONLY',
  Database: 'DATABASE_ERROR',
  Graph: 'GRAPH_ERROR',
  BrokerNotFound: 'BROKER_NOT_FOUND',
  Unroutable: 'UNROUTABLE',
  InvalidRecipient: 'INVALID_RECIPIENT',
  Rejected: 'REJECTED',
  ExecutionFailed: 'EXECUTION_FAILED',
  ExecutionAborted: 'EXECUTION_ABORTED',
  Function: 'FUNCTION_ERROR',
} as const;

/** Codes of the problems the API answers with, and of the errors a run can end in, but for those that apps name themselves. */
export const ErrorCode = { ...PlatformCode, ...TargetCode } as const;

/** One of the codes of {@link ErrorCode}. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

/** The codes of {@link ErrorCode} that no app can name. */
export const PLATFORM_CODES: readonly ErrorCode[] = Object.values(PlatformCode);

/** Codes by which the retry policy decides (docs/contract.md, 7) and that say nothing of what the platform itself did. */
export const STEERING_CODES = [
  ErrorCode.Validation,
  ErrorCode.NotFound,
  ErrorCode.Unauthorized,
  ErrorCode.Forbidden,
  ErrorCode.RateLimited,
  ErrorCode.ServiceUnavailable,
  ErrorCode.Connection,
] as const;

/** One thing wrong with a request: where, and what is expected there. */
export interface Issue {
  /** Dotted path into the request body, e.g. `schedule.every`; empty for the body itself. */
  path: string;
  message: string;
}

/** The body of every error response (RFC 9457, `application/problem+json`). */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  issues?: Issue[];
}

/** What a run failed with, as jobs and executions show it. */
export interface RunFailure {
  code: string;
  message: string;
  /** Where a function threw it: its first frames, at most 1000 characters. */
  stack?: string;
}
