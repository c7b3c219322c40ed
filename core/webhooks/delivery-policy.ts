import { Limits } from '../../contract/limits.ts';
import { defined } from '../../contract/plain-data.ts';
import type { WebhookFailure } from '../../contract/webhook.ts';
import type { WebhookRow } from '../ports/webhooks.ts';
import { cutText } from '../text/bounds.ts';
import type { Random } from '../time/clock.ts';
import { HOUR, MINUTE, SECOND } from '../time/units.ts';

/** A delivery that has failed for this long is dead-lettered, and a webhook that only failed for this long is disabled; ms. */
export const DEAD_LETTER_AFTER = 24 * HOUR;

/** What a delivery fails with is noted so seldom, ms, as each time is a write of the webhook. */
const NOTED_EVERY = 5 * MINUTE;

const DELAYS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE];

/** The delay of all attempts after those, ms. */
const LATER_DELAY = HOUR;

/** The part of a delay that chance adds, so that what failed together does not come back together. */
const SPREAD = 0.2;

/**
 * How long a delivery that failed waits for its next attempt, ms.
 * @param attempt the attempt that failed, from 1
 */
export function deliveryDelay(attempt: number, random: Random): number {
  return spread(DELAYS[attempt - 1] ?? LATER_DELAY, random);
}

/** A delay with what chance adds to it, ms. */
export function spread(delay: number, random: Random): number {
  return Math.round(delay * (1 + SPREAD * random()));
}

/** Whether a delivery sent at `sentAt` is not tried again after a failure at `now`. */
export function isDeadLettered(sentAt: number, now: number): boolean {
  return now - sentAt >= DEAD_LETTER_AFTER;
}

/** What became of one attempt, as far as the webhook is concerned. */
export type Attempted = { delivered: true } | { delivered: false; status?: number; error: string };

/**
 * The webhook after an attempt at `now`; undefined when it says nothing new. A success ends its failing; a day of
 * nothing but failures disables it, and so does 410 Gone at once, as the Standard Webhooks specification asks for.
 * @param limitedUntil until when it is limited after the attempt, Unix ms; by default as long as before
 */
export function afterAttempt(
  webhook: WebhookRow,
  attempted: Attempted,
  now: number,
  limitedUntil = webhook.limited_until,
): WebhookRow | undefined {
  if (!webhook.enabled) return undefined;
  const { failing_since: since, ...rest } = webhook;
  const next = { ...rest, limited_until: limitedUntil, version: webhook.version + 1 };
  const isLimitedAnew = limitedUntil !== webhook.limited_until;
  if (attempted.delivered) return since === undefined && !isLimitedAnew ? undefined : next;
  const failing = { ...next, last_failure: failureOf(attempted, now) };
  if (attempted.status === 410)
    return disabled(failing, 'The receiver answered 410 Gone.', now, since ?? now);
  if (since === undefined) return { ...failing, failing_since: now };
  const isNews = now - (webhook.last_failure?.at ?? Number.NEGATIVE_INFINITY) >= NOTED_EVERY;
  if (now - since < DEAD_LETTER_AFTER)
    return isNews || isLimitedAnew ? { ...failing, failing_since: since } : undefined;
  return disabled(
    failing,
    `Every delivery of a day has failed, the last one so: ${attempted.error}`,
    now,
    since,
  );
}

function failureOf({ status, error }: Exclude<Attempted, { delivered: true }>, at: number): WebhookFailure {
  return { at, ...defined({ status }), error: cutText(error, Limits.attemptErrorMessageLength) };
}

function disabled(webhook: WebhookRow, reason: string, now: number, since: number): WebhookRow {
  return { ...webhook, enabled: false, disabled_reason: reason, failing_since: since, updated_at: now };
}
