import type { Message } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Lane } from '../../core/messages/wake-up.ts';

/** A message as it came off a queue. */
export interface Received {
  messageId: string;
  receiptHandle: string;
  body: string;
  /** How often it has been received, from 1. */
  receives: number;
  group: string | undefined;
  lane: Lane;
}

/** What Lambda handed over. */
export const receivedIn = (
  lane: Lane,
  { messageId, receiptHandle, body, attributes }: SQSRecord,
): Received => ({
  messageId,
  receiptHandle,
  body,
  receives: Number(attributes.ApproximateReceiveCount),
  group: attributes.MessageGroupId,
  lane,
});

/** What the executor took itself. */
export const receivedFrom = (
  lane: Lane,
  { MessageId = '', ReceiptHandle = '', Body = '', Attributes = {} }: Message,
): Received => ({
  messageId: MessageId,
  receiptHandle: ReceiptHandle,
  body: Body,
  receives: Number(Attributes.ApproximateReceiveCount ?? 1),
  group: Attributes.MessageGroupId,
  lane,
});
