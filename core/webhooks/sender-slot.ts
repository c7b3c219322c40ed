import type { WebhookRow } from '../ports/webhooks.ts';
import type { Random } from '../time/clock.ts';
import { HOUR, SECOND } from '../time/units.ts';
import { DEAD_LETTER_AFTER, spread } from './delivery-policy.ts';

/** An attempt that takes longer is slow, ms. */
export const SLOW_AFTER = 2 * SECOND;

/** For how long a webhook is limited after it was set for the first time, and after a slow attempt, ms. */
export const LIMITED_FOR = HOUR;

/** How long a batch can hold a slot, ms: as long as the sender may run. */
export const SLOT_LEASE = 120 * SECOND;

/** Keys of slots begin with it, and those of no other target, as each product has a name. */
export const SLOTS_PREFIX = '#webhooks#';

/** Batches at once with limited webhooks of one product and env, and of all envs of a product; those that fail are counted apart from the others. */
const SLOTS = { limited: { env: 2, product: 4 }, failing: { env: 1, product: 2 } };

/** A delivery waits for a slot for half its age, from two seconds to an hour. */
const PAUSE = { shortest: 2 * SECOND, longest: HOUR };

/** A delivery that finds no slot for this long is dead-lettered, ms: one that waited a day behind another has time left. */
const WAITS_AT_MOST = DEAD_LETTER_AFTER + HOUR;

/** What a batch of the sender must hold to deliver to a webhook that may be slow. */
export interface Slot {
  key: string;
  /** Most batches that hold it at once. */
  places: number;
}

/**
 * The slots that a delivery at `now` needs, all of them: none for a webhook that has answered within {@link SLOW_AFTER} for an
 * hour. A batch lasts as long as its slowest delivery, so what slow receivers cost is counted in batches, by the product and env of the
 * webhook and by its product, so that they cost its own deliveries and not those of others.
 */
export function slotsOf({ product, env, failing_since, limited_until }: WebhookRow, now: number): Slot[] {
  if (limited_until <= now) return [];
  const kind = failing_since === undefined ? 'limited' : 'failing';
  const slot = (of: unknown[], places: number) => ({
    key: `${SLOTS_PREFIX}${kind}#${JSON.stringify(of)}`,
    places,
  });
  return [slot([product, env], SLOTS[kind].env), slot([product], SLOTS[kind].product)];
}

/**
 * How long a delivery that found no slot waits, ms; undefined when it is dead-lettered.
 * @param sentAt when it was put on the queue, Unix ms
 */
export function slotPause(sentAt: number, now: number, random: Random): number | undefined {
  const age = now - sentAt;
  if (age >= WAITS_AT_MOST) return undefined;
  return spread(Math.min(PAUSE.longest, Math.max(PAUSE.shortest, age / 2)), random);
}

/**
 * Until when a webhook is limited after an attempt that took `took` ms and ended at `now`. What is still limited for
 * half the time is left as it is, so that a receiver that is always slow is written once in half an hour.
 */
export function limitedUntil(before: number, took: number, now: number): number {
  return took > SLOW_AFTER && before < now + LIMITED_FOR / 2 ? now + LIMITED_FOR : before;
}
