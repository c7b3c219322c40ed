import { Logger } from '@aws-lambda-powertools/logger';
import type { SQSRecord } from 'aws-lambda';
import { MemoryLimiter } from '../../../adapters/memory/memory-limiter.ts';
import { MemoryWebhookStore } from '../../../adapters/memory/memory-webhook-store.ts';
import type { Delivery } from '../../../core/ports/queues.ts';
import type { PostRequest } from '../../../core/ports/webhooks.ts';
import { HOUR } from '../../../core/time/units.ts';
import { deliveryBody, groupOf } from '../../../core/webhooks/delivery.ts';
import { GoneWebhooks } from '../../../core/webhooks/gone-webhooks.ts';
import { slotsOf } from '../../../core/webhooks/sender-slot.ts';
import { createHandler } from '../../../lambdas/webhooks/handler.ts';
import { deliveryOf, hookId, NOW, webhookRow } from '../../core/webhooks/webhook-rows.ts';

const JOB_B = 'job_01KDVDNA00ABCDEFGHJKMNPQRT';

const recordOf = (delivery: Delivery, receives = 1): SQSRecord => ({
  messageId: delivery.message_id,
  receiptHandle: `handle ${delivery.message_id}`,
  body: deliveryBody(delivery),
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

interface Circumstances extends Pick<MemoryWebhookStore, 'get'> {
  /** Notices whose attempts take three seconds. */
  slow: readonly string[];
  /** Webhooks that need a slot. */
  limited: readonly string[];
  limiter: MemoryLimiter;
}

/** A handler whose receiver fails for some notices, and what it did. */
function sender(
  failing: readonly string[],
  { slow = [], limited = [], limiter = new MemoryLimiter(), ...store }: Partial<Circumstances> = {},
) {
  let time = NOW;
  const webhooks = Object.assign(new MemoryWebhookStore(), store);
  for (const name of ['a', 'b'])
    webhooks.rows.set(
      hookId(name),
      webhookRow({
        id: hookId(name),
        product: name,
        limited_until: limited.includes(name) ? NOW + HOUR : NOW,
      }),
    );
  const posted: string[] = [];
  const held: [string, number][] = [];
  const removed: string[] = [];
  const logger = new Logger({ logLevel: 'SILENT' });
  const handle = createHandler({
    ports: {
      webhooks,
      gone: new GoneWebhooks(),
      encrypter: { encrypt: async (text) => text, decrypt: async (text) => text },
      post: async ({ headers }: PostRequest) => {
        const id = headers['webhook-id'] ?? '';
        posted.push(id);
        if (slow.includes(id)) time += 3000;
        return { status: failing.includes(id) ? 500 : 200 };
      },
      deadLetter: async () => undefined,
      clock: { now: () => time, sleepUntil: async () => undefined },
      random: () => 0,
      telemetry: () => undefined,
    },
    limiter,
    remove: async (handle) => void removed.push(handle.replace('handle ', '')),
    hold: async (handle, ms) => void held.push([handle.replace('handle ', ''), ms]),
    logger,
  });
  const failedOf = async (...records: SQSRecord[]) =>
    (await handle({ Records: records })).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { failedOf, posted, held, removed, limiter };
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

  test('returns what follows a slow delivery of its group at once and untried, and continues with nothing else', async () => {
    const { failedOf, posted, held } = sender([], { slow: ['n1'] });
    expect(await failedOf(...['n1', 'n2', 'n3'].map((id) => recordOf(deliveryOf(id))))).toEqual(['n2', 'n3']);
    expect(posted).toEqual(['n1']);
    expect(held).toEqual([
      ['n3', 0],
      ['n2', 0],
    ]);
  });

  test('holds one slot for all limited deliveries of a product, and gives it back when the batch ends', async () => {
    const { failedOf, posted, held, limiter } = sender([], { limited: ['a'] });
    const batch = (id: string) => [
      recordOf(deliveryOf(id)),
      recordOf(deliveryOf(`${id}b`, hookId('a'), JOB_B)),
    ];
    for (const id of ['n1', 'n2', 'n3']) expect(await failedOf(...batch(id))).toEqual([]);
    expect(posted).toHaveLength(6);
    const [slot] = slotsOf(webhookRow({ product: 'a', limited_until: NOW + HOUR }), NOW);
    for (const other of ['one', 'two'])
      await limiter.acquire(slot?.key ?? '', other, slot?.places ?? 0, NOW, NOW + HOUR);
    expect(await failedOf(...batch('n4'), recordOf(deliveryOf('h1', hookId('b'))))).toEqual(['n4', 'n4b']);
    expect(posted.slice(6)).toEqual(['h1']);
    expect(held).toEqual([
      ['n4', 2000],
      ['n4b', 2000],
    ]);
  });

  test('deletes what is done at once where others of its batch may be slow, so that their jobs go on', async () => {
    const records = [deliveryOf('n1'), deliveryOf('h1', hookId('b'))].map((each) => recordOf(each));
    const beside = sender(['n1'], { limited: ['a'] });
    expect(await beside.failedOf(...records)).toEqual(['n1']);
    expect(beside.removed).toEqual(['h1']);
    const quick = sender([]);
    await quick.failedOf(...records);
    expect(quick.removed).toEqual([]);
  });

  test('returns what it could not decide about', async () => {
    const { failedOf, held } = sender([], { get: () => Promise.reject(new Error('throttled')) });
    expect(await failedOf(recordOf(deliveryOf('n1')))).toEqual(['n1']);
    expect(held).toEqual([['n1', 5000]]);
  });

  test.each(['', 'nonsense', '{}', '{"webhook_id":"x","message_id":"n","payload":{}}'])(
    'drops %j, which is not a delivery, and continues',
    async (body) => {
      const { failedOf, posted } = sender([]);
      const broken = { ...recordOf(deliveryOf('n1')), body };
      expect(await failedOf(broken, recordOf(deliveryOf('n2')))).toEqual([]);
      expect(posted).toEqual(['n2']);
    },
  );
});
