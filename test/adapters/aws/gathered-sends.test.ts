import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { systemClock } from '../../../adapters/aws/clock.ts';
import { DynamoJobStore } from '../../../adapters/aws/dynamo-job-store.ts';
import { DynamoTable } from '../../../adapters/aws/dynamo-table.ts';
import { Patience } from '../../../adapters/aws/patient.ts';
import { SqsQueue } from '../../../adapters/aws/sqs-queue.ts';
import { MemorySlowScopes } from '../../../adapters/memory/memory-queues.ts';
import { NoCapacity } from '../../../core/errors/run-error.ts';
import { playedTime } from './patiences.ts';

type Failure = { Id: string; SenderFault: boolean; Code: string };

/** A queue whose batches are answered so; the last answer for ever. */
function queueWith(...answers: ((entries: SendMessageBatchRequestEntry[]) => Failure[])[]) {
  const calls: { url: string | undefined; bodies: string[] }[] = [];
  let batches = 0;
  const send = async (command: unknown) => {
    if (command instanceof SendMessageCommand) {
      calls.push({ url: command.input.QueueUrl, bodies: [command.input.MessageBody ?? ''] });
      return {};
    }
    if (!(command instanceof SendMessageBatchCommand)) throw new Error('another call');
    const { QueueUrl: url, Entries = [] } = command.input;
    calls.push({ url, bodies: Entries.map(({ MessageBody = '' }) => MessageBody) });
    const answer = answers[Math.min(batches, answers.length - 1)];
    batches += 1;
    return { Failed: answer?.(Entries) ?? [] };
  };
  const urls = { main: 'main', slow: 'slow', alone: 'alone', bulk: 'bulk' };
  const played = playedTime();
  const patience = new Patience(() => 3000, played.time);
  const queue = new SqsQueue(
    { send } as unknown as SQSClient,
    urls,
    patience,
    new MemorySlowScopes(),
    systemClock,
  );
  return { queue, calls, pauses: played.pauses };
}

const named = (count: number) => Array.from({ length: count }, (_, index) => `m${index}`);
const busy = (Id = '') => ({ Id, SenderFault: false, Code: 'ServiceUnavailable' });

describe('messages that are sent at one moment', () => {
  test('go ten in a request, and one alone as it is', async () => {
    const { queue, calls } = queueWith();
    await Promise.all(named(21).map((body) => queue.send(body, 0)));
    expect(calls.map(({ bodies }) => bodies.length)).toEqual([10, 10, 1]);
    expect(calls.flatMap(({ bodies }) => bodies)).toEqual(named(21));
  });

  test('go by their lanes', async () => {
    const { queue, calls } = queueWith();
    const lanes = ['main', 'bulk', 'main', 'bulk'] as const;
    await Promise.all(lanes.map((lane, index) => queue.send(`m${index}`, index, { lane })));
    expect(calls).toEqual([
      { url: 'main', bodies: ['m0', 'm2'] },
      { url: 'bulk', bodies: ['m1', 'm3'] },
    ]);
  });

  test('are sent again where SQS was too busy for some, after a pause, and the others are done before', async () => {
    const { queue, calls, pauses } = queueWith(
      (entries) => entries.slice(1).map(({ Id }) => busy(Id)),
      () => [],
    );
    const done: string[] = [];
    await Promise.all(
      named(3).map(async (body) => {
        await queue.send(body, 0);
        done.push(`${body} ${calls.length}`);
      }),
    );
    expect(calls.map(({ bodies }) => bodies)).toEqual([
      ['m0', 'm1', 'm2'],
      ['m1', 'm2'],
    ]);
    expect(done[0]).toBe('m0 1');
    expect(pauses).toEqual([50]);
  });

  test('fail each by itself: what is on the queue was sent when patience is over for the rest', async () => {
    const { queue } = queueWith((entries) =>
      entries.filter(({ MessageBody }) => MessageBody === 'm1').map(({ Id }) => busy(Id)),
    );
    const results = await Promise.allSettled(named(3).map((body) => queue.send(body, 0)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: expect.any(NoCapacity) });
  });

  test('are not sent again where SQS will never take one', async () => {
    const { queue, calls } = queueWith(([first]) => [
      { Id: first?.Id ?? '', SenderFault: true, Code: 'InvalidMessageContents' },
    ]);
    const results = await Promise.allSettled(named(2).map((body) => queue.send(body, 0)));
    expect(results).toMatchObject([
      { reason: { message: '1 of 2 messages were refused: InvalidMessageContents' } },
      { status: 'fulfilled' },
    ]);
    expect(calls).toHaveLength(1);
  });
});

describe('messages that are to come back after a time', () => {
  const holding = () => {
    const calls: unknown[] = [];
    const send = async ({ input }: { input: Record<string, unknown> }) => {
      calls.push(input);
      return {};
    };
    const urls = { main: 'main', slow: 'slow', alone: 'alone', bulk: 'bulk' };
    const patience = new Patience(() => 0);
    const client = { send } as unknown as SQSClient;
    return { calls, queue: new SqsQueue(client, urls, patience, new MemorySlowScopes(), systemClock) };
  };

  test('are held in one request where they are of one batch, each for its own time', async () => {
    const { calls, queue } = holding();
    const first = queue.extendVisibility('a', 36_000, 'main', 'ahead');
    await new Promise(setImmediate);
    await Promise.all([
      first,
      queue.extendVisibility('b', 5500, 'main', 'ahead'),
      queue.extendVisibility('c', 1000, 'slow', 'ahead'),
    ]);
    expect(calls).toEqual([
      {
        QueueUrl: 'main',
        Entries: [
          { Id: '0', ReceiptHandle: 'a', VisibilityTimeout: 36 },
          { Id: '1', ReceiptHandle: 'b', VisibilityTimeout: 6 },
        ],
      },
      { QueueUrl: 'slow', ReceiptHandle: 'c', VisibilityTimeout: 1 },
    ]);
  });
});

test('a message whose run begins is held at once, as that run may kill its worker', async () => {
  const asked: unknown[] = [];
  const send = async ({ input }: { input: unknown }) => void asked.push(input);
  const urls = { main: 'main', slow: 'slow', alone: 'alone', bulk: 'bulk' };
  const client = { send } as unknown as SQSClient;
  const queue = new SqsQueue(client, urls, new Patience(() => 0), new MemorySlowScopes(), systemClock);
  void queue.extendVisibility('a', 36_000, 'main');
  await Promise.resolve();
  await Promise.resolve();
  expect(asked).toEqual([{ QueueUrl: 'main', ReceiptHandle: 'a', VisibilityTimeout: 36 }]);
});

test('payloads that are put at one moment go twenty-five in a batch write, and one alone as it is', async () => {
  const puts: (number | undefined)[] = [];
  const send = async ({ input }: { input: { RequestItems?: { jobs: unknown[] } } }) => {
    puts.push(input.RequestItems?.jobs.length);
    return {};
  };
  const table = new DynamoTable({ send } as unknown as DynamoDBClient, 'jobs', new Patience(() => 0));
  const jobs = new DynamoJobStore(table, systemClock, 1000);
  const ids = Array.from({ length: 30 }, (_, index) => `job_01KDVDNA00ABCDEFGHJKMNPQ${10 + index}`);
  const put = (id: string) => jobs.putPayload({ id }, { input: {} } as never);
  await Promise.all(ids.map(put));
  await put('job_01KDVDNA00ABCDEFGHJKMNPQ99');
  expect(puts).toEqual([25, 5, undefined]);
});
