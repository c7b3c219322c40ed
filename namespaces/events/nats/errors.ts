import { ErrorCode } from '../../../contract/errors.ts';
import type { ErrorRows } from '../../shared/error-code.ts';

const { Connection, Forbidden, Timeout, Unauthorized, Validation } = ErrorCode;

/** Errors of the NATS client. */
export const errors: ErrorRows = [
  [/^(AuthorizationError|UserAuthenticationExpiredError|Authorization Violation)$/i, Unauthorized],
  ['PermissionViolationError', Forbidden],
  [/^(NoRespondersError|no responders|StreamNotFoundError|JetStreamNotEnabled)$/i, ErrorCode.BrokerNotFound],
  [/^(InvalidSubjectError|InvalidArgumentError|maximum payload exceeded)$/i, Validation],
  ['TimeoutError', Timeout],
  [/^(ConnectionError|E[A-Z]{4,})$/, Connection],
  [/^(ClosedConnectionError|DrainingConnectionError)$/, ErrorCode.ConnectionLost],
];
