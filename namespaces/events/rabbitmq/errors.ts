import { ErrorCode } from '../../../contract/errors.ts';
import type { ErrorRows } from '../../shared/error-code.ts';

const { Connection, Forbidden, ServiceUnavailable, Validation } = ErrorCode;

/** AMQP 0-9-1, "Reply codes", and the client's own codes. */
export const errors: ErrorRows = [
  ['NOT_FOUND', ErrorCode.BrokerNotFound],
  ['ACCESS_REFUSED', Forbidden],
  ['NOT_ALLOWED', ErrorCode.BrokerNotFound],
  [/^(PRECONDITION_FAILED|INVALID_PATH|CONTENT_TOO_LARGE)$/, Validation],
  ['NACK', ServiceUnavailable],
  [/^(RESOURCE_ERROR|INTERNAL_ERROR|CONNECTION_FORCED)$/, ServiceUnavailable],
  [/^(E[A-Z]{4,}|CONNECTION_TIMEOUT|SOCKET_TIMEOUT|TIMEOUT|NOT_AMQP)$/, Connection],
  [/^(CH_CLOSE|CONN_CLOSE|CLOSING|CLOSED)$/, ErrorCode.ConnectionLost],
];
