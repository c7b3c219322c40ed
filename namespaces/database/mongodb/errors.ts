import { ErrorCode } from '../../../contract/errors.ts';
import type { ErrorRows } from '../../shared/error-type.ts';

const { Forbidden, NotFound, RateLimited, ServiceUnavailable, Timeout, Unauthorized, Validation } = ErrorCode;

/** MongoDB, "Error codes". */
export const errors: ErrorRows = [
  ['11000', ErrorCode.UniqueViolation],
  ['112', ErrorCode.WriteConflict],
  ['121', ErrorCode.CheckViolation],
  [/^(18|11|8000)$/, Unauthorized],
  ['13', Forbidden],
  ['26', NotFound],
  [/^(50|262|24)$/, Timeout],
  [/^(10107|13435|13436|11602|189|91|11600|133|43)$/, ServiceUnavailable],
  [/^(6|7|89|9001)$/, ErrorCode.ConnectionLost],
  [/^(2|9|14|40|52|56|57|59|66|72|73|17419|31034|40324)$/, Validation],
  ['16500', RateLimited],
];
