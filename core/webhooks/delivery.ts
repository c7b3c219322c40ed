import { z } from 'zod';
import { Format } from '../formats/format.ts';
import type { Delivery } from '../ports/queues.ts';

const schema = z.object({
  webhook_id: z.string().regex(/^hook_[\w-]{22}$/),
  message_id: z.string().regex(/^[\w.-]{1,80}$/),
  payload: z.looseObject({ event: z.string(), job: z.looseObject({ id: z.string() }) }),
});

/** Deliveries wait in their queue for up to a day. */
const DELIVERY = new Format<Delivery>('delivery');

/** A delivery as it is sent. */
export function deliveryBody(delivery: Delivery): string {
  return DELIVERY.send(delivery);
}

/**
 * Reads a message body, or undefined when it is not a delivery.
 * @throws NewerFormat for one that a newer release sent
 */
export function readDelivery(body: string): Delivery | undefined {
  const delivery = DELIVERY.receive(body);
  return schema.safeParse(delivery).success ? delivery : undefined;
}

/** Deliveries of one group are made in order, one after another: those of one job to one webhook. */
export function groupOf({ webhook_id, payload }: Delivery): string {
  return `${webhook_id}#${payload.job.id}`;
}

/** What makes two deliveries the same one; at most 108 characters. */
export function identityOf({ webhook_id, message_id }: Delivery): string {
  return `${message_id}.${webhook_id}`;
}
