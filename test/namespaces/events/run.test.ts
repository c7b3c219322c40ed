import '../shared/one-realm.ts';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SnsBroker, SqsBroker } from '../../../contract/resources/events.ts';
import { queueUrl } from '../../../namespaces/events/message.ts';
import { run } from '../../../namespaces/events/run.ts';
import { startHttpServer } from '../../http-server.ts';
import { type StandIn, startFauxqs, useEndpoint } from '../shared/aws-stand-in.ts';
import { runContext } from '../shared/run-context.ts';
import { failure } from '../shared/run-failure.ts';

const context = runContext();
const sqsArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
const snsArn = (name: string) => `arn:aws:sns:us-east-1:000000000000:${name}`;

let cloud: StandIn;
let sqs: SQSClient;

beforeAll(async () => {
  cloud = await startFauxqs();
  sqs = new SQSClient({ endpoint: cloud.endpoint });
  const sns = new SNSClient({ endpoint: cloud.endpoint });
  const fifo = { FifoQueue: 'true' };
  for (const name of ['plain', 'fanout']) await sqs.send(new CreateQueueCommand({ QueueName: name }));
  for (const name of ['line.fifo', 'fanout.fifo']) {
    await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: fifo }));
  }
  for (const [name, attributes] of [
    ['fanout', {}],
    ['fanout.fifo', { FifoTopic: 'true' }],
  ] as const) {
    await sns.send(new CreateTopicCommand({ Name: name, Attributes: attributes }));
    await sns.send(
      new SubscribeCommand({
        TopicArn: snsArn(name),
        Protocol: 'sqs',
        Endpoint: sqsArn(name),
        Attributes: { RawMessageDelivery: 'true' },
      }),
    );
  }
});
afterAll(() => cloud.close());

const queues: SqsBroker = {
  provider: 'sqs',
  topics: {
    plain: { queueArn: sqsArn('plain') },
    line: { queueArn: sqsArn('line.fifo') },
    gone: { queueArn: sqsArn('gone') },
    secret: { queueArn: '$Secret{QUEUE_ARN}' },
  },
};
const topics: SnsBroker = {
  provider: 'sns',
  topics: {
    fanout: { topicArn: snsArn('fanout') },
    line: { topicArn: snsArn('fanout.fifo') },
    gone: { topicArn: snsArn('gone') },
  },
};

function publish(resource: SqsBroker | SnsBroker, event: string, message: unknown, attempt = context) {
  return run({ resource, target: { resource: 'orders', event }, input: { message } }, attempt);
}

/** Takes everything that waits in a queue, with a client of the test's own. */
async function messages(queue: string): Promise<Message[]> {
  const QueueUrl = `${cloud.endpoint}/000000000000/${queue}`;
  const taken: Message[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      }),
    );
    if (Messages.length === 0) return taken;
    taken.push(...Messages);
    for (const { ReceiptHandle } of Messages) {
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}

describe('SQS', () => {
  test('A message goes out as JSON with the identity of the run.', async () => {
    const result = await publish(queues, 'plain', { orderId: 'o1', items: ['é'] });
    const [received, ...others] = await messages('plain');
    expect(others).toEqual([]);
    expect(result).toEqual({ message_id: received?.MessageId });
    expect(JSON.parse(received?.Body ?? '')).toEqual({ orderId: 'o1', items: ['é'] });
    expect(received?.MessageAttributes).toMatchObject({
      idempotency_key: { StringValue: context.identity },
      job_id: { StringValue: context.job_id },
      'content-type': { StringValue: 'application/json' },
    });
  });

  test('A string goes out as it is.', async () => {
    await publish(queues, 'plain', '{"already": "json"}');
    const [received] = await messages('plain');
    expect(received?.Body).toBe('{"already": "json"}');
    expect(received?.MessageAttributes?.['content-type']?.StringValue).toBe('text/plain; charset=utf-8');
  });

  test('Attempts of a run are one message of a FIFO queue, grouped by job.', async () => {
    const first = await publish(queues, 'line', { n: 1 });
    await publish(queues, 'line', { n: 1 }, runContext({ overrides: { attempt: 3 } }));
    await publish(queues, 'line', { n: 2 }, runContext({ overrides: { identity: 'job_1:1700000000001' } }));
    const received = await messages('line.fifo');
    expect(received.map(({ Body }) => Body)).toEqual(['{"n":1}', '{"n":2}']);
    expect(received[0]?.Attributes).toMatchObject({
      MessageDeduplicationId: context.identity,
      MessageGroupId: context.job_id,
    });
    expect(first).toEqual({ message_id: received[0]?.MessageId, sequence_number: expect.any(String) });
  });

  test('The ARN of a queue may be a secret.', async () => {
    const attempt = runContext({ secrets: { QUEUE_ARN: sqsArn('plain') } });
    await publish(queues, 'secret', 'hidden', attempt);
    expect((await messages('plain')).map(({ Body }) => Body)).toEqual(['hidden']);
  });

  test('A queue that does not exist is NOT_FOUND.', async () => {
    expect((await failure(publish(queues, 'gone', 1))).code).toBe('NOT_FOUND');
  });

  test('Characters that SQS does not take are VALIDATION_ERROR.', async () => {
    expect((await failure(publish(queues, 'plain', 'a\u0000b'))).code).toBe('VALIDATION_ERROR');
  });

  test('An attempt that is over sends nothing and is TIMEOUT.', async () => {
    const over = runContext({ overrides: { signal: AbortSignal.abort() } });
    expect((await failure(publish(queues, 'plain', 'late', over))).code).toBe('TIMEOUT');
    expect(await messages('plain')).toEqual([]);
  });
});

