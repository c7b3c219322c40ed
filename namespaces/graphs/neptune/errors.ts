import { ErrorCode } from '../../../contract/errors.ts';
import type { ErrorRows } from '../../shared/error-code.ts';

const { Forbidden, RateLimited, ServiceUnavailable, Timeout, Unauthorized, Validation } = ErrorCode;

/** Neptune, "Engine error messages and codes". */
export const errors: ErrorRows = [
  ['ConcurrentModificationException', ErrorCode.Deadlock],
  ['ConstraintViolationException', ErrorCode.ConstraintViolation],
  [/^(QueryLimitExceededException|TooManyRequestsException|ThrottlingException)$/, RateLimited],
  [/^(TimeLimitExceededException|CancelledByUserException|ClientTimeoutException)$/, Timeout],
  [/^(AccessDeniedException|ReadOnlyViolationException)$/, Forbidden],
  [/^(MissingAuthenticationTokenException|ExpiredTokenException|InvalidSignatureException)$/, Unauthorized],
  [
    /^(MalformedQueryException|InvalidParameterException|BadRequestException|MissingParameterException)$/,
    Validation,
  ],
  [
    /^(UnsupportedOperationException|(Invalid|Illegal)ArgumentException|QueryTooLargeException|QueryLimitException)$/,
    Validation,
  ],
  [/^(InvalidNumericDataException|ParsingException|PreconditionsFailedException)$/, Validation],
  [/^(MemoryLimitExceededException|InternalFailureException|ServerShutdownException)$/, ServiceUnavailable],
  ['FailureByQueryException', ServiceUnavailable],
];
