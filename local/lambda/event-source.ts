import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { localClient } from '../names.ts';
import { failedMessageIds } from './batch-response.ts';
import type { LambdaFunction } from './function.ts';
import { Signal } from './signal.ts';
import { sqsEvent } from './sqs-event.ts';

/** A queue and the function that gets its messages. */
export interface EventSourceOptions {
  function: LambdaFunction;
  /** Where SQS listens, such as `http://127.0.0.1:4566`. */
  endpoint: string;
  /** `…/{account}/{name}`. */
  queueUrl: string;
  region?: string;
  /** Messages for one invocation, 1 to 10; 10 unless told. */
  batchSize?: number;
  /** Invocations at a time; the function's own concurrency unless told. */
  maximumConcurrency?: number;
  /** Whether the function answers with `batchItemFailures`. */
  reportBatchItemFailures?: boolean;
  log: (line: string) => void;
}

/** A running event source mapping. */
export interface EventSource {
  /**
   * Takes no more messages and waits for what runs, at most `withinMs` (5 seconds unless told). What is abandoned
   * stays invisible until its visibility timeout, as after a crash. A receive under way may already hold messages, so
   * it is waited for as well, unless they may be abandoned: the queue is gone with its process.
   */
  stop(withinMs?: number, receives?: 'finish' | 'abandon'): Promise<void>;
}

// Short, for stop() lets receives come to their end: an aborted one may already hold messages.
const WAIT_SECONDS = 1;
// The busier the function, the longer a batch is gathered, so that a few warm environments get full batches: not at all
// while it is idle, and always for less than wake-ups of second precision come early.
const GATHERING_MS = { each: 50, most: 250 };
const PAUSE_AFTER_ERROR_MS = 500;
// Messages in hand wait so long for an environment that something else took meanwhile.
const MAX_WAIT_FOR_ENVIRONMENT_MS = 10_000;

/**
 * Maps a queue to a function as Lambda does: messages are received only when an environment is free for them, deleted
 * when they succeeded, and left to their visibility timeout when not.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function startEventSource(options: EventSourceOptions): EventSource {
  const { function: fn, endpoint, queueUrl, log } = options;
  const { region = 'us-east-1', batchSize = 10, maximumConcurrency = Infinity } = options;
  const queueArn = ['arn:aws:sqs', region, ...queueUrl.split('/').slice(-2)].join(':');
  const sqs = new SQSClient({
    ...localClient(endpoint),
    region,
    useQueueUrlAsEndpoint: false,
    maxAttempts: 1,
    md5: false,
  });
  const abandon = new AbortController();
  const changed = new Signal();
  const unsubscribe = fn.released.subscribe(() => changed.notify());
  const stopping = new AbortController();
  const receiving = new AbortController();
  let running = 0;

  const mayReceive = () => running < maximumConcurrency && fn.free() > 0;

  /** A batch: the first that come, and those that follow them closely. */
  async function gather(): Promise<Message[]> {
    const first = await receive(batchSize, WAIT_SECONDS);
    if (running === 0 || first.length === 0 || first.length === batchSize) return first;
    await sleep(Math.min(running * GATHERING_MS.each, GATHERING_MS.most));
    return [...first, ...(await receive(batchSize - first.length, 0).catch(() => []))];
  }

  async function receive(most: number, seconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: most,
      WaitTimeSeconds: seconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await sqs.send(command, { abortSignal: receiving.signal });
    return Messages;
  }

  async function succeeded(messages: Message[]): Promise<Message[]> {
    const event = JSON.stringify(sqsEvent(messages, queueArn, region));
    const result = await fn.invoke(event, { waitMs: MAX_WAIT_FOR_ENVIRONMENT_MS });
    if (result.functionError) return [];
    if (!options.reportBatchItemFailures) return messages;
    const failed = failedMessageIds(
      result.payload,
      messages.map(({ MessageId = '' }) => MessageId),
    );
    return messages.filter(({ MessageId = '' }) => !failed.has(MessageId));
  }

  async function handle(messages: Message[]): Promise<void> {
    const done = await succeeded(messages);
    if (done.length === 0) return;
    const Entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const command = new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries });
    const { Failed = [] } = await sqs.send(command, { abortSignal: abandon.signal });
    for (const { Code, Message } of Failed) log(`A message was not deleted: ${Code} ${Message}`);
  }

  function begin(messages: Message[]): void {
    running += 1;
    handle(messages)
      .catch((cause: unknown) => log(`${messages.length} messages left in ${queueUrl}: ${String(cause)}`))
      .finally(() => {
        running -= 1;
        changed.notify();
      });
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      if (!mayReceive()) {
        await changed.next();
        continue;
      }
      const messages = await gather().catch((cause: unknown) => cause);
      if (Array.isArray(messages)) {
        if (messages.length > 0) begin(messages);
      } else if (!receiving.signal.aborted) {
        log(`Cannot receive from ${queueUrl}: ${String(messages)}`);
        await sleep(PAUSE_AFTER_ERROR_MS, undefined, { signal: stopping.signal }).catch(() => {});
      }
    }
  }

  const polling = poll();

  async function drained(): Promise<void> {
    await polling;
    while (running > 0) await changed.next();
  }

  return {
    async stop(withinMs = 5_000, receives = 'finish') {
      stopping.abort();
      if (receives === 'abandon') receiving.abort();
      changed.notify();
      const bound = new AbortController();
      const tooLong = sleep(withinMs, undefined, { signal: bound.signal }).catch(() => {});
      await Promise.race([drained(), tooLong]);
      bound.abort();
      receiving.abort();
      abandon.abort();
      unsubscribe();
      sqs.destroy();
    },
  };
}