describe('SNS', () => {
  test('A message reaches the subscribers with the identity of the run.', async () => {
    const result = await publish(topics, 'fanout', { hello: 'world' });
    expect(result).toEqual({ message_id: expect.any(String) });
    const [received] = await messages('fanout');
    expect(received?.Body).toBe('{"hello":"world"}');
    expect(received?.MessageAttributes).toMatchObject({
      idempotency_key: { StringValue: context.identity },
      job_id: { StringValue: context.job_id },
    });
  });

  test('Half of a pair of surrogates goes out as the character that stands for what is not a text.', async () => {
    await publish(topics, 'fanout', 'a\ud800b');
    expect((await messages('fanout')).map(({ Body }) => Body)).toEqual(['a\ufffdb']);
  });

  test('Attempts of a run are one message of a FIFO topic.', async () => {
    await publish(topics, 'line', 'once');
    await publish(topics, 'line', 'once');
    const received = await messages('fanout.fifo');
    expect(received.map(({ Body }) => Body)).toEqual(['once']);
    expect(received[0]?.Attributes?.['MessageGroupId']).toBe(context.job_id);
  });

  test('A topic that does not exist is NOT_FOUND.', async () => {
    expect((await failure(publish(topics, 'gone', 1))).code).toBe('NOT_FOUND');
  });
});

describe('what a run checks again', () => {
  test('A topic that the config no longer has is NOT_FOUND.', async () => {
    expect(await failure(publish(queues, 'old', 1))).toMatchObject({
      code: 'NOT_FOUND',
      message: 'Broker "orders" has no topic "old"; known: gone, line, plain, secret.',
    });
  });

  test.each([undefined, ''])('A message of %j is VALIDATION_ERROR.', async (message) => {
    expect((await failure(publish(queues, 'plain', message))).code).toBe('VALIDATION_ERROR');
  });

  test('A resource of another provider is VALIDATION_ERROR.', async () => {
    const resource = { provider: 'lambda', functionArn: 'arn' } as const;
    const target = { resource: 'orders', event: 'x' };
    const running = run({ resource, target, input: { message: 1 } }, context);
    expect((await failure(running)).code).toBe('VALIDATION_ERROR');
  });
});

describe('the URL of a queue', () => {
  test('It is that of AWS unless the environment sets an endpoint, that of SQS first.', () => {
    const arn = 'arn:aws:sqs:eu-west-1:123456789012:orders';
    expect(queueUrl(arn, {})).toBe('https://sqs.eu-west-1.amazonaws.com/123456789012/orders');
    expect(queueUrl(arn, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1/' })).toBe(
      'http://127.0.0.1:1/123456789012/orders',
    );
    const both = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_SQS: 'http://127.0.0.1:2' };
    expect(queueUrl(arn, both)).toBe('http://127.0.0.1:2/123456789012/orders');
  });

  test('Queues in China have a domain of their own.', () => {
    expect(queueUrl('arn:aws-cn:sqs:cn-north-1:123456789012:q', {})).toBe(
      'https://sqs.cn-north-1.amazonaws.com.cn/123456789012/q',
    );
  });
});

describe('a broker out of reach', () => {
  // Clients are kept with the endpoint they began with; a region of its own makes a new one.
  const away: SqsBroker = {
    provider: 'sqs',
    topics: {
      north: { queueArn: 'arn:aws:sqs:eu-north-1:000000000000:far' },
      south: { queueArn: 'arn:aws:sqs:eu-south-1:000000000000:far' },
    },
  };
  afterEach(() => useEndpoint(cloud.endpoint));

  test('A refused connection is CONNECTION_ERROR.', async () => {
    const gone = await startHttpServer(() => undefined);
    await gone.close();
    useEndpoint(gone.endpoint);
    expect((await failure(publish(away, 'north', 1))).code).toBe('CONNECTION_ERROR');
  });

  test('A broker that hangs is given up when the attempt ends.', async () => {
    const hanging = await startHttpServer(() => undefined);
    useEndpoint(hanging.endpoint);
    const running = publish(away, 'south', 1, runContext({ timeout: 100 }));
    const error = await failure(running).finally(hanging.close);
    expect(error.code).toBe('TIMEOUT');
  });
});
