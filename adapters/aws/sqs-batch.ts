import {
  type BatchResultErrorEntry,
  ChangeMessageVisibilityBatchCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Patience } from './patient.ts';

/** Most messages of one SendMessageBatch (SQS API). */
export const SQS_BATCH = 10;

/** A message of a batch. */
export type BatchMessage = Omit<SendMessageBatchRequestEntry, 'Id'>;

/** When a received message comes back. */
export interface Hold {
  ReceiptHandle: string;
  /** From now, seconds. */
  VisibilityTimeout: number;
}

type Entry<T> = T & { Id: string };

/**
 * Sends at most ten messages in one call. Those that are refused though nothing is wrong with them are sent again, in their order.
 * @param sent is told the index of each message that is on the queue
 * @throws Error where SQS will never take one, NoCapacity when the patience is over; others may have been sent
 */
export async function sendBatch(
  client: SQSClient,
  url: string,
  messages: readonly BatchMessage[],
  patience: Patience,
  sent: (index: number) => void = () => undefined,
): Promise<void> {
  const send = (Entries: Entry<BatchMessage>[]) =>
    client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
  await callBatch(messages, send, patience, sent);
}

/**
 * Lets at most ten received messages come back after their times unless they are deleted before, in one call.
 * @param held is told the index of each that will
 * @throws Error where a message is not there any more, NoCapacity when the patience is over
 */
export async function holdBatch(
  client: SQSClient,
  url: string,
  holds: readonly Hold[],
  patience: Patience,
  held: (index: number) => void,
): Promise<void> {
  const hold = (Entries: Entry<Hold>[]) =>
    client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries }));
  await callBatch(holds, hold, patience, held);
}

/** Calls for entries until all are done but those that are wrong. */
async function callBatch<T>(
  wanted: readonly T[],
  call: (entries: Entry<T>[]) => Promise<{ Failed?: BatchResultErrorEntry[] | undefined }>,
  patience: Patience,
  done: (index: number) => void,
): Promise<void> {
  const tries = patience.begin();
  let left = wanted.map((each, index) => ({ Id: String(index), ...each }));
  while (left.length > 0) {
    const entries = left;
    const { Failed: failed = [] } = await tries.call(() => call(entries));
    const refused = new Set(failed.map(({ Id }) => Id));
    for (const { Id } of left) if (!refused.has(Id)) done(Number(Id));
    const fault = failed.find(({ SenderFault }) => SenderFault);
    if (fault) throw new Error(`${failed.length} of ${left.length} messages were refused: ${fault.Code}`);
    left = left.filter(({ Id }) => refused.has(Id));
    if (left.length > 0) await tries.pause('capacity');
  }
}
