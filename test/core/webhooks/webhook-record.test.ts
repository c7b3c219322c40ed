import type { WebhookRow } from '../../../core/ports/webhooks.ts';
import { webhookRecord } from '../../../core/webhooks/webhook-record.ts';
import { CALLER } from '../../rows.ts';
import { hookId, NOW, webhookRow } from './webhook-rows.ts';

const row = webhookRow({ url: 'https://example.com:8443/hook?key=S3CRET', product: 'shop', env: 'dev' });
const disabled = { ...row, enabled: false };
const host = 'example.com:8443';
const ports = { clock: { now: () => NOW, sleepUntil: async () => undefined }, random: () => 0 };

test.each<[string, 'set_webhook' | 'delete_webhook', WebhookRow | null, WebhookRow | undefined, object]>([
  ['one that is new', 'set_webhook', null, row, { after: { host, events: row.events, enabled: true } }],
  [
    'one that is set again',
    'set_webhook',
    disabled,
    row,
    {
      before: { host, events: row.events, enabled: false },
      after: { host, events: row.events, enabled: true },
    },
  ],
  [
    'one that is deleted',
    'delete_webhook',
    row,
    undefined,
    { before: { host, events: row.events, enabled: true } },
  ],
])(
  'the entry of %s names it, tells of its URL the host alone, and is in the list of its product and env',
  (_what, command, before, after, told) => {
    expect(webhookRecord(command, before, after, CALLER, ports)).toEqual({
      id: expect.stringMatching(/^aud_/),
      at: NOW,
      command,
      webhook_id: hookId('a'),
      product: 'shop',
      env: 'dev',
      ...CALLER,
      ...told,
    });
  },
);
