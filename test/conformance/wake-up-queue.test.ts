import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { systemClock } from '../../adapters/aws/clock.ts';
import { SqsQueue } from '../../adapters/aws/sqs-queue.ts';
import { MemoryQueue, MemorySlowScopes } from '../../adapters/memory/memory-queues.ts';
import type { Lane } from '../../core/messages/wake-up.ts';
import type { WakeUpQueue } from '../../core/ports/queues.ts';
import { startMessaging } from '../../local/engines/messaging.ts';
import { LOCAL, LOCAL_CREDENTIALS } from '../../local/names.ts';
import { PATIENT } from '../adapters/aws/patiences.ts';
import { MovableClock } from './movable-clock.ts';

interface Ground {
  queue: WakeUpQueue;
  /** Takes what has arrived, waiting up to `seconds` for a first message. */
  receive(seconds: number, lane?: Lane): Promise<string[]>;
  /** How many messages of a lane are delayed. */
  delayed(lane: Lane): Promise<number>;
  stop(): Promise<void>;
}

async function startMemory(): Promise<Ground> {
  const clock = new MovableClock();
  const queue = new MemoryQueue(clock);
  const receive = async (seconds: number, lane: Lane = 'main') => {
    clock.move(seconds * 1000);
    return queue.receive(lane).map((message) => message.body);
  };
  const delayed = async (lane: Lane) =>
    queue.messages.filter((each) => each.lane === lane && each.visibleAt > clock.now()).length;
  return { queue, receive, delayed, stop: () => Promise.resolve() };
}

async function startSqs() {
  const messaging = await startMessaging();
  await messaging.createQueue('wake-ups');
  await messaging.createQueue('slow');
  await messaging.createQueue('alone');
  await messaging.createQueue('bulk');
  const client = new SQSClient({
    endpoint: messaging.endpoint,
    region: LOCAL.region,
    credentials: LOCAL_CREDENTIALS,
    useQueueUrlAsEndpoint: false,
  });
  const urlOf = async (QueueName: string) =>
    (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
  const urls = {
    main: await urlOf('wake-ups'),
    slow: await urlOf('slow'),
    alone: await urlOf('alone'),
    bulk: await urlOf('bulk'),
  };
  const receive = async (seconds: number, lane: Lane = 'main') => {
    const command = new ReceiveMessageCommand({
      QueueUrl: urls[lane],
      WaitTimeSeconds: seconds,
      MaxNumberOfMessages: 10,
    });
    const { Messages: messages = [] } = await client.send(command);
    return messages.map((message) => message.Body ?? '');
  };
  const delayed = async (lane: Lane) => {
    const name = 'ApproximateNumberOfMessagesDelayed';
    const { Attributes: found } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: urls[lane], AttributeNames: [name] }),
    );
    return Number(found?.[name]);
  };
  const stop = async () => {
    client.destroy();
    await messaging.stop();
  };
  const slow = new MemorySlowScopes();
  await slow.mark('shop#prd', Date.now() + 600_000);
  await slow.mark('shop#dev#app:slow', Date.now() + 600_000);
  return { queue: new SqsQueue(client, urls, PATIENT, slow, systemClock), receive, delayed, stop };
}

const GROUNDS: [string, () => Promise<Ground>][] = [
  ['memory', startMemory],
  ['SQS', startSqs],
];

