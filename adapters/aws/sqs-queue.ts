import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { WakeUpQueue } from '../../core/ports/wake-up-queue.ts';
import { holdMessage } from './hold-message.ts';

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
    await holdMessage(this.client, this.url, receiptHandle, ms);
  }
}
