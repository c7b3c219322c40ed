import type { Webhook, WebhookPayload } from '../../contract/webhook.ts';
import type { Scope } from '../jobs/scope.ts';
import type { WebhookRow } from '../ports/webhooks.ts';

/** The webhook as callers see it: without its secret. */
export function toWebhook(row: WebhookRow): Webhook {
  const { secret: _secret, version: _version, limited_until: _limited, ...shown } = row;
  return shown;
}

/** Whether it is to be told of this. */
export function isSubscribed(webhook: WebhookRow, { event, job }: WebhookPayload): boolean {
  return webhook.enabled && webhook.events.includes(event) && covers(webhook, job);
}

function covers({ product, env }: WebhookRow, scope: Scope): boolean {
  return (product === undefined || product === scope.product) && (env === undefined || env === scope.env);
}
