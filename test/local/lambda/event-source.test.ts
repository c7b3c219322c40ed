import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { type EventSourceOptions, startEventSource } from '../../../local/lambda/event-source.ts';
import type { LambdaFunction } from '../../../local/lambda/function.ts';
import { startHttpServer } from '../../http-server.ts';
import { until } from '../../until.ts';
import { cleanUp, functionOf, onCleanUp } from './bundle.ts';

afterEach(cleanUp);

async function startQueue(attributes: Record<string, string> = {}) {
  const app = buildApp({ logger: false });
  await app.listen({ host: '127.0.0.1', port: 0 });
  onCleanUp(() => app.close());
  const { port } = app.server.address() as AddressInfo;
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials, useQueueUrlAsEndpoint: false });
  onCleanUp(async () => sqs.destroy());
  await sqs.send(new CreateQueueCommand({ QueueName: 'wake-ups', Attributes: attributes }));
  const QueueUrl = `${endpoint}/000000000000/wake-ups`;
  return {
    endpoint,
    queueUrl: QueueUrl,
    sqs,
    async send(...bodies: string[]) {
      for (let i = 0; i < bodies.length; i += 10) {
        const Entries = bodies.slice(i, i + 10).map((MessageBody, n) => ({ Id: String(n), MessageBody }));
        await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
    /** Messages in the queue, visible and invisible. */
    async left() {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
      );
      const visible = Number(Attributes['ApproximateNumberOfMessages']);
      return { visible, inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible']) };
    },
  };
}

type Queue = Awaited<ReturnType<typeof startQueue>>;

function map(queue: Queue, fn: LambdaFunction, options: Partial<EventSourceOptions> = {}) {
  const log: string[] = [];
  const { endpoint, queueUrl } = queue;
  const source = startEventSource({
    function: fn,
    endpoint,
    queueUrl,
    log: (line) => log.push(line),
    ...options,
  });
  onCleanUp(() => source.stop(0));
  return { ...source, log };
}

const isEmpty = (queue: Queue) => async () => {
  const { visible, inFlight } = await queue.left();
  return visible + inFlight === 0;
};

/** The body of every received record is printed as `received BODY COUNT`. */
const received = (fn: { lines: { line: string }[] }) =>
  fn.lines.flatMap(({ line }) => (line.startsWith('received ') ? [line.slice('received '.length)] : []));
const PRINT = `for (const r of event.Records) console.log('received ' + r.body + ' ' + r.attributes.ApproximateReceiveCount);`;

describe('An event source', () => {
  test('invokes the function with records in the shape of AWS and deletes them', async () => {
    const queue = await startQueue();
    const fn = await functionOf(
      `export const handler = async (event) => { console.log(JSON.stringify(event)); };`,
    );
    map(queue, fn);
    await queue.sqs.send(
      new SendMessageCommand({
        QueueUrl: queue.queueUrl,
        MessageBody: 'höllo',
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'tick' },
          raw: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2, 255]) },
        },
      }),
    );
    await until('the queue to be empty', isEmpty(queue));
    expect(JSON.parse(fn.lines[0]?.line ?? '')).toEqual({
      Records: [
        {
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.stringMatching(/.+/),
          body: 'höllo',
          attributes: {
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.stringMatching(/^\d{13}$/),
            SenderId: expect.any(String),
            ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
          },
          messageAttributes: {
            kind: { stringValue: 'tick', stringListValues: [], binaryListValues: [], dataType: 'String' },
            raw: { binaryValue: 'AQL/', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          },
          md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
          md5OfBody: createHash('md5').update('höllo').digest('hex'),
          eventSource: 'aws:sqs',
          eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:wake-ups',
          awsRegion: 'us-east-1',
        },
      ],
    });
  });

  test('deletes only the successes of a partly failed batch; the rest comes back after its visibility timeout', async () => {
    const queue = await startQueue({ VisibilityTimeout: '1' });
    const fn = await functionOf(`export const handler = async (event) => { ${PRINT}
      const failed = event.Records.filter((r) => r.body === 'bad' && r.attributes.ApproximateReceiveCount === '1');
      return { batchItemFailures: failed.map((r) => ({ itemIdentifier: r.messageId })) }; };`);
    await queue.send('good', 'bad', 'fine');
    map(queue, fn, { reportBatchItemFailures: true });
    await until('three messages to be received', () => received(fn).length === 3);
    await until('one message to stay in flight', async () => (await queue.left()).inFlight === 1);
    await until('the queue to be empty', isEmpty(queue));
    expect(received(fn)).toEqual(['good 1', 'bad 1', 'fine 1', 'bad 2']);
  });

  test.each([
    ['throws', `throw new Error('all of it')`, false],
    ['answers with an unknown id', `return { batchItemFailures: [{ itemIdentifier: 'none' }] }`, true],
  ])('leaves the whole batch when the function %s', async (_, statement, reportBatchItemFailures) => {
    const queue = await startQueue({ VisibilityTimeout: '1' });
    const fn = await functionOf(`export const handler = async (event) => { ${PRINT}
      if (event.Records[0].attributes.ApproximateReceiveCount === '1') { ${statement}; } };`);
    await queue.send('a', 'b');
    map(queue, fn, { reportBatchItemFailures });
    await until('the queue to be empty', isEmpty(queue));
    expect(received(fn).toSorted()).toEqual(['a 1', 'a 2', 'b 1', 'b 2']);
  });

  test('sees a message again at the time to which the handler moved its visibility', async () => {
    const queue = await startQueue({ VisibilityTimeout: '600' });
    const sdk = import.meta.resolve('@aws-sdk/client-sqs');
    const fn = await functionOf(
      `import { createRequire } from 'node:module';
       const { SQSClient, ChangeMessageVisibilityCommand } = createRequire(${JSON.stringify(sdk)})('@aws-sdk/client-sqs');
       const sqs = new SQSClient({ endpoint: process.env.ENDPOINT, useQueueUrlAsEndpoint: false });
       export const handler = async (event) => { ${PRINT}
         const [{ receiptHandle, messageId, attributes }] = event.Records;
         if (attributes.ApproximateReceiveCount === '2') return;
         await sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl: process.env.QUEUE_URL, ReceiptHandle: receiptHandle, VisibilityTimeout: 0 }));
         return { batchItemFailures: [{ itemIdentifier: messageId }] }; };`,
      { environment: { ENDPOINT: queue.endpoint, QUEUE_URL: queue.queueUrl } },
    );
    await queue.send('again');
    map(queue, fn, { reportBatchItemFailures: true });
    await until('the queue to be empty', isEmpty(queue));
    expect(received(fn)).toEqual(['again 1', 'again 2']);
  });

  test.each([
    ['its environment is killed from outside', `while (true);`, 60_000],
    ['it times out in a busy loop', `while (true);`, 300],
    ['it exits', `process.exit(1);`, 60_000],
  ])(
    'loses no message when %s: it comes back after its visibility timeout',
    async (how, statement, timeoutMs) => {
      const queue = await startQueue({ VisibilityTimeout: '2' });
      const fn = await functionOf(
        `export const handler = async (event) => { ${PRINT}
         if (event.Records[0].attributes.ApproximateReceiveCount === '1') { ${statement} } };`,
        { timeoutMs },
      );
      map(queue, fn);
      await queue.send('precious');
      await until('a message to be received', () => received(fn).length === 1);
      if (how.includes('killed')) {
        const [environment] = fn.environments();
        if (environment) process.kill(environment.pid, 'SIGKILL');
      }
      await until('the queue to be empty', isEmpty(queue));
      expect(received(fn)).toEqual(['precious 1', 'precious 2']);
    },
  );
});

