import { ErrorCode } from '../../../contract/errors.ts';
import type { ErrorRows } from '../../shared/error-code.ts';

const { Connection, Forbidden, RateLimited, ServiceUnavailable, Timeout, Unauthorized, Validation } =
  ErrorCode;

/** Kafka protocol, "Error codes", and the client's own codes. */
export const errors: ErrorRows = [
  ['UNKNOWN_TOPIC_OR_PARTITION', ErrorCode.BrokerNotFound],
  [/^(INVALID_TOPIC_EXCEPTION|INVALID_REQUEST|POLICY_VIOLATION|INVALID_RECORD)$/, Validation],
  [/^(MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE|PLT_KFK_USER)$/, Validation],
  [/AUTHORIZATION_FAILED$/, Forbidden],
  [/^(SASL_AUTHENTICATION_FAILED|UNSUPPORTED_SASL_MECHANISM|ILLEGAL_SASL_STATE)$/, Unauthorized],
  ['PLT_KFK_AUTHENTICATION', Unauthorized],
  [/^(REQUEST_TIMED_OUT|PLT_KFK_TIMEOUT)$/, Timeout],
  ['THROTTLING_QUOTA_EXCEEDED', RateLimited],
  [/^(LEADER_NOT_AVAILABLE|NOT_LEADER_OR_FOLLOWER|BROKER_NOT_AVAILABLE)$/, ServiceUnavailable],
  [/^(NOT_ENOUGH_REPLICAS.*|KAFKA_STORAGE_ERROR|UNKNOWN_SERVER_ERROR)$/, ServiceUnavailable],
  [/^(PLT_KFK_NETWORK|NETWORK_EXCEPTION|E[A-Z]{4,})$/, Connection],
];
