import type { WebhookPayload } from '../../../contract/webhook.ts';
import type { Delivery } from '../../../core/ports/queues.ts';
import type { WebhookRow } from '../../../core/ports/webhooks.ts';
import { HOUR } from '../../../core/time/units.ts';

export const NOW = Date.UTC(2030, 0, 1);
export const JOB = 'job_01KDVDNA00ABCDEFGHJKMNPQRS';

export const payloadOf = (
  event: WebhookPayload['event'] = 'job.completed',
  job: Partial<WebhookPayload['job']> = {},
): WebhookPayload => ({
  event,
  timestamp: NOW,
  job: {
    id: JOB,
    status: 'completed',
    namespace: 'actions',
    product: 'shop',
    env: 'dev',
    scheduled_at: NOW,
    ...job,
  },
});

export const hookId = (name: string) => `hook_${name.padEnd(22, '0')}`;

export const webhookRow = (fields: Partial<WebhookRow> = {}): WebhookRow => ({
  id: hookId('a'),
  url: 'https://example.com/hook',
  events: ['job.completed', 'job.failed'],
  secret: 'encrypted',
  enabled: true,
  limited_until: NOW - HOUR,
  created_at: NOW - HOUR,
  updated_at: NOW - HOUR,
  version: 1,
  ...fields,
});

export const deliveryOf = (notice = 'n1', webhook = hookId('a'), job = JOB): Delivery => ({
  webhook_id: webhook,
  message_id: notice,
  payload: payloadOf('job.completed', { id: job }),
});
