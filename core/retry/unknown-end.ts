import { ErrorCode } from '../../contract/errors.ts';
import type { Failure } from './retry-policy.ts';

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
 * Whether a failure leaves open if the target did what it was asked (docs/contract.md, 7): by its code, or as its handler says, where a
 * server that broke down names an error of its own. Any other code is an answer of the target: it has refused.
 */
export function isEndUnknown({ code, unsure }: Pick<Failure, 'code' | 'unsure'>): boolean {
  return unsure === true || UNKNOWN.has(code);
}
