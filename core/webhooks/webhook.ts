import type { Webhook, WebhookEvent, WebhookPayload } from '../../contract/webhook.ts';

/** A webhook as it is kept. All moments in Unix ms. */
export interface WebhookRow {
  id: string;
  url: string;
  events: WebhookEvent[];
  product?: string;
  env?: string;
  /** Sealed; only the sender opens it. */
  secret: string;
  enabled: boolean;
  failing_since?: number;
  disabled_reason?: string;
  created_at: number;
  updated_at: number;
  /** Counts the writes; the condition of each. */
  version: number;
}

/** The webhook as callers see it: without its secret. */
export function toWebhook({ secret: _secret, version: _version, ...shown }: WebhookRow): Webhook {
  return shown;
}

/** Whether it is to be told of this. */
export function listens(webhook: WebhookRow, { event, job }: WebhookPayload): boolean {
  return (
    webhook.enabled &&
    webhook.events.includes(event) &&
    (webhook.product === undefined || webhook.product === job.product) &&
    (webhook.env === undefined || webhook.env === job.env)
  );
}
