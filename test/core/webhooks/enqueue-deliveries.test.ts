import { MemoryDeliveryQueue } from '../../../adapters/memory/memory-queues.ts';
import { MemoryWebhookStore } from '../../../adapters/memory/memory-webhook-store.ts';
import type { OutboxEntry } from '../../../core/jobs/outbox.ts';
import type { WebhookRow } from '../../../core/ports/webhooks.ts';
import { enqueueDeliveries } from '../../../core/webhooks/enqueue-deliveries.ts';
import { webhookMessagesOf } from '../../../core/webhooks/message.ts';
import { jobRow } from '../../rows.ts';
import { hookId, JOB, NOW, payloadOf, webhookRow } from './webhook-rows.ts';

async function portsWith(...rows: Partial<WebhookRow>[]) {
  const webhooks = new MemoryWebhookStore();
  for (const row of rows) await webhooks.save(webhookRow(row));
  return { webhooks, deliveries: new MemoryDeliveryQueue() };
}
const toldIn = ({ deliveries }: { deliveries: MemoryDeliveryQueue }) =>
  deliveries.deliveries.map(
    ({ webhook_id, message_id }) => `${message_id} ${webhook_id.slice(5).replace(/0+$/, '')}`,
  );

describe('an announcement', () => {
  test('goes to every webhook that is enabled, wants the event and covers the job, and to no other', async () => {
    const ports = await portsWith(
      { id: hookId('any') },
      { id: hookId('shop'), product: 'shop' },
      { id: hookId('shopdev'), product: 'shop', env: 'dev' },
      { id: hookId('dev'), env: 'dev' },
      { id: hookId('shopprd'), product: 'shop', env: 'prd' },
      { id: hookId('blog'), product: 'blog' },
      { id: hookId('deaf'), events: ['job.started'] },
      { id: hookId('off'), enabled: false },
    );
    await enqueueDeliveries([{ id: 'n1', payload: payloadOf() }], ports);
    expect(toldIn(ports)).toEqual(['n1 any', 'n1 dev', 'n1 shop', 'n1 shopdev']);
    expect(ports.deliveries.deliveries[0]).toEqual({
      webhook_id: hookId('any'),
      message_id: 'n1',
      payload: payloadOf(),
    });
  });

  test('of several events keeps their order, and made again adds nothing', async () => {
    const ports = await portsWith({});
    const notices = [
      { id: 'n1', payload: payloadOf('job.failed') },
      { id: 'n2', payload: payloadOf('job.started') },
      { id: 'n3', payload: payloadOf('job.completed') },
    ];
    await enqueueDeliveries(notices.slice(0, 1), ports);
    await enqueueDeliveries(notices, ports);
    await enqueueDeliveries(notices, ports);
    expect(toldIn(ports)).toEqual(['n1 a', 'n3 a']);
  });

  test('without a subscription sends nothing, and an empty one does not even look', async () => {
    const send = () => Promise.reject(new Error('sent'));
    const { webhooks } = await portsWith({ events: ['job.paused'] });
    await enqueueDeliveries([{ id: 'n1', payload: payloadOf() }], { webhooks, deliveries: { send } });
    webhooks.recent = () => Promise.reject(new Error('looked'));
    await enqueueDeliveries([], { webhooks, deliveries: { send } });
  });

  test('that fails throws, to be made again', async () => {
    const { webhooks } = await portsWith({});
    const send = () => Promise.reject(new Error('throttled'));
    const announcing = enqueueDeliveries([{ id: 'n1', payload: payloadOf() }], {
      webhooks,
      deliveries: { send },
    });
    await expect(announcing).rejects.toThrow('throttled');
  });

  test('of a very long error is cut, as a message has its bounds', async () => {
    const ports = await portsWith({});
    const payload = payloadOf('job.failed', { error: 'x'.repeat(300_000) });
    await enqueueDeliveries([{ id: 'n1', payload }], ports);
    expect(ports.deliveries.deliveries[0]?.payload.job).toEqual({
      ...payload.job,
      id: JOB,
      error: `${'x'.repeat(2000)}…`,
    });
  });
});

test('what a job has to tell is one message for each event, with an id by its commit and place, and the error in words', () => {
  const row = jobRow(NOW);
  const at = NOW + 1000;
  const failed = { event: 'job.failed', error: { code: 'TIMEOUT', message: 'too slow' } } as const;
  const started = { event: 'job.started' } as const;
  const outbox: OutboxEntry[] = [
    { version: 3, at: NOW, status: 'running', execution_count: 1, events: [started] },
    { version: 4, at, status: 'queued', execution_count: 1, events: [] },
    { version: 5, at, status: 'failed', execution_count: 2, events: [failed, started] },
  ];
  const { id, namespace, product, env, scheduled_at } = row;
  const job = { id, namespace, product, env, scheduled_at };
  const last = { ...job, status: 'failed', execution_count: 2 };
  expect(webhookMessagesOf(outbox, row)).toEqual([
    {
      id: `${id}.v3.0`,
      payload: {
        event: 'job.started',
        timestamp: NOW,
        job: { ...job, status: 'running', execution_count: 1 },
      },
    },
    {
      id: `${id}.v5.0`,
      payload: { event: 'job.failed', timestamp: at, job: { ...last, error: 'TIMEOUT: too slow' } },
    },
    { id: `${id}.v5.1`, payload: { event: 'job.started', timestamp: at, job: last } },
  ]);
});
