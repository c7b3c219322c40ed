import {
  ChangeMessageVisibilityCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { HOUR } from '../../../core/time/units.ts';
import { createQueueTime } from '../../../local/clock/queue-time.ts';
import { VirtualClock } from '../../../local/clock/virtual-clock.ts';
import { type Messaging, startMessaging } from '../../../local/engines/messaging.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../../local/names.ts';

let clock: VirtualClock;
let messaging: Messaging;
let sqs: SQSClient;

beforeAll(async () => {
  clock = new VirtualClock(5 * HOUR, () => {});
  messaging = await startMessaging(await createQueueTime(clock));
  const { endpoint } = messaging;
  sqs = new SQSClient({
    endpoint,
    region: LOCAL.region,
    credentials: LOCAL_CREDENTIALS,
    useQueueUrlAsEndpoint: false,
  });
});

afterAll(async () => {
  sqs.destroy();
  clock.stop();
  await messaging.stop();
});

/** A new queue, and what is sent to it and received from it. */
async function queueOf(name: string, attributes: Record<string, string> = {}) {
  await messaging.createQueue(name, attributes);
  const QueueUrl = `${messaging.endpoint}/${LOCAL.account}/${name}`;
  return {
    send: async (more: object) => {
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello', ...more }));
    },
    receive: async (): Promise<Message | undefined> => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      return Messages[0];
    },
    hold: async ({ ReceiptHandle }: Message, VisibilityTimeout: number) => {
      await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
    },
  };
}

test('a delayed message comes when its delay has passed by the clock', async () => {
  const queue = await queueOf('delayed');
  const before = clock.now();
  await queue.send({ DelaySeconds: 900 });
  expect(clock.nextDue()).toBeGreaterThanOrEqual(before + 900_000);
  clock.move(600_000);
  expect(await queue.receive()).toBeUndefined();
  clock.move(300_000);
  expect(await queue.receive()).toMatchObject({ Body: 'hello' });
});

test('a message that is held comes back when its visibility timeout has passed by the clock', async () => {
  const queue = await queueOf('held', { VisibilityTimeout: '1800' });
  await queue.send({});
  const message = await queue.receive();
  expect(message).toBeDefined();
  await queue.hold(message ?? {}, 3600);
  clock.move(HOUR / 2);
  expect(await queue.receive()).toBeUndefined();
  clock.move(HOUR / 2);
  expect(await queue.receive()).toMatchObject({ Body: 'hello' });
});

test('the delay of a FIFO queue passes by the clock', async () => {
  const queue = await queueOf('ordered.fifo', { DelaySeconds: '600' });
  await queue.send({ MessageGroupId: 'one', MessageDeduplicationId: 'one' });
  clock.move(300_000);
  expect(await queue.receive()).toBeUndefined();
  clock.move(300_000);
  expect(await queue.receive()).toMatchObject({ Body: 'hello' });
});

test('a receive that is under way is answered by a move', async () => {
  const queue = await queueOf('awaited');
  await queue.send({ DelaySeconds: 900 });
  const QueueUrl = `${messaging.endpoint}/${LOCAL.account}/awaited`;
  const received = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 10 }));
  clock.move(900_000);
  const { Messages } = await received;
  expect(Messages).toHaveLength(1);
});
