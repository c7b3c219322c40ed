import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { SqsDeliveryQueue } from '../../adapters/aws/sqs-delivery-queue.ts';
import { MemoryDeliveryQueue } from '../../adapters/memory/memory-queues.ts';
import type { Delivery, DeliveryQueue } from '../../core/ports/queues.ts';
import { groupOf, identityOf, readDelivery } from '../../core/webhooks/delivery.ts';
import { startMessaging } from '../../local/engines/messaging.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../local/names.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { deliveryOf, hookId } from '../core/webhooks/webhook-rows.ts';

interface Ground {
  queue: DeliveryQueue;
  /** Takes out all there is, as a consumer that succeeds. */
  drain(): Promise<Delivery[]>;
  stop(): Promise<void>;
}

async function startMemory(): Promise<Ground> {
  const queue = new MemoryDeliveryQueue();
  return { queue, drain: async () => queue.deliveries.splice(0), stop: async () => undefined };
}

async function startSqs() {
  const messaging = await startMessaging();
  await messaging.createQueue('deliveries.fifo');
  const client = new SQSClient({
    endpoint: messaging.endpoint,
    region: LOCAL.region,
    credentials: LOCAL_CREDENTIALS,
    useQueueUrlAsEndpoint: false,
  });
  const QueueUrl = `${messaging.endpoint}/${LOCAL.account}/deliveries.fifo`;
  const receive = async (WaitTimeSeconds = 0) => {
    const command = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds });
    return (await client.send(command)).Messages ?? [];
  };
  const drain = async () => {
    const found: Delivery[] = [];
    for (let messages = await receive(); messages.length > 0; messages = await receive()) {
      for (const { Body = '', ReceiptHandle } of messages) {
        const delivery = readDelivery(Body);
        if (delivery) found.push(delivery);
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
    }
    return found;
  };
  const stop = async () => {
    client.destroy();
    await messaging.stop();
  };
  const queue = new SqsDeliveryQueue(client, QueueUrl, PATIENT);
  return { queue, client, url: QueueUrl, receive, drain, stop };
}

const GROUNDS: [string, () => Promise<Ground>][] = [
  ['memory', startMemory],
  ['SQS', startSqs],
];
const numbered = (count: number, webhook = hookId('a')) =>
  Array.from({ length: count }, (_, n) => deliveryOf(`n${n}`, webhook));

describe.each(GROUNDS)('the delivery queue on %s', (_name, start) => {
  let ground: Ground;
  beforeEach(async () => {
    ground = await start();
  });
  afterEach(async () => {
    await ground?.stop();
  });

  test('brings more than a batch, each group in its order', async () => {
    const [a, b] = [numbered(13), numbered(13, hookId('b'))];
    await ground.queue.send(a.flatMap((delivery, n) => [delivery, ...b.slice(n, n + 1)]));
    const found = await ground.drain();
    const groups = Map.groupBy(found, groupOf);
    expect(groups.get(groupOf(deliveryOf()))).toEqual(a);
    expect(groups.get(groupOf(deliveryOf('n', hookId('b'))))).toEqual(b);
  });

  test('takes what is sent again for the same, also when it has been taken out', async () => {
    await ground.queue.send(numbered(2));
    await ground.queue.send(numbered(3));
    expect(await ground.drain()).toEqual(numbered(3));
    await ground.queue.send(numbered(3));
    expect(await ground.drain()).toEqual([]);
  });

  test('takes every character that a text may hold', async () => {
    const delivery = deliveryOf();
    const error = '\0\u0007\u001f"\\ä😀\ud800\u2028\ufffe\uffff';
    const odd = { ...delivery, payload: { ...delivery.payload, job: { ...delivery.payload.job, error } } };
    await ground.queue.send([odd]);
    expect(await ground.drain()).toEqual([odd]);
  });

  test('takes the longest names there can be', async () => {
    const longest = deliveryOf('n'.repeat(80));
    expect(identityOf(longest).length).toBeLessThanOrEqual(128);
    await ground.queue.send([longest]);
    expect(await ground.drain()).toEqual([longest]);
  });
});

describe('what only a real queue does:', () => {
  let ground: Awaited<ReturnType<typeof startSqs>>;
  beforeEach(async () => {
    ground = await startSqs();
  });
  afterEach(async () => {
    await ground?.stop();
  });

  test('while a delivery is held, the rest of its group waits, and others do not', async () => {
    await ground.queue.send([...numbered(2), deliveryOf('m', hookId('b'))]);
    const idsOf = (messages: { Body?: string | undefined }[]) =>
      messages.map(({ Body = '' }) => readDelivery(Body)?.message_id).sort();
    const received = await ground.receive();
    expect(idsOf(received)).toEqual(['m', 'n0']);
    const head = received.find(({ Body }) => Body?.includes('"n0"'));
    await ground.queue.hold(head?.ReceiptHandle ?? '', 1000);
    expect(await ground.receive()).toEqual([]);
    expect(idsOf(await ground.receive(5))).toEqual(['n0']);
  });

  test('once a received delivery is deleted, the next of its group goes out, and deleting it again is not an error', async () => {
    await ground.queue.send(numbered(2));
    const [head] = await ground.receive();
    await ground.queue.hold(head?.ReceiptHandle ?? '', 60_000);
    await ground.queue.remove(head?.ReceiptHandle ?? '');
    await ground.queue.remove(head?.ReceiptHandle ?? '');
    expect((await ground.drain()).at(-1)).toEqual(deliveryOf('n1'));
  });

  test('one sent under an id of its own is not a repetition', async () => {
    const [delivery = deliveryOf()] = numbered(1);
    await ground.queue.send([delivery]);
    await ground.queue.sendAs(delivery, `${identityOf(delivery)}.1`);
    await ground.queue.sendAs(delivery, `${identityOf(delivery)}.1`);
    expect(await ground.drain()).toEqual([delivery, delivery]);
  });

  test('a delivery that is not taken throws', async () => {
    const nowhere = new SqsDeliveryQueue(ground.client, ground.url.replace('deliveries', 'nothing'), PATIENT);
    await expect(nowhere.send([deliveryOf()])).rejects.toThrow();
  });
});
