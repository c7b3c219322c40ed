import type { WebhookPayload } from '../../contract/webhook.ts';

/** Something that happened to a job, to be told to whoever listens. */
export interface WebhookMessage {
  /** The same on every telling of the event: it becomes the `webhook-id`. At most 80 characters of `[A-Za-z0-9._-]`. */
  id: string;
  payload: WebhookPayload;
}
