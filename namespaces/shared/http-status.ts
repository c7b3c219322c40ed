import { ErrorCode } from '../../contract/errors.ts';

/**
 * The error type of a status. A 409 may pass with time and is retried, as are 423 and 425; what else
 * is wrong with a request (402, 405, 412, 413, 415, …) stays wrong, as does a redirect that leads nowhere.
 */
export function typeOfStatus(status: number): ErrorCode {
  switch (status) {
    case 401:
      return ErrorCode.Unauthorized;
    case 403:
      return ErrorCode.Forbidden;
    case 404:
    case 410:
      return ErrorCode.NotFound;
    case 408:
    case 504:
      return ErrorCode.Timeout;
    case 409:
      return ErrorCode.Conflict;
    case 423:
    case 425:
      return ErrorCode.ServiceUnavailable;
    case 429:
      return ErrorCode.RateLimited;
    default:
      return status >= 500 ? ErrorCode.ServiceUnavailable : ErrorCode.Validation;
  }
}
