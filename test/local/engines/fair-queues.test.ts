import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type Messaging, startMessaging } from '../../../local/engines/messaging.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../../local/names.ts';

let messaging: Messaging;
let sqs: SQSClient;

beforeAll(async () => {
  messaging = await startMessaging();
  const { endpoint } = messaging;
  const settings = { endpoint, region: LOCAL.region, credentials: LOCAL_CREDENTIALS };
  sqs = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });
});

afterAll(async () => {
  sqs.destroy();
  await messaging.stop();
});

/** A new queue, and what is sent to it and received from it: a body is its group and a number. */
async function queueOf(name: string) {
  await messaging.createQueue(name);
  const QueueUrl = `${messaging.endpoint}/${LOCAL.account}/${name}`;
  const entryOf = (body: string) => {
    const [MessageGroupId = ''] = body.split(' ');
    return { MessageBody: body, ...(MessageGroupId !== 'none' && { MessageGroupId }) };
  };
  return {
    QueueUrl,
    send: (body: string) => sqs.send(new SendMessageCommand({ QueueUrl, ...entryOf(body) })),
    sendAll: async (bodies: string[]) => {
      for (let i = 0; i < bodies.length; i += 10) {
        const Entries = bodies.slice(i, i + 10).map((body, index) => ({ Id: `${index}`, ...entryOf(body) }));
        await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
    receive: async (most = 10) => {
      const received = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: most,
        MessageSystemAttributeNames: ['All'],
      });
      return (await sqs.send(received)).Messages ?? [];
    },
  };
}

const of = (group: string, count: number) => Array.from({ length: count }, (_, i) => `${group} ${i}`);
const bodies = (messages: { Body?: string | undefined }[]) => messages.map(({ Body }) => Body);

test('a group that comes late to a flood of another is served in turn with it', async () => {
  const { send, sendAll, receive } = await queueOf('flood');
  await sendAll(of('loud', 50));
  await send('quiet 0');
  await sendAll(['quiet 1', 'third 0', 'loud 50']);
  expect(bodies(await receive())).toEqual([
    ...['loud 0', 'quiet 0', 'third 0', 'loud 1', 'quiet 1'],
    ...['loud 2', 'loud 3', 'loud 4', 'loud 5', 'loud 6'],
  ]);
});

test('a group has its messages in their order, however many there are, and each once', async () => {
  const { sendAll, receive } = await queueOf('many');
  const sent = of('one', 2300);
  await sendAll(sent);
  const received: (string | undefined)[] = [];
  for (let batch = await receive(); batch.length > 0; batch = await receive())
    received.push(...bodies(batch));
  expect(received).toEqual(sent);
});

test('a receiver is told the group, which a message without one does not have', async () => {
  const { sendAll, receive } = await queueOf('told');
  await sendAll(['shop#prd 0', 'none 0']);
  const received = await receive();
  expect(received.map(({ Attributes }) => Attributes?.['MessageGroupId'])).toEqual(['shop#prd', undefined]);
});

test('a message that comes back is in its group again, and a deleted one is gone', async () => {
  const { QueueUrl, sendAll, receive } = await queueOf('back');
  await sendAll(['a 0', 'b 0']);
  const [first, second] = await receive();
  await sqs.send(
    new ChangeMessageVisibilityCommand({
      QueueUrl,
      ReceiptHandle: first?.ReceiptHandle,
      VisibilityTimeout: 0,
    }),
  );
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: second?.ReceiptHandle }));
  await sendAll(['c 0']);
  const again = await receive();
  expect(again.map(({ Body, Attributes }) => [Body, Attributes?.['MessageGroupId']])).toEqual([
    ['a 0', 'a'],
    ['c 0', 'c'],
  ]);
  expect(again[0]?.Attributes?.['ApproximateReceiveCount']).toBe('2');
});

test('a purged queue is empty and takes messages', async () => {
  const { QueueUrl, send, sendAll, receive } = await queueOf('purged');
  await sendAll(of('a', 20));
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  expect(await receive()).toEqual([]);
  await send('a 20');
  expect(bodies(await receive())).toEqual(['a 20']);
});
