import {
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Patience } from './patient.ts';

/** Most messages of one SendMessageBatch (SQS API). */
export const SQS_BATCH = 10;

/** A message of a batch. */
export type BatchMessage = Omit<SendMessageBatchRequestEntry, 'Id'>;

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
  const tries = patience.begin();
  let left = messages.map((message, index) => ({ Id: String(index), ...message }));
  while (left.length > 0) {
    const command = new SendMessageBatchCommand({ QueueUrl: url, Entries: left });
    const { Failed: failed = [] } = await tries.call(() => client.send(command));
    const refused = new Set(failed.map(({ Id }) => Id));
    for (const { Id } of left) if (!refused.has(Id)) sent(Number(Id));
    const fault = failed.find(({ SenderFault }) => SenderFault);
    if (fault) throw new Error(`${failed.length} of ${left.length} messages were not sent: ${fault.Code}`);
    left = left.filter(({ Id }) => refused.has(Id));
    if (left.length > 0) await tries.pause('capacity');
  }
}
