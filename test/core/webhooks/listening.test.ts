import type { WebhookPayload } from '../../../contract/webhook.ts';
import type { WebhookRow } from '../../../core/ports/webhooks.ts';
import { secretFault } from '../../../core/webhooks/sign.ts';
import { isSubscribed, toWebhook } from '../../../core/webhooks/webhook.ts';
import { webhookRow } from './webhook-rows.ts';

const scope = { product: 'shop', env: 'dev' };
const payload = { event: 'job.failed', timestamp: 0, job: { ...scope } } as unknown as WebhookPayload;

/** What a webhook must be to be told of a failure in dev of the shop. */
test.each<[Partial<WebhookRow>, boolean]>([
  [{}, true],
  [scope, true],
  [{ product: 'shop' }, true],
  [{ env: 'dev' }, true],
  [{ product: 'hr' }, false],
  [{ env: 'prd' }, false],
  [{ product: 'hr', env: 'dev' }, false],
  [{ product: 'shop', env: 'prd' }, false],
  [{ events: ['job.completed'] }, false],
  [{ enabled: false }, false],
])('a webhook with %j is told of it: %s', (fields, told) => {
  const row = webhookRow({ events: ['job.failed'], ...fields });
  expect(isSubscribed(row, payload)).toBe(told);
});

test('a webhook is shown without its secret and what is kept of it for the sender', () => {
  const shown = toWebhook(webhookRow());
  for (const name of ['secret', 'version', 'limited_until']) expect(shown).not.toHaveProperty(name);
  expect(shown).toMatchObject({ id: webhookRow().id, url: webhookRow().url, enabled: true });
});

test.each([
  ['x'.repeat(7), false],
  ['x'.repeat(8), true],
  [`  ${'x'.repeat(7)} `, false],
  [`whsec_${Buffer.alloc(7).toString('base64')}`, false],
  [`whsec_${Buffer.alloc(8).toString('base64')}`, true],
])('the secret %j is long enough: %s', (secret, fit) => {
  expect(secretFault(secret) === undefined).toBe(fit);
});
