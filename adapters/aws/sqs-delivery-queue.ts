import {
  DeleteMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { Delivery, DeliveryQueue } from '../../core/ports/queues.ts';
import { deliveryBody, groupOf, identityOf } from '../../core/webhooks/delivery.ts';
import type { Patience } from './patient.ts';
import { extendVisibility } from './sqs-queue.ts';

/** Most messages of one SendMessageBatch (SQS API). */
const BATCH = 10;

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

  async send(deliveries: readonly Delivery[]): Promise<void> {
    for (let from = 0; from < deliveries.length; from += BATCH) {
      const entries = deliveries.slice(from, from + BATCH).map((delivery, index) => ({
        Id: String(index),
        ...messageOf(delivery, identityOf(delivery)),
      }));
      await this.sendBatch(entries);
    }
  }

  /** Entries that were refused though nothing is wrong with them are sent again, as a group waits for its first. */
  private async sendBatch(entries: SendMessageBatchRequestEntry[]): Promise<void> {
    const tries = this.patience.begin();
    for (let left = entries; left.length > 0; ) {
      const command = new SendMessageBatchCommand({ QueueUrl: this.url, Entries: left });
      const { Failed: failed = [] } = await tries.call(() => this.client.send(command));
      const fault = failed.find(({ SenderFault }) => SenderFault);
      if (fault)
        throw new Error(`${failed.length} of ${left.length} deliveries were not sent: ${fault.Code}`);
      const refused = new Set(failed.map(({ Id }) => Id));
      left = left.filter(({ Id }) => refused.has(Id));
      if (left.length > 0) await tries.pause('capacity');
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
    MessageBody: deliveryBody(delivery),
    MessageGroupId: groupOf(delivery),
    MessageDeduplicationId: id,
  };
}
