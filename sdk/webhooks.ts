import type {
  Webhook,
  WebhookFilter,
  WebhookList,
  WebhookRequest,
  WebhookTest,
} from '../contract/webhook.ts';
import { type CallOptions, callApi } from './call-api.ts';
import { idPath } from './id-path.ts';
import { type OwnScope, type Scoped, withOwn } from './own-scope.ts';
import { toQuery } from './sendable.ts';

/** A webhook to set; null stands for all products or envs where the client has one of its own. */
export type SetWebhookRequest = Scoped<WebhookRequest>;

/** Sets a webhook with the client's own product and env where it names none. */
export async function setWebhook(
  options: CallOptions,
  request: SetWebhookRequest,
  own: OwnScope,
): Promise<Webhook> {
  const body = withOwn(request, own);
  return callApi(options, { method: 'PUT', path: '/v1/webhooks', body, repeatable: true });
}

/** The webhooks that were set for the client's own product and env where the filter names none. */
export async function listWebhooks(
  options: CallOptions,
  filter: Scoped<WebhookFilter>,
  own: OwnScope,
): Promise<WebhookList> {
  const query = toQuery('/v1/webhooks', { ...withOwn(filter, own) });
  return callApi(options, { method: 'GET', path: '/v1/webhooks', query, repeatable: true });
}

/** Deletes a webhook. */
export async function deleteWebhook(options: CallOptions, id: string): Promise<{ deleted: true }> {
  return callApi(options, { method: 'DELETE', path: idPath('DELETE', 'webhooks', id), repeatable: false });
}

/** Sends a `webhook.test` to a webhook. */
export async function testWebhook(options: CallOptions, id: string): Promise<WebhookTest> {
  return callApi(options, {
    method: 'POST',
    path: idPath('POST', 'webhooks', id, '/test'),
    repeatable: false,
  });
}
