import { GetQueueAttributesCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Lane, WakeUpQueue } from '../../core/ports/wake-up-queue.ts';
import { holdMessage } from './hold-message.ts';
import type { Patience } from './patient.ts';

/** The queues of wake-ups, one for each lane. */
export class SqsQueue implements WakeUpQueue {
  private readonly client: SQSClient;
  private readonly urls: Record<Lane, string>;
  private readonly patience: Patience;

  constructor(client: SQSClient, urls: Record<Lane, string>, patience: Patience) {
    this.client = client;
    this.urls = urls;
    this.patience = patience;
  }

  async send(body: string, delay: number, lane: Lane = 'main'): Promise<void> {
    if (!Number.isInteger(delay) || delay < 0 || delay > 900) {
      throw new RangeError(`DelaySeconds must be an integer from 0 to 900, got ${delay}`);
    }
    const command = new SendMessageCommand({
      QueueUrl: this.urls[lane],
      MessageBody: body,
      DelaySeconds: delay,
    });
    await this.patience.call(() => this.client.send(command));
  }

  async backlog(): Promise<number> {
    const waiting = await Promise.all(Object.values(this.urls).map((url) => this.waitingIn(url)));
    return waiting.reduce((sum, count) => sum + count, 0);
  }

  private async waitingIn(url: string): Promise<number> {
    const name = 'ApproximateNumberOfMessages';
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [name] });
    const { Attributes: found = {} } = await this.patience.call(() => this.client.send(command));
    return Number(found[name]);
  }

  /** Lets a received message come back after `ms` unless it is deleted before. */
  async hold(receiptHandle: string, ms: number, lane: Lane): Promise<void> {
    await this.patience.call(() => holdMessage(this.client, this.urls[lane], receiptHandle, ms));
  }
}
