import type { Webhook, WebhookEvent, WebhookPayload } from '../../contract/webhook.ts';
import type { Scope } from '../ports/job-store.ts';

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
  /** Until then it shares the slots of its product and env, Unix ms, see `sender-slot`. */
  limited_until: number;
  disabled_reason?: string;
  created_at: number;
  updated_at: number;
  /** Counts the writes; the condition of each. */
  version: number;
}

/** The webhook as callers see it: without its secret. */
export function toWebhook(row: WebhookRow): Webhook {
  const { secret: _secret, version: _version, limited_until: _limited, ...shown } = row;
  return shown;
}

/** The events of a product's and env's jobs that somebody listens to. */
export function subscribedEvents(webhooks: readonly WebhookRow[], scope: Scope): Set<WebhookEvent> {
  const covering = webhooks.filter((webhook) => webhook.enabled && covers(webhook, scope));
  return new Set(covering.flatMap(({ events }) => events));
}

/** Whether it is to be told of this. */
export function isSubscribed(webhook: WebhookRow, { event, job }: WebhookPayload): boolean {
  return webhook.enabled && webhook.events.includes(event) && covers(webhook, job);
}

function covers({ product, env }: WebhookRow, scope: Scope): boolean {
  return (product === undefined || product === scope.product) && (env === undefined || env === scope.env);
}
