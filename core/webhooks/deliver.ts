import type { Delivery } from '../ports/queues.ts';
import type { Telemetry } from '../ports/telemetry.ts';
import type { WebhookRow, WebhookStore } from '../ports/webhooks.ts';
import { untilWon } from '../retry/until-won.ts';
import type { Clock, Random } from '../time/clock.ts';
import { attemptDelivery, type DeliveryMeans } from './attempt-delivery.ts';
import type { BatchSlots } from './batch-slots.ts';
import { type Attempted, afterAttempt, deliveryDelay, isDeadLettered } from './delivery-policy.ts';
import type { GoneWebhooks } from './gone-webhooks.ts';
import { limitedUntil, type Slot, slotPause, slotsOf } from './sender-slot.ts';

/** How a delivery came off the queue. */
export interface Received {
  /** When it was put there, Unix ms. */
  sentAt: number;
  /** How often it has been received, from 1. */
  receives: number;
}

/** What the sender works with. */
export interface DeliveryPorts extends DeliveryMeans {
  webhooks: WebhookStore;
  gone: GoneWebhooks;
  slots: BatchSlots;
  /** Puts a delivery where operators find it, which the sender no longer tries. */
  deadLetter(delivery: Delivery, received: Received): Promise<void>;
  clock: Clock;
  random: Random;
  telemetry: Telemetry;
}

/**
 * Makes one attempt at a delivery, or none while it has to wait for a slot. What has failed for a day, or whose webhook is disabled, is dead-lettered; what was
 * for a webhook that is gone is dropped.
 * @returns how long to wait for the next attempt, ms; undefined when the delivery has come to its end
 * @throws Error when nothing is certain: try again
 */
export async function deliver(
  delivery: Delivery,
  received: Received,
  ports: DeliveryPorts,
): Promise<number | undefined> {
  const id = delivery.webhook_id;
  if (ports.gone.has(id, received.sentAt)) return undefined;
  const asked = ports.clock.now();
  const webhook = await ports.webhooks.get(id);
  if (!webhook) {
    ports.gone.add(id, asked);
    return undefined;
  }
  if (!webhook.enabled) {
    await deadLetter(delivery, received, 'the webhook is disabled', ports);
    return undefined;
  }
  const slots = slotsOf(webhook, ports.clock.now());
  const within = await withinAll(slots, () => attempt(webhook, delivery, received, ports), ports);
  return within ? within.done : await waitForSlot(delivery, received, ports);
}

/** Does `work` while the batch holds all slots; undefined when there is one of which there is none. */
async function withinAll<T>(
  [slot, ...others]: readonly Slot[],
  work: () => Promise<T>,
  ports: DeliveryPorts,
): Promise<{ done: T } | undefined> {
  if (!slot) return { done: await work() };
  const within = await ports.slots.within(slot, () => withinAll(others, work, ports));
  return within?.done;
}

async function attempt(
  webhook: WebhookRow,
  delivery: Delivery,
  received: Received,
  ports: DeliveryPorts,
): Promise<number | undefined> {
  const began = ports.clock.now();
  const attempted = await attemptDelivery(webhook, delivery.message_id, delivery.payload, began, ports);
  const ended = ports.clock.now();
  ports.telemetry({
    type: 'delivery',
    delivery,
    attempt: received.receives,
    duration_ms: ended - began,
    ...(attempted.delivered ? {} : { error: attempted.error }),
  });
  const after = await note(webhook, attempted, ended, ended - began, ports);
  if (attempted.delivered || !after) return undefined;
  if (after.enabled && !isDeadLettered(received.sentAt, ended))
    return deliveryDelay(received.receives, ports.random);
  await deadLetter(delivery, received, attempted.error, ports);
  return undefined;
}

async function waitForSlot(
  delivery: Delivery,
  received: Received,
  ports: DeliveryPorts,
): Promise<number | undefined> {
  const pause = slotPause(received.sentAt, ports.clock.now(), ports.random);
  if (pause === undefined)
    await deadLetter(delivery, received, 'slow receivers of its product left it no slot', ports);
  return pause;
}

async function deadLetter(
  delivery: Delivery,
  received: Received,
  error: string,
  ports: DeliveryPorts,
): Promise<void> {
  await ports.deadLetter(delivery, received);
  ports.telemetry({ type: 'delivery-dead-lettered', delivery, error });
}

/** Notes what an attempt says about the webhook; an attempt that loses to another one looks again. */
async function note(
  webhook: WebhookRow,
  attempted: Attempted,
  now: number,
  took: number,
  { webhooks, telemetry }: DeliveryPorts,
): Promise<WebhookRow | null> {
  let current: WebhookRow | null = webhook;
  return await untilWon(`webhook ${webhook.id}`, async () => {
    if (!current) return { won: null };
    const limited = limitedUntil(current.limited_until, took, now);
    const next: WebhookRow | undefined = afterAttempt(current, attempted, now, limited);
    if (!next) return { won: current };
    if (await webhooks.save(next)) {
      if (!next.enabled)
        telemetry({ type: 'webhook-disabled', webhook_id: next.id, reason: next.disabled_reason ?? '' });
      return { won: next };
    }
    current = await webhooks.get(webhook.id);
    return undefined;
  });
}
