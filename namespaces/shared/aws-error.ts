import { ErrorCode } from '../../contract/errors.ts';
import { defined } from '../../contract/plain-data.ts';
import { RunError } from '../../core/errors/run-error.ts';
import { retryAfterMs } from './retry-after.ts';

/** What the AWS SDK and Node put on an error, in so far as a mapping needs it. */
interface Failure {
  name?: string;
  message?: string;
  /** A system error's code, e.g. `ECONNREFUSED`; some query-protocol services put their error's name here. */
  code?: string;
  $metadata?: { httpStatusCode?: number };
  $response?: { statusCode?: number; headers?: Record<string, string | undefined> };
}

/** How the names of errors begin whose HTTP status does not tell their meaning; the status tells the rest. */
const NAMES: [ErrorCode, RegExp][] = [
  [ErrorCode.Timeout, /^(AbortError|TimeoutError|RequestTimeout(Exception)?$)/],
  [ErrorCode.RateLimited, /thrott?l|^(SlowDown|TooManyRequests|(Request|Bandwidth)LimitExceeded)/i],
  [ErrorCode.RateLimited, /^(ProvisionedThroughputExceeded|LimitExceeded)/],
  [ErrorCode.NotFound, /^(NoSuch(Key|Bucket)|NotFound|ResourceNotFound)/],
  [ErrorCode.NotFound, /QueueDoesNotExist|NonExistentQueue/],
  [ErrorCode.Unauthorized, /^(InvalidAccessKeyId|SignatureDoesNotMatch|(Invalid|Incomplete)Signature)/],
  [ErrorCode.Unauthorized, /^(UnrecognizedClient|InvalidClientTokenId|MissingAuthenticationToken)/],
  [ErrorCode.Unauthorized, /^(ExpiredToken|InvalidToken|TokenRefreshRequired|RequestTimeTooSkewed)/],
  [ErrorCode.Unauthorized, /^(AuthorizationHeaderMalformed|InvalidSecurity|CredentialsProviderError)/],
  [ErrorCode.Forbidden, /AccessDenied|^(AllAccessDisabled|AuthorizationError)/],
  // A customer key that is denied, off, on its way out or gone, as SQS, SNS, Kinesis, S3 and Step Functions say it.
  [ErrorCode.Forbidden, /^KMS\W?.*(Disabled|InvalidState|InvalidKeyUsage|NotFound|OptInRequired)/i],
  [ErrorCode.ServiceUnavailable, /^(Internal(Error|Failure|Server)|ServiceUnavailable|ServiceFailure)/],
];

/**
 * Translates what an AWS SDK client threw into the error type the retry policy decides on.
 * Names in `notFound` are `NOT_FOUND` too; an answer that may quote credentials is never repeated in the message.
 */
export function awsRunError(error: unknown, options: { notFound?: readonly string[] } = {}): RunError {
  if (error instanceof RunError) return error;
  const failure: Failure = typeof error === 'object' && error !== null ? error : {};
  const code = codeOf(failure, options.notFound ?? []);
  const wait = retryAfterMs(failure.$response?.headers?.['retry-after'], Date.now());
  return new RunError(code, messageOf(failure, code), {
    cause: error,
    ...defined({ retryAfterMs: wait }),
  });
}

function codeOf(failure: Failure, notFound: readonly string[]): string {
  const name = failure.name ?? '';
  const status = failure.$response?.statusCode ?? failure.$metadata?.httpStatusCode;
  // The SDK renames ECONNRESET, EPIPE and ETIMEDOUT to TimeoutError, so the system's code goes first.
  if (status === undefined && isSocketCode(failure.code)) return ErrorCode.Connection;
  if (notFound.includes(name)) return ErrorCode.NotFound;
  const named = NAMES.find(([, pattern]) => pattern.test(name));
  return named ? named[0] : codeOfStatus(status);
}

function codeOfStatus(status: number | undefined): string {
  if (status === undefined) return ErrorCode.Internal;
  // A success that could not be read comes from something between us and the service.
  if (status >= 500 || status < 300) return ErrorCode.ServiceUnavailable;
  switch (status) {
    case 401:
      return ErrorCode.Unauthorized;
    case 403:
      return ErrorCode.Forbidden;
    case 404:
      return ErrorCode.NotFound;
    case 408:
      return ErrorCode.Timeout;
    case 409:
      return ErrorCode.Conflict;
    case 429:
      return ErrorCode.RateLimited;
    default:
      return ErrorCode.Validation;
  }
}

/** `ECONNREFUSED`, `ENOTFOUND`, `CERT_HAS_EXPIRED` and their like; not `ERR_INVALID_ARG_TYPE`, which is a bug. */
function isSocketCode(code: unknown): boolean {
  return typeof code === 'string' && /^(E(?!RR_)[A-Z_]+|ERR_(TLS|SSL)_.+|.*CERT.*)$/.test(code);
}

function messageOf(failure: Failure, code: string): string {
  const name = failure.name || 'Error';
  // A signature error quotes the canonical request, with the session token in it.
  if (code === ErrorCode.Unauthorized) return `${name}: the credentials were not accepted.`;
  if (code === ErrorCode.Timeout) return `${name}: the call did not end in time.`;
  const said = failure.message || failure.code || 'no message';
  return `${name}: ${said.replaceAll(/\b(AKIA|ASIA)[A-Z0-9]{12,}\b/g, '$1…')}`;
}
