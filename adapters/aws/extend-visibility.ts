import { ChangeMessageVisibilityCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Longest time a message can be made invisible (SQS API: ChangeMessageVisibility), seconds. */
const VISIBILITY_MAX = 43_200;

/** Lets a received message come back after `ms` unless it is deleted before. */
export async function extendVisibility(
  client: SQSClient,
  url: string,
  receiptHandle: string,
  ms: number,
): Promise<void> {
  const seconds = Math.min(VISIBILITY_MAX, Math.max(0, Math.ceil(ms / 1000)));
  const message = { QueueUrl: url, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
  await client.send(new ChangeMessageVisibilityCommand(message));
}
