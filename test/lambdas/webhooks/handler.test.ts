import { Logger } from '@aws-lambda-powertools/logger';
import type { SQSRecord } from 'aws-lambda';
import { MemoryWebhookStore } from '../../../adapters/memory/memory-webhook-store.ts';
import type { PostRequest } from '../../../core/ports/post.ts';
import { type Delivery, groupOf } from '../../../core/webhooks/delivery.ts';
import { createHandler } from '../../../lambdas/webhooks/handler.ts';
import { deliveryOf, hookId, NOW, webhookRow } from '../../core/webhooks/webhook-rows.ts';

const JOB_B = 'job_01KDVDNA00ABCDEFGHJKMNPQRT';

const recordOf = (delivery: Delivery, receives = 1): SQSRecord => ({
  messageId: delivery.notice_id,
  receiptHandle: `handle ${delivery.notice_id}`,
  body: JSON.stringify(delivery),
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: String(NOW),
    SenderId: 'x',
    ApproximateFirstReceiveTimestamp: String(NOW),
    MessageGroupId: groupOf(delivery),
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:deliveries.fifo',
  awsRegion: 'us-east-1',
});

/** A handler whose receiver fails for some notices, and what it did. */
function sender(failing: readonly string[], store: Partial<MemoryWebhookStore> = {}) {
  const webhooks = Object.assign(new MemoryWebhookStore(), store);
  for (const name of ['a', 'b']) webhooks.rows.set(hookId(name), webhookRow({ id: hookId(name) }));
  const posted: string[] = [];
  const held: [string, number][] = [];
  const logger = new Logger({ logLevel: 'SILENT' });
  const handle = createHandler({
    ports: {
      webhooks,
      sealer: { seal: async (text) => text, open: async (text) => text },
      post: async ({ headers }: PostRequest) => {
        const id = headers['webhook-id'] ?? '';
        posted.push(id);
        return { status: failing.includes(id) ? 500 : 200 };
      },
      bury: async () => undefined,
      clock: { now: () => NOW, sleepUntil: async () => undefined },
      random: () => 0,
      telemetry: () => undefined,
    },
    hold: async (handle, ms) => void held.push([handle.replace('handle ', ''), ms]),
    logger,
  });
  const failedOf = async (...records: SQSRecord[]) =>
    (await handle({ Records: records })).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { failedOf, posted, held };
}

describe('the sender', () => {
  test('makes every delivery of a batch', async () => {
    const { failedOf, posted } = sender([]);
    const records = [deliveryOf('n1'), deliveryOf('n2'), deliveryOf('n3', hookId('b'))].map((d) =>
      recordOf(d),
    );
    expect(await failedOf(...records)).toEqual([]);
    expect(posted.sort()).toEqual(['n1', 'n2', 'n3']);
  });

  test('after a failure returns the rest of its group with it, untried and held as long, and no other group', async () => {
    const { failedOf, posted, held } = sender(['n2']);
    const records = [
      recordOf(deliveryOf('n1')),
      recordOf(deliveryOf('n2'), 3),
      recordOf(deliveryOf('m1', hookId('a'), JOB_B)),
      recordOf(deliveryOf('n3')),
      recordOf(deliveryOf('h1', hookId('b'))),
      recordOf(deliveryOf('n4')),
    ];
    expect(await failedOf(...records)).toEqual(['n2', 'n3', 'n4']);
    expect(posted.sort()).toEqual(['h1', 'm1', 'n1', 'n2']);
    expect(held).toEqual([
      ['n4', 120_000],
      ['n3', 120_000],
      ['n2', 120_000],
    ]);
  });

  test('returns what it could not decide about', async () => {
    const { failedOf, held } = sender([], { get: () => Promise.reject(new Error('throttled')) });
    expect(await failedOf(recordOf(deliveryOf('n1')))).toEqual(['n1']);
    expect(held).toEqual([['n1', 5000]]);
  });

  test.each(['', 'nonsense', '{}', '{"webhook_id":"x","notice_id":"n","payload":{}}'])(
    'drops %j, which is no delivery, and goes on',
    async (body) => {
      const { failedOf, posted } = sender([]);
      const broken = { ...recordOf(deliveryOf('n1')), body };
      expect(await failedOf(broken, recordOf(deliveryOf('n2')))).toEqual([]);
      expect(posted).toEqual(['n2']);
    },
  );
});
