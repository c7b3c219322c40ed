import { Limits } from '../../contract/limits.ts';
import type { WebhookPayload } from '../../contract/webhook.ts';
import type { Ports } from '../ports/ports.ts';
import { cutText } from '../text/bounds.ts';
import type { WebhookMessage } from './message.ts';
import { isSubscribed } from './webhook.ts';

/**
 * Tells webhooks what happened: one delivery for each webhook that is enabled, wants the event and covers the
 * job. Enqueued again, a message makes the same deliveries again, which the queue and the receivers know by their ids.
 * @throws Error when it is not certain that all are on their way: call again
 */
export async function enqueueDeliveries(
  messages: readonly WebhookMessage[],
  ports: Pick<Ports, 'webhooks' | 'deliveries'>,
): Promise<void> {
  if (messages.length === 0) return;
  const webhooks = await ports.webhooks.recent();
  const deliveries = messages.flatMap(({ id: message_id, payload }) =>
    webhooks
      .filter((webhook) => isSubscribed(webhook, payload))
      .map(({ id: webhook_id }) => ({ webhook_id, message_id, payload: bounded(payload) })),
  );
  if (deliveries.length > 0) await ports.deliveries.send(deliveries);
}

/** A message that is too long for the queue would never be sent. */
function bounded(payload: WebhookPayload): WebhookPayload {
  const { error, ...job } = payload.job;
  if (error === undefined) return payload;
  return { ...payload, job: { ...job, error: cutText(error, Limits.errorMessageLength) } };
}
