import { ErrorCode } from '../../../contract/errors.ts';
import type { ErrorRows } from '../../shared/error-type.ts';

const { Forbidden, NotFound, ServiceUnavailable, Timeout, Unauthorized, Validation } = ErrorCode;

/** MySQL and MariaDB, "Server error message reference", and the driver's own codes. */
export const errors: ErrorRows = [
  ['1213', ErrorCode.Deadlock],
  ['1205', ErrorCode.LockNotAvailable],
  [/^(1062|1586)$/, ErrorCode.UniqueViolation],
  [/^(1216|1217|1451|1452)$/, ErrorCode.ForeignKeyViolation],
  [/^(1048|1364)$/, ErrorCode.NotNullViolation],
  [/^(3819|4025)$/, ErrorCode.CheckViolation],
  [/^(1146|1054|1049|1051)$/, NotFound],
  [/^(1045|1698|1251)$/, Unauthorized],
  [/^(1044|1142|1143|1227|1370)$/, Forbidden],
  [/^(3024|1969|1317)$/, Timeout],
  [/^(1040|1053|1203|1226|1041)$/, ServiceUnavailable],
  [/^(1290|1836|1792)$/, ErrorCode.ReadOnly],
  [
    /^(2006|2013|1927|PROTOCOL_CONNECTION_LOST|PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR)$/,
    ErrorCode.ConnectionLost,
  ],
  [/^(1064|1136|1264|1265|1292|1366|1406|1411|1690|1210|1305|1149|1110)$/, Validation],
];
