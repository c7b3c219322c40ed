import { ErrorCode } from '../../../contract/errors.ts';
import type { ErrorRows } from '../../shared/error-code.ts';

const { Connection, Forbidden, NotFound, ServiceUnavailable, Timeout, Unauthorized, Validation } = ErrorCode;

/** Neo4j status codes; Memgraph uses the same classes. */
export const errors: ErrorRows = [
  [/^Neo\.TransientError\.Transaction\.(DeadlockDetected|LockClientStopped)$/, ErrorCode.Deadlock],
  [/^Neo\.TransientError\.Transaction\.LockAcquisitionTimeout$/, ErrorCode.LockNotAvailable],
  // Also for a node that still has relationships, and for a property that must be there.
  ['Neo.ClientError.Schema.ConstraintValidationFailed', ErrorCode.ConstraintViolation],
  [/^Neo\.ClientError\.Transaction\.TransactionTimedOut/, Timeout],
  [/^Neo\.ClientError\.Database\.DatabaseNotFound$/, NotFound],
  ['Neo.ClientError.Statement.EntityNotFound', NotFound],
  [
    /^Neo\.ClientError\.Security\.(Unauthorized|CredentialsExpired|AuthenticationRateLimit|TokenExpired)/,
    Unauthorized,
  ],
  [/^Neo\.ClientError\.Security\./, Forbidden],
  [/^Neo\.ClientError\.General\.(ForbiddenOnReadOnlyDatabase|WriteOnReadOnlyAccessDatabase)$/, Forbidden],
  [/^Neo\.(ClientError|ClientNotification)\.Cluster\.NotALeader$/, ServiceUnavailable],
  [/^Neo\.ClientError\./, Validation],
  [/^Neo\.(TransientError|DatabaseError)\./, ServiceUnavailable],
  ['ServiceUnavailable', Connection],
  ['SessionExpired', ErrorCode.ConnectionLost],
];
