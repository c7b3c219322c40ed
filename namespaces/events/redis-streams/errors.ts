import { ErrorCode } from '../../../contract/errors.ts';
import type { ErrorRows } from '../../shared/error-code.ts';

const { Connection, Forbidden, RateLimited, ServiceUnavailable, Unauthorized, Validation } = ErrorCode;

/**
 * Replies of Redis, which begin with a word that tells their kind (protocol specification, "Simple errors"), the client's own
 * codes, and those of the system and of TLS.
 */
export const errors: ErrorRows = [
  [/^(WRONGPASS|NOAUTH)\b/, Unauthorized],
  // Where no password is set, and how servers before 6.0 refuse one.
  [/^ERR (AUTH|Client sent AUTH|invalid password)\b/, Unauthorized],
  ['ERR DB index is out of range', ErrorCode.BrokerNotFound],
  [/^ERR max number of clients/, ServiceUnavailable],
  [/^(NOPERM|DENIED)\b/, Forbidden],
  // A key that is there and is not a stream, and a stream of a cluster's other node, of which the config names one.
  [/^(WRONGTYPE|MOVED|ASK|CROSSSLOT)\b/, Validation],
  [/^(LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|READONLY|BUSY|OOM)\b/, ServiceUnavailable],
  [/^THROTTLED\b/, RateLimited],
  [/^(ERR|NOSCRIPT|EXECABORT)\b/, Validation],
  ['CLOSED', ErrorCode.ConnectionLost],
  [/^(E[A-Z]{4,}|CONNECT_TIMEOUT|ERR_TLS_\w+|ERR_SSL_\w+|\w*CERT\w*|UNABLE_TO_\w+)$/, Connection],
];
