import { ErrorCode } from '../../../contract/errors.ts';
import type { ErrorRows } from '../../shared/error-code.ts';

const {
  Connection,
  Forbidden,
  NotFound,
  RateLimited,
  ServiceUnavailable,
  Timeout,
  Unauthorized,
  Validation,
} = ErrorCode;

/** SMTP replies (RFC 5321, 4.2; enhanced codes of RFC 3463) and the client's own codes. */
export const smtpErrors: ErrorRows = [
  ['EAUTH', Unauthorized],
  [/^5[35]0 5\.1\.|^55[013] /, ErrorCode.InvalidRecipient],
  ['EENVELOPE', ErrorCode.InvalidRecipient],
  [/^(ECONNECTION|ESOCKET|EDNS|ETLS|EPROTOCOL|E[A-Z]{4,}REFUSED|ECONNRESET)$/, Connection],
  ['ETIMEDOUT', Timeout],
  [/^421 |^4\d\d /, ServiceUnavailable],
  [/^552 |^554 |^5\d\d /, ErrorCode.Rejected],
];

/** FCM HTTP v1, "ErrorCode", and the status names of Google APIs. */
export const fcmErrors: ErrorRows = [
  ['UNREGISTERED', NotFound],
  [/^(INVALID_ARGUMENT|SENDER_ID_MISMATCH)$/, Validation],
  ['QUOTA_EXCEEDED', RateLimited],
  ['RESOURCE_EXHAUSTED', RateLimited],
  [/^(UNAVAILABLE|INTERNAL)$/, ServiceUnavailable],
  [/^(THIRD_PARTY_AUTH_ERROR|UNAUTHENTICATED|invalid_grant|invalid_client)$/, Unauthorized],
  ['PERMISSION_DENIED', Forbidden],
  ['NOT_FOUND', NotFound],
];

/** Expo push service, "Push ticket errors" and "Request errors". */
export const expoErrors: ErrorRows = [
  ['DeviceNotRegistered', NotFound],
  ['MessageTooBig', Validation],
  ['PUSH_TOO_MANY_NOTIFICATIONS', Validation],
  [/^(MessageRateExceeded|TOO_MANY_REQUESTS)$/, RateLimited],
  [/^(MismatchSenderId|InvalidCredentials)$/, Unauthorized],
];
