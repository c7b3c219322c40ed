import type { WebhookPayload } from '../../contract/webhook.ts';

/** The queue of what is to be delivered to webhooks: in order within a group, each at least once. */
export interface DeliveryQueue {
  /**
   * Sends deliveries, in their order; the same one again within five minutes is one.
   * @throws Error when it is not certain that all are on the queue
   */
  send(deliveries: readonly Delivery[]): Promise<void>;
}

/** One message on its way to one webhook. */
export interface Delivery {
  webhook_id: string;
  /** Of the message; the receiver's `webhook-id`. */
  message_id: string;
  payload: WebhookPayload;
}