describe.each(GROUNDS)('the wake-up queue on %s', (_name, start) => {
  let ground: Ground;
  beforeEach(async () => {
    ground = await start();
  });
  afterEach(async () => {
    await ground?.stop();
  });

  test('brings a message without delay at once', async () => {
    await ground.queue.send('{"text":"ä€"}', 0);
    expect(await ground.receive(0)).toEqual(['{"text":"ä€"}']);
  });

  test('brings a delayed message when its delay is over, not before', async () => {
    await ground.queue.send('later', 1);
    expect(await ground.receive(0)).toEqual([]);
    expect(await ground.receive(5)).toEqual(['later']);
  });

  test('takes delays up to 900 seconds', async () => {
    await ground.queue.send('latest', 900);
    expect(await ground.receive(0)).toEqual([]);
  });

  test.each([-1, 901, 0.5, Number.NaN])('refuses a delay of %d seconds', async (delay) => {
    await expect(ground.queue.send('never', delay)).rejects.toThrow(RangeError);
    expect(await ground.receive(0)).toEqual([]);
  });

  test('brings a message in the lane it was sent to, and in no other', async () => {
    const lanes = ['slow', 'alone', 'bulk'] as const;
    for (const lane of lanes) await ground.queue.send(lane, 0, { lane, group: 'shop#dev' });
    expect(await ground.receive(0)).toEqual([]);
    for (const lane of lanes) expect(await ground.receive(0, lane)).toEqual([lane]);
  });

  test('brings a message with a group, whatever the length of its name', async () => {
    await ground.queue.send('short', 0, { group: 'shop#dev' });
    await ground.queue.send('long', 0, { group: `${'p'.repeat(128)}#${'e'.repeat(128)}` });
    expect((await ground.receive(0)).sort()).toEqual(['long', 'short']);
  });

  test('counts the messages that could be received now, in all lanes', async () => {
    expect(await ground.queue.backlog()).toBe(0);
    await ground.queue.send('now', 0);
    await ground.queue.send('alone', 0, { lane: 'alone' });
    await ground.queue.send('bulk', 0, { lane: 'bulk' });
    await ground.queue.send('later', 900);
    expect(await ground.queue.backlog()).toBe(3);
  });
});

describe('the wake-up queue on SQS', () => {
  let ground: Ground;
  beforeEach(async () => {
    ground = await startSqs();
  });
  afterEach(async () => {
    await ground?.stop();
  });

  test('chooses the slow lane for a group or a target that counts as slow when the message arrives, unless a lane is named', async () => {
    await ground.queue.send('slow', 0, { group: 'shop#prd' });
    await ground.queue.send('fast', 0, { group: 'shop#dev' });
    await ground.queue.send('named', 0, { group: 'shop#prd', lane: 'main' });
    await ground.queue.send('slow target', 0, { group: 'shop#dev', target: 'shop#dev#app:slow' });
    await ground.queue.send('fast target', 0, { group: 'shop#dev', target: 'shop#dev#app:fast' });
    expect((await ground.receive(0, 'slow')).sort()).toEqual(['slow', 'slow target']);
    expect((await ground.receive(0)).sort()).toEqual(['fast', 'fast target', 'named']);
  });

  test('sends to the main lane what arrives when its group counts as slow no more', async () => {
    await ground.queue.send('much later', 900, { group: 'shop#prd' });
    await ground.queue.send('soon', 1, { group: 'shop#prd' });
    expect(await ground.receive(5, 'slow')).toEqual(['soon']);
    expect(await ground.delayed('main')).toBe(1);
  });
});

test('an executor takes what waits in a lane of SQS itself, with its group and its receives, and removes what is done', async () => {
  const ground = await startSqs();
  try {
    await ground.queue.send('{}', 0, { lane: 'slow', group: 'shop#dev' });
    expect(await ground.queue.receive('main', 10)).toEqual([]);
    const [message] = await ground.queue.receive('slow', 10);
    expect(message).toMatchObject({
      Body: '{}',
      Attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'shop#dev' },
    });
    await ground.queue.extendVisibility(message?.ReceiptHandle ?? '', 0, 'slow');
    const [again] = await ground.queue.receive('slow', 10);
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
    await ground.queue.remove(again?.ReceiptHandle ?? '', 'slow');
    await ground.queue.extendVisibility(again?.ReceiptHandle ?? '', 0, 'slow').catch(() => undefined);
    expect(await ground.queue.receive('slow', 10)).toEqual([]);
  } finally {
    await ground.stop();
  }
});
