import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { NotAQueueError, sqsDelivery } from '../../../local/scheduler/sqs-delivery.ts';
import { until } from '../../until.ts';
import { startFixture, TARGET } from './scheduler-fixture.ts';

const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

async function startSqs() {
  const app = buildApp({ logger: false });
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new SQSClient({ endpoint, region: 'us-east-1', credentials });
  return {
    endpoint,
    create: (QueueName: string, Attributes: Record<string, string> = {}) =>
      client.send(new CreateQueueCommand({ QueueName, Attributes })),
    async receive(name: string) {
      const QueueUrl = `${endpoint}/000000000000/${name}`;
      const all = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All' as const] };
      const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5, ...all });
      return (await client.send(command)).Messages?.[0];
    },
    async [Symbol.asyncDispose]() {
      client.destroy();
      await app.close();
    },
  };
}

test('a schedule sends its input to its queue', async () => {
  await using sqs = await startSqs();
  await sqs.create('wake-ups');
  await using fixture = await startFixture({ deliver: sqsDelivery({ endpoint: sqs.endpoint }) });
  await fixture.create('job', 'at(2022-03-22T18:59:43)', {
    Target: { ...TARGET, Input: '{"at":"<aws.scheduler.scheduled-time>"}' },
  });
  await expect(sqs.receive('wake-ups')).resolves.toMatchObject({ Body: '{"at":"2022-03-22T18:59:43Z"}' });
  await until('the schedule to fire', () => fixture.server.firedCount() === 1);
});

test('a FIFO queue gets its message group', async () => {
  await using sqs = await startSqs();
  await sqs.create('ordered.fifo', { FifoQueue: 'true', ContentBasedDeduplication: 'true' });
  const deliver = sqsDelivery({ endpoint: sqs.endpoint });
  await deliver({ arn: arnOf('ordered.fifo'), input: 'hello', messageGroupId: 'group' });
  await expect(sqs.receive('ordered.fifo')).resolves.toMatchObject({
    Body: 'hello',
    Attributes: { MessageGroupId: 'group' },
  });
});

test('a queue that does not exist ends in the dead-letter queue, with the reason', async () => {
  await using sqs = await startSqs();
  await sqs.create('dead');
  await using fixture = await startFixture({ deliver: sqsDelivery({ endpoint: sqs.endpoint }) });
  await fixture.create('job', 'at(2022-03-22T18:59:43)', {
    Target: {
      ...TARGET,
      Input: 'lost',
      RetryPolicy: { MaximumRetryAttempts: 0 },
      DeadLetterConfig: { Arn: arnOf('dead') },
    },
  });
  await expect(sqs.receive('dead')).resolves.toMatchObject({
    Body: 'lost',
    MessageAttributes: {
      ERROR_CODE: { StringValue: 'QueueDoesNotExist' },
      EXHAUSTED_RETRY_CONDITION: { StringValue: 'MaximumRetryAttempts' },
      TARGET_ARN: { StringValue: TARGET.Arn },
    },
  });
});

test('a target that is not a queue is refused', async () => {
  const deliver = sqsDelivery({ endpoint: 'http://127.0.0.1:9' });
  const topic = 'arn:aws:sns:us-east-1:000000000000:topic';
  await expect(deliver({ arn: topic, input: 'x' })).rejects.toBeInstanceOf(NotAQueueError);
});
