import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { WakeUpQueue } from '../../core/ports/wake-up-queue.ts';

/** Longest time a message can be made invisible (SQS API: ChangeMessageVisibility), seconds. */
const VISIBILITY_MAX = 43_200;

/** The wake-ups queue. */
export class SqsQueue implements WakeUpQueue {
  private readonly client: SQSClient;
  private readonly url: string;

  constructor(client: SQSClient, url: string) {
    this.client = client;
    this.url = url;
  }

  async send(body: string, delay: number): Promise<void> {
    if (!Number.isInteger(delay) || delay < 0 || delay > 900) {
      throw new RangeError(`DelaySeconds must be an integer from 0 to 900, got ${delay}`);
    }
    await this.client.send(
      new SendMessageCommand({ QueueUrl: this.url, MessageBody: body, DelaySeconds: delay }),
    );
  }

  /** Lets a received message come back after `ms` unless it is deleted before. */
  async hold(receiptHandle: string, ms: number): Promise<void> {
    const seconds = Math.min(VISIBILITY_MAX, Math.max(0, Math.ceil(ms / 1000)));
    const message = { QueueUrl: this.url, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds };
    await this.client.send(new ChangeMessageVisibilityCommand(message));
  }
}
