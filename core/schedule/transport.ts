import { Limits } from '../../contract/limits.ts';

/** SQS delays at most this long, seconds (SQS API: DelaySeconds). */
export const SQS_DELAY_MAX = 900;

/**
 * Wake-ups arrive at least about this much early, ms, so that the start of an execution environment and the
 * whole-second delays of SQS are over in time; the rest is waited out in place.
 */
const LEAD = 500;

/** A far wake-up leaves EventBridge this much early, ms: it may come 60 s late, and is then sent on through SQS. */
const FAR_LEAD = 90_000;

/** What brings a wake-up to its time. */
export type Transport = { via: 'queue'; delay: number } | { via: 'schedule'; expression: string };

/**
 * Chooses what carries a wake-up due at `at`: SQS when it is near, a one-time EventBridge schedule when it is
 * far.
 * @param secondPrecision whether it must arrive before its time; otherwise EventBridge fires it by itself, up to 60 s late
 */
export function transportFor(
  at: number,
  now: number,
  nearBound: number,
  secondPrecision: boolean,
): Transport {
  // A wake-up of second precision that a schedule sent early must not be given to a schedule again.
  const bound = Math.min(secondPrecision ? Math.max(nearBound, FAR_LEAD) : nearBound, SQS_DELAY_MAX * 1000);
  if (at - now <= bound) {
    return { via: 'queue', delay: Math.max(0, Math.floor((at - now - LEAD) / 1000)) };
  }
  return { via: 'schedule', expression: atExpression(secondPrecision ? at - FAR_LEAD : at) };
}

/** `at()` takes UTC without a suffix and no fraction (docs/time.md, 7). */
export function atExpression(time: number): string {
  return `at(${wholeSecond(time).toISOString().slice(0, 19)})`;
}

/**
 * The moment as EventBridge takes it, which knows neither fractions of a second nor years past 9999: rounded up, so that no
 * firing is early, but to no later second than the last one of {@link Limits.latestMs}.
 */
export function wholeSecond(time: number): Date {
  return new Date(Math.min(Math.ceil(time / 1000), Math.floor(Limits.latestMs / 1000)) * 1000);
}
