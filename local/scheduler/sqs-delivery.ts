import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { localClient } from '../names.ts';
import type { Deliver } from './delivery.ts';

/** A target that is not an SQS queue. */
export class NotAQueueError extends Error {
  readonly code = 'NOT_A_QUEUE';

  constructor(arn: string) {
    super(`${arn} is not an SQS queue.`);
    this.name = 'NotAQueueError';
  }
}

/** Where the queues are. */
export interface SqsDeliveryOptions {
  /** Such as `http://127.0.0.1:4566`; queues are at `/000000000000/NAME` below it. */
  readonly endpoint: string;
  readonly region?: string;
}

/** The name of the queue an ARN names, or null. */
export function queueNameOf(arn: string): string | null {
  return /^arn:aws(?:-[a-z]+)?:sqs:[a-z0-9-]+:\d{12}:([\w.-]+)$/.exec(arn)?.[1] ?? null;
}

/**
 * Delivers to the queues of one SQS endpoint, each attempt once: trying again is the retry policy's affair.
 * Rejects with NotAQueueError for any other target.
 */
export function sqsDelivery({ endpoint, region = 'us-east-1' }: SqsDeliveryOptions): Deliver {
  const client = new SQSClient({
    ...localClient(endpoint),
    region,
    maxAttempts: 1,
  });
  return async ({ arn, input, messageGroupId, messageAttributes = {} }) => {
    const queue = queueNameOf(arn);
    if (queue === null) throw new NotAQueueError(arn);
    const attributes = Object.entries(messageAttributes).map(
      ([name, StringValue]) => [name, { DataType: 'String', StringValue }] as const,
    );
    await client.send(
      new SendMessageCommand({
        QueueUrl: `${endpoint.replace(/\/$/, '')}/000000000000/${queue}`,
        MessageBody: input,
        ...(messageGroupId === undefined ? {} : { MessageGroupId: messageGroupId }),
        ...(attributes.length === 0 ? {} : { MessageAttributes: Object.fromEntries(attributes) }),
      }),
    );
  };
}