describe('Concurrency of an event source', () => {
  const waitInPlace = (ms: number) =>
    `export const handler = async (event) => { console.log('begin'); await new Promise((done) => setTimeout(done, ${ms})); console.log('end'); };`;

  function mostAtOnce(lines: { line: string }[]): number {
    let now = 0;
    return Math.max(...lines.map(({ line }) => (now += line === 'begin' ? 1 : -1)));
  }

  test('keeps receiving while invocations run, and never takes more messages than there are free environments', async () => {
    const queue = await startQueue();
    const fn = await functionOf(waitInPlace(700), { maxConcurrency: 3 });
    map(queue, fn, { batchSize: 1 });
    await queue.send('1', '2', '3', '4', '5');
    await until('three invocations to begin', () => fn.lines.length === 3);
    expect(await queue.left()).toEqual({ visible: 2, inFlight: 3 });
    await until('the queue to be empty', isEmpty(queue));
    expect(mostAtOnce(fn.lines)).toBe(3);
  });

  test('stays below its own maximum when the function could do more', async () => {
    const queue = await startQueue();
    const fn = await functionOf(waitInPlace(200), { maxConcurrency: 10 });
    map(queue, fn, { batchSize: 1, maximumConcurrency: 2 });
    await queue.send('1', '2', '3', '4', '5', '6');
    await until('the queue to be empty', isEmpty(queue));
    expect(mostAtOnce(fn.lines)).toBe(2);
    expect(fn.environments()).toHaveLength(2);
  });

  test('takes nothing while another caller holds the only environment', async () => {
    const queue = await startQueue();
    const fn = await functionOf(waitInPlace(400), { maxConcurrency: 1 });
    const held = fn.invoke('{}');
    map(queue, fn);
    await queue.send('later');
    await until('an invocation to begin', () => fn.lines.length === 1);
    expect(await queue.left()).toEqual({ visible: 1, inFlight: 0 });
    await held;
    await until('the queue to be empty', isEmpty(queue));
  });

  test('gathers what follows closely into one batch while the function is at work', async () => {
    const queue = await startQueue();
    const fn = await functionOf(
      `export const handler = async ({ Records }) => { console.log(Records.map((r) => r.body).join(' '));
       if (Records[0].body === 'long') await new Promise((done) => setTimeout(done, 1_000)); };`,
    );
    map(queue, fn);
    for (let i = 1; i <= 3; i++) {
      await queue.send('long');
      await until('the invocation to begin', () => fn.lines.length === i);
    }
    await queue.send('a');
    await queue.send('b');
    await until('the queue to be empty', isEmpty(queue));
    expect(fn.lines.map(({ line }) => line)).toEqual(['long', 'long', 'long', 'a b']);
  });

  test('carries 1 000 messages, each once', async () => {
    const queue = await startQueue();
    const fn = await functionOf(`export const handler = async (event) => { ${PRINT} };`, {
      maxConcurrency: 4,
    });
    await queue.send(...Array.from({ length: 1_000 }, (_, i) => String(i)));
    map(queue, fn);
    await until('the queue to be empty', isEmpty(queue), 15_000);
    expect(new Set(received(fn)).size).toBe(1_000);
  });
});

