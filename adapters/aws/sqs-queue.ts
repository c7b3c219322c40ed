import { GetQueueAttributesCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { WakeUpQueue } from '../../core/ports/wake-up-queue.ts';
import { holdMessage } from './hold-message.ts';
import type { Patience } from './patient.ts';

/** The wake-ups queue. */
export class SqsQueue implements WakeUpQueue {
  private readonly client: SQSClient;
  private readonly url: string;
  private readonly patience: Patience;

  constructor(client: SQSClient, url: string, patience: Patience) {
    this.client = client;
    this.url = url;
    this.patience = patience;
  }

  async send(body: string, delay: number): Promise<void> {
    if (!Number.isInteger(delay) || delay < 0 || delay > 900) {
      throw new RangeError(`DelaySeconds must be an integer from 0 to 900, got ${delay}`);
    }
    const command = new SendMessageCommand({ QueueUrl: this.url, MessageBody: body, DelaySeconds: delay });
    await this.patience.call(() => this.client.send(command));
  }

  async backlog(): Promise<number> {
    const name = 'ApproximateNumberOfMessages';
    const command = new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: [name] });
    const { Attributes: found = {} } = await this.patience.call(() => this.client.send(command));
    return Number(found[name]);
  }

  /** Lets a received message come back after `ms` unless it is deleted before. */
  async hold(receiptHandle: string, ms: number): Promise<void> {
    await this.patience.call(() => holdMessage(this.client, this.url, receiptHandle, ms));
  }
}
