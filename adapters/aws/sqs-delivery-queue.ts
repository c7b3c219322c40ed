import { DeleteMessageCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Delivery, DeliveryQueue } from '../../core/ports/queues.ts';
import { groupOf, identityOf } from '../../core/webhooks/delivery.ts';
import type { Patience } from './patient.ts';
import { SQS_BATCH, sendBatch } from './sqs-batch.ts';
import { extendVisibility } from './sqs-queue.ts';

/** Deliveries on a FIFO queue, a message group for each job and webhook. */
export class SqsDeliveryQueue implements DeliveryQueue {
  private readonly client: SQSClient;
  private readonly url: string;
  private readonly patience: Patience;

  constructor(client: SQSClient, url: string, patience: Patience) {
    this.client = client;
    this.url = url;
    this.patience = patience;
  }

  /** One batch after the other, as a group waits for its first. */
  async send(deliveries: readonly Delivery[]): Promise<void> {
    for (let from = 0; from < deliveries.length; from += SQS_BATCH) {
      const some = deliveries.slice(from, from + SQS_BATCH);
      const messages = some.map((delivery) => messageOf(delivery, identityOf(delivery)));
      await sendBatch(this.client, this.url, messages, this.patience);
    }
  }

  /** Sends one delivery under an id of its own: the same again within five minutes is one. */
  async sendAs(delivery: Delivery, id: string): Promise<void> {
    const command = new SendMessageCommand({ QueueUrl: this.url, ...messageOf(delivery, id) });
    await this.patience.call(() => this.client.send(command));
  }

  /** Lets a received message come back after `ms` unless it is deleted before; its group waits with it. */
  async hold(receiptHandle: string, ms: number): Promise<void> {
    await this.patience.call(() => extendVisibility(this.client, this.url, receiptHandle, ms));
  }

  /** Deletes a received message, which lets its group go on. */
  async remove(receiptHandle: string): Promise<void> {
    const command = new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle: receiptHandle });
    await this.patience.call(() => this.client.send(command));
  }
}

function messageOf(delivery: Delivery, id: string) {
  return {
    MessageBody: JSON.stringify(delivery).replaceAll(/[^ -~]/g, escaped),
    MessageGroupId: groupOf(delivery),
    MessageDeduplicationId: id,
  };
}

/** SQS refuses some characters that JSON lets through, such as U+FFFE: ASCII is safe everywhere. */
function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