describe('Stopping an event source', () => {
  const slow = (ms: number) =>
    `export const handler = async (event) => { ${PRINT} await new Promise((done) => setTimeout(done, ${ms})); };`;

  test('waits for what runs and takes no more', async () => {
    const queue = await startQueue();
    const fn = await functionOf(slow(500));
    const source = map(queue, fn);
    await queue.send('running');
    await until('a message to be received', () => received(fn).length === 1);
    await source.stop();
    expect(await queue.left()).toEqual({ visible: 0, inFlight: 0 });
    await queue.send('later');
    expect(await queue.left()).toEqual({ visible: 1, inFlight: 0 });
  });

  test('abandons what takes too long', async () => {
    const queue = await startQueue();
    const fn = await functionOf(slow(60_000), { timeoutMs: 90_000 });
    const source = map(queue, fn);
    await queue.send('endless');
    await until('a message to be received', () => received(fn).length === 1);
    await source.stop(100);
    expect(await queue.left()).toEqual({ visible: 0, inFlight: 1 });
  });

  test('is possible while SQS is away, which is logged', async () => {
    const queue = await startQueue();
    const fn = await functionOf(slow(0));
    const source = map({ ...queue, endpoint: 'http://127.0.0.1:9' }, fn);
    await until('three refused receives', () => source.log.length >= 3);
    await source.stop();
    expect(source.log.every((line) => line.includes('Cannot receive'))).toBe(true);
    // Half a second is between the tries.
    expect(source.log.length).toBeLessThanOrEqual(4);
  });

  test('gives up a receive under way where its messages may be abandoned', async () => {
    await using sqs = await startHttpServer(() => undefined);
    const queueUrl = `${sqs.endpoint}/000000000000/wake-ups`;
    const fn = await functionOf(slow(0));
    const source = startEventSource({ function: fn, endpoint: sqs.endpoint, queueUrl, log: () => undefined });
    await until('a receive', () => sqs.received.length > 0);
    // The server never answers, so that waiting for it would outlast the test.
    await source.stop(3_600_000, 'abandon');
    expect(sqs.received).toHaveLength(1);
  });
});
