import { ErrorCode } from '../contract/errors.ts';
import type {
  Webhook,
  WebhookFilter,
  WebhookList,
  WebhookRequest,
  WebhookTest,
} from '../contract/webhook.ts';
import { type CallOptions, callApi } from './call-api.ts';
import { DuctapeError } from './ductape-error.ts';
import { type OwnScope, type Scoped, withOwn } from './own-scope.ts';
import { toQuery } from './to-query.ts';

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
  const query = toQuery({ ...withOwn(filter, own) });
  return callApi(options, { method: 'GET', path: '/v1/webhooks', query, repeatable: true });
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
