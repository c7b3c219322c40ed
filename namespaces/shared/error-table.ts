import { ErrorCode } from '../../contract/errors.ts';

/** A vendor's error code (or a pattern for several) and the error type it is. */
type Row = readonly [said: string | RegExp, type: string];

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

/**
 * What each provider throws, as error types (docs/contract.md, 7). The first row that fits counts; a code that is in no row
 * is for the provider's own default.
 */
const ERROR_TABLE = {
  /** Kafka protocol, "Error codes", and the client's own codes. */
  kafka: [
    ['UNKNOWN_TOPIC_OR_PARTITION', 'BROKER_NOT_FOUND'],
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
  ],
  /** AMQP 0-9-1, "Reply codes", and the client's own codes. */
  amqp: [
    ['NOT_FOUND', 'BROKER_NOT_FOUND'],
    ['ACCESS_REFUSED', Forbidden],
    ['NOT_ALLOWED', 'BROKER_NOT_FOUND'],
    [/^(PRECONDITION_FAILED|INVALID_PATH|CONTENT_TOO_LARGE)$/, Validation],
    ['NACK', ServiceUnavailable],
    [/^(RESOURCE_ERROR|INTERNAL_ERROR|CONNECTION_FORCED)$/, ServiceUnavailable],
    [/^(E[A-Z]{4,}|CONNECTION_TIMEOUT|SOCKET_TIMEOUT|TIMEOUT)$/, Connection],
    [/^(CH_CLOSE|CONN_CLOSE|CLOSING|CLOSED)$/, 'CONNECTION_LOST'],
  ],
  /** Errors of the NATS client. */
  nats: [
    [/^(AuthorizationError|UserAuthenticationExpiredError|Authorization Violation)$/i, Unauthorized],
    ['PermissionViolationError', Forbidden],
    [/^(NoRespondersError|no responders|StreamNotFoundError|JetStreamNotEnabled)$/i, 'BROKER_NOT_FOUND'],
    [/^(InvalidSubjectError|InvalidArgumentError|maximum payload exceeded)$/i, Validation],
    ['TimeoutError', Timeout],
    [/^(ConnectionError|E[A-Z]{4,})$/, Connection],
    [/^(ClosedConnectionError|DrainingConnectionError)$/, 'CONNECTION_LOST'],
  ],
  /** SMTP replies (RFC 5321, 4.2; enhanced codes of RFC 3463) and the client's own codes. */
  smtp: [
    ['EAUTH', Unauthorized],
    [/^5[35]0 5\.1\.|^55[013] /, 'INVALID_RECIPIENT'],
    ['EENVELOPE', 'INVALID_RECIPIENT'],
    [/^(ECONNECTION|ESOCKET|EDNS|ETLS|EPROTOCOL|E[A-Z]{4,}REFUSED|ECONNRESET)$/, Connection],
    ['ETIMEDOUT', Timeout],
    [/^421 |^4\d\d /, ServiceUnavailable],
    [/^552 |^554 |^5\d\d /, 'REJECTED'],
  ],
  /** FCM HTTP v1, "ErrorCode", and the status names of Google APIs. */
  fcm: [
    ['UNREGISTERED', NotFound],
    [/^(INVALID_ARGUMENT|SENDER_ID_MISMATCH)$/, Validation],
    ['QUOTA_EXCEEDED', RateLimited],
    ['RESOURCE_EXHAUSTED', RateLimited],
    [/^(UNAVAILABLE|INTERNAL)$/, ServiceUnavailable],
    [/^(THIRD_PARTY_AUTH_ERROR|UNAUTHENTICATED|invalid_grant|invalid_client)$/, Unauthorized],
    ['PERMISSION_DENIED', Forbidden],
    ['NOT_FOUND', NotFound],
  ],
  /** Expo push service, "Push ticket errors" and "Request errors". */
  expo: [
    ['DeviceNotRegistered', NotFound],
    ['MessageTooBig', Validation],
    ['PUSH_TOO_MANY_NOTIFICATIONS', Validation],
    [/^(MessageRateExceeded|TOO_MANY_REQUESTS)$/, RateLimited],
    [/^(MismatchSenderId|InvalidCredentials)$/, Unauthorized],
  ],
  /** PostgreSQL, "Error codes": SQLSTATEs, and then their classes. */
  postgres: [
    [/^40P01/, 'DEADLOCK'],
    [/^40001/, 'SERIALIZATION_FAILURE'],
    [/^23505/, 'UNIQUE_VIOLATION'],
    [/^23503/, 'FOREIGN_KEY_VIOLATION'],
    [/^23502/, 'NOT_NULL_VIOLATION'],
    [/^23514/, 'CHECK_VIOLATION'],
    [/^23/, 'CONSTRAINT_VIOLATION'],
    [/^42P01/, NotFound],
    [/^42703/, NotFound],
    [/^3D000/, NotFound],
    [/^3F000/, NotFound],
    [/^42501/, Forbidden],
    [/^42/, Validation],
    [/^22/, Validation],
    [/^21/, Validation],
    [/^0A/, Validation],
    [/^54/, Validation],
    [/^28/, Unauthorized],
    [/^57014/, Timeout],
    [/^57P03/, ServiceUnavailable],
    [/^57P/, 'CONNECTION_LOST'],
    [/^08P01/, Validation],
    [/^08/, 'CONNECTION_LOST'],
    [/^53/, ServiceUnavailable],
    [/^55P03/, 'LOCK_NOT_AVAILABLE'],
    [/^25006/, 'READ_ONLY'],
  ],
  /** MySQL and MariaDB, "Server error message reference", and the driver's own codes. */
  mysql: [
    ['1213', 'DEADLOCK'],
    ['1205', 'LOCK_NOT_AVAILABLE'],
    [/^(1062|1586)$/, 'UNIQUE_VIOLATION'],
    [/^(1216|1217|1451|1452)$/, 'FOREIGN_KEY_VIOLATION'],
    [/^(1048|1364)$/, 'NOT_NULL_VIOLATION'],
    [/^(3819|4025)$/, 'CHECK_VIOLATION'],
    [/^(1146|1054|1049|1051)$/, NotFound],
    [/^(1045|1698|1251)$/, Unauthorized],
    [/^(1044|1142|1143|1227|1370)$/, Forbidden],
    [/^(3024|1969|1317)$/, Timeout],
    [/^(1040|1053|1203|1226|1041)$/, ServiceUnavailable],
    [/^(1290|1836|1792)$/, 'READ_ONLY'],
    [/^(2006|2013|1927|PROTOCOL_CONNECTION_LOST|PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR)$/, 'CONNECTION_LOST'],
    [/^(1064|1136|1264|1265|1292|1366|1406|1411|1690|1210|1305|1149|1110)$/, Validation],
  ],
  /** MongoDB, "Error codes". */
  mongodb: [
    ['11000', 'UNIQUE_VIOLATION'],
    ['112', 'WRITE_CONFLICT'],
    ['121', 'CHECK_VIOLATION'],
    [/^(18|11|8000)$/, Unauthorized],
    ['13', Forbidden],
    ['26', NotFound],
    [/^(50|262|24)$/, Timeout],
    [/^(10107|13435|13436|11602|189|91|11600|133|43)$/, ServiceUnavailable],
    [/^(6|7|89|9001)$/, 'CONNECTION_LOST'],
    [/^(2|9|14|40|52|56|57|59|66|72|73|17419|31034|40324)$/, Validation],
    ['16500', RateLimited],
  ],
  /** Neo4j status codes; Memgraph uses the same classes. */
  neo4j: [
    [/^Neo\.TransientError\.Transaction\.(DeadlockDetected|LockClientStopped)$/, 'DEADLOCK'],
    [/^Neo\.TransientError\.Transaction\.LockAcquisitionTimeout$/, 'LOCK_NOT_AVAILABLE'],
    // Also for a node that still has relationships, and for a property that must be there.
    ['Neo.ClientError.Schema.ConstraintValidationFailed', 'CONSTRAINT_VIOLATION'],
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
    ['SessionExpired', 'CONNECTION_LOST'],
  ],
  /** Neptune, "Engine error messages and codes". */
  neptune: [
    ['ConcurrentModificationException', 'DEADLOCK'],
    ['ConstraintViolationException', 'CONSTRAINT_VIOLATION'],
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
  ],
} as const satisfies Record<string, readonly Row[]>;

/** The error type of what a provider said, or undefined where the table has no row for it. */
export function errorType(provider: keyof typeof ERROR_TABLE, said: string): string | undefined {
  const rows: readonly Row[] = ERROR_TABLE[provider];
  return rows.find(([code]) => (typeof code === 'string' ? code === said : code.test(said)))?.[1];
}
