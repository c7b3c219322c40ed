import { ErrorCode } from '../../contract/errors.ts';

/** What an attempt ends in when the worker cannot say whether the target did what it was asked. */
const UNKNOWN = new Set<string>([
  ErrorCode.Timeout,
  ErrorCode.Connection,
  ErrorCode.ConnectionLost,
  ErrorCode.WorkerLost,
  ErrorCode.DeadLettered,
  // Also what a server says that broke down over the request, or a proxy before one.
  ErrorCode.ServiceUnavailable,
  ErrorCode.Internal,
]);

/**
 * Whether a failure leaves open if the target did what it was asked (docs/contract.md, 7). Any other code is an answer of the
 * target: it has refused.
 */
export function isEndUnknown(code: string): boolean {
  return UNKNOWN.has(code);
}
