/** Codes of the problems the API answers with, and of the errors a run can end in (docs/contract.md, 7 and 17). */
export const ErrorCode = {
  Validation: 'VALIDATION_ERROR',
  NotFound: 'NOT_FOUND',
  Unauthorized: 'UNAUTHORIZED',
  Forbidden: 'FORBIDDEN',
  MethodNotAllowed: 'METHOD_NOT_ALLOWED',
  PayloadTooLarge: 'PAYLOAD_TOO_LARGE',
  IllegalTransition: 'ILLEGAL_TRANSITION',
  IdempotencyConflict: 'IDEMPOTENCY_CONFLICT',
  Timeout: 'TIMEOUT',
  RateLimited: 'RATE_LIMITED',
  ServiceUnavailable: 'SERVICE_UNAVAILABLE',
  Connection: 'CONNECTION_ERROR',
  WorkerLost: 'WORKER_LOST',
  DeadLettered: 'DEAD_LETTERED',
  Cancelled: 'CANCELLED',
  Internal: 'INTERNAL_ERROR',
} as const;

/** One of the codes of {@link ErrorCode}. */
export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode];

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
}
