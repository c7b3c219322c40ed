import { ErrorCode } from '../contract/errors.ts';
import type { Webhook, WebhookList, WebhookRequest, WebhookTest } from '../contract/webhook.ts';
import { type CallOptions, callApi } from './call-api.ts';
import { DuctapeError } from './ductape-error.ts';

/** What a client fills in where a webhook names no product or env. */
export interface WebhookDefaults {
  product?: string;
  env?: string;
}

/** A webhook to set; null stands for all products or envs where the client has one of its own. */
export type SetWebhookRequest = Omit<WebhookRequest, 'product' | 'env'> & {
  product?: string | null;
  env?: string | null;
};

/** Sets a webhook with the client's own product and env where it names none. */
export async function setWebhook(
  options: CallOptions,
  { product, env, ...request }: SetWebhookRequest,
  defaults: WebhookDefaults,
): Promise<Webhook> {
  const reach = {
    product: product === undefined ? defaults.product : product,
    env: env === undefined ? defaults.env : env,
  };
  const named = Object.entries(reach).filter(([, value]) => value !== undefined && value !== null);
  const body = { ...request, ...Object.fromEntries(named) };
  return callApi(options, { method: 'PUT', path: '/v1/webhooks', body, repeatable: true });
}

/** All webhooks that the caller may see. */
export async function listWebhooks(options: CallOptions): Promise<WebhookList> {
  return callApi(options, { method: 'GET', path: '/v1/webhooks', repeatable: true });
}

/** Deletes a webhook. */
export async function deleteWebhook(options: CallOptions, id: string): Promise<{ deleted: true }> {
  return callApi(options, { method: 'DELETE', path: webhookPath(id), repeatable: false });
}

/** Sends a `webhook.test` to a webhook. */
export async function testWebhook(options: CallOptions, id: string): Promise<WebhookTest> {
  return callApi(options, { method: 'POST', path: `${webhookPath(id)}/test`, repeatable: false });
}

/** Refuses what is no id of a webhook: an empty one, or `..`, would leave the path. */
function webhookPath(id: string): string {
  if (/^hook_[\w-]+$/.test(id)) return `/v1/webhooks/${id}`;
  const issues = [{ path: 'id', message: `expected hook_ and an id, got ${JSON.stringify(id)}` }];
  const request = { method: 'GET', path: '/v1/webhooks/{id}' } as const;
  throw new DuctapeError(request, { code: ErrorCode.Validation, detail: 'Not sent.', issues });
}
