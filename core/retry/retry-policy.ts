import { ErrorCode } from '../../contract/errors.ts';
import { Limits } from '../../contract/limits.ts';
import type { RetryConfig } from '../../contract/schedule.ts';
import type { Random } from '../time/clock.ts';

/** How often and how a failed run is tried again, defaults filled in where they are used. */
export interface RetryPolicy extends RetryConfig {
  /** Extra attempts after the first. */
  retries: number;
}

/** A failure as the policy sees it. */
export interface Failure {
  code: string;
  /** What the target asks for, ms: a number from outside, which {@link retryDelay} alone bounds. */
  retryAfterMs?: number | undefined;
  /** Whether the target may have done its work though it names an error of its own. */
  unsure?: boolean;
}

const FINAL = new Set<string>([
  ErrorCode.Validation,
  ErrorCode.NotFound,
  ErrorCode.Unauthorized,
  ErrorCode.Forbidden,
]);

/**
 * Delay before the next attempt, ms, or null when the run has failed for good (docs/contract.md, 7). A target can lengthen it
 * to `maxRetryAfter` at most, whatever it asks for.
 * @param attempt the attempt that failed, from 1
 */
export function retryDelay(
  policy: RetryPolicy,
  attempt: number,
  failure: Failure,
  random: Random,
): number | null {
  if (attempt > policy.retries || !isRetryable(policy, failure.code)) return null;
  const { maxRetryAfter = Limits.retryAfterMs } = policy;
  return Math.max(backoff(policy, attempt, random), Math.min(failure.retryAfterMs ?? 0, maxRetryAfter));
}

function isRetryable(policy: RetryPolicy, code: string): boolean {
  if (policy.nonRetryableErrors?.includes(code)) return false;
  if (policy.retryableErrors && policy.retryableErrors.length > 0)
    return policy.retryableErrors.includes(code);
  return !FINAL.has(code);
}

function backoff(policy: RetryPolicy, attempt: number, random: Random): number {
  const {
    initialDelay = 1000,
    maxDelay = 300_000,
    backoffMultiplier = 2,
    jitter = false,
    jitterPercent = 0.5,
  } = policy;
  const delay = Math.min(maxDelay, initialDelay * backoffMultiplier ** (attempt - 1));
  return Math.min(maxDelay, Math.round(jitter ? delay * (1 + jitterPercent * random()) : delay));
}
