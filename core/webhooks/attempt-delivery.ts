import type { Encrypter, Post, WebhookRow } from '../ports/webhooks.ts';
import type { Attempted } from './delivery-policy.ts';
import { signedHeaders } from './sign.ts';

/** What is needed to send something to a webhook. */
export interface DeliveryMeans {
  encrypter: Encrypter;
  post: Post;
}

/** Sends a payload to a webhook once, signed at `now`; 2xx means delivered. @throws Error when its secret cannot be had */
export async function attemptDelivery(
  webhook: WebhookRow,
  id: string,
  payload: object,
  now: number,
  { encrypter, post }: DeliveryMeans,
): Promise<Attempted & { status?: number }> {
  const body = JSON.stringify(payload);
  const secret = await encrypter.decrypt(webhook.secret, webhook.id);
  const answer = await post({
    url: webhook.url,
    body,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'ductape-scheduler',
      ...signedHeaders(id, body, secret, now),
    },
  });
  if (!('status' in answer)) return { delivered: false, error: answer.error };
  const { status } = answer;
  if (status >= 200 && status < 300) return { delivered: true, status };
  const redirects = status >= 300 && status < 400 ? ', and redirects are not followed' : '';
  return { delivered: false, status, error: `the receiver answered ${status}${redirects}` };
}
