import type { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '../../../adapters/aws/clock.ts';
import { SqsQueue } from '../../../adapters/aws/sqs-queue.ts';
import { PATIENT } from './patiences.ts';

/** What a receive asks of SQS, and how long it waits for the answer, ms. */
async function asked(most: number) {
  const calls: { input: ReceiveMessageCommand['input']; requestTimeout: number }[] = [];
  const client = {
    send: async ({ input }: ReceiveMessageCommand, { requestTimeout }: { requestTimeout: number }) => {
      calls.push({ input, requestTimeout });
      return { Messages: [{ MessageId: '1' }] };
    },
  } as unknown as SQSClient;
  const urls = { main: 'main', slow: 'slow', alone: 'alone', bulk: 'bulk' };
  const queue = new SqsQueue(client, urls, PATIENT, { until: () => 0 }, systemClock);
  expect(await queue.receive('slow', most)).toEqual([{ MessageId: '1' }]);
  return calls;
}

test('messages that an executor takes come back within a minute where the answer is lost, and not after the half hour of the queue', async () => {
  const [call, ...more] = await asked(20);
  expect(more).toEqual([]);
  expect(call?.input).toMatchObject({ QueueUrl: 'slow', MaxNumberOfMessages: 10, VisibilityTimeout: 60 });
});

test('a receive is not given up while SQS waits for the first message', async () => {
  const [call] = await asked(3);
  const { input, requestTimeout = 0 } = call ?? {};
  expect(input).toMatchObject({ MaxNumberOfMessages: 3, WaitTimeSeconds: 1 });
  expect(requestTimeout).toBeGreaterThan(5000);
});
