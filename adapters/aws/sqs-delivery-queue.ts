import { SendMessageBatchCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeliveryQueue } from '../../core/ports/delivery-queue.ts';
import { type Delivery, groupOf, identityOf } from '../../core/webhooks/delivery.ts';
import { holdMessage } from './hold-message.ts';

/** Most messages of one SendMessageBatch (SQS API). */
const BATCH = 10;

/** Deliveries on a FIFO queue, a message group for each job and webhook. */
export class SqsDeliveryQueue implements DeliveryQueue {
  private readonly client: SQSClient;
  private readonly url: string;

  constructor(client: SQSClient, url: string) {
    this.client = client;
    this.url = url;
  }

  async send(deliveries: readonly Delivery[]): Promise<void> {
    for (let from = 0; from < deliveries.length; from += BATCH) {
      const entries = deliveries.slice(from, from + BATCH).map((delivery, index) => ({
        Id: String(index),
        ...messageOf(delivery, identityOf(delivery)),
      }));
      const { Failed: failed = [] } = await this.client.send(
        new SendMessageBatchCommand({ QueueUrl: this.url, Entries: entries }),
      );
      const [first] = failed;
      if (!first) continue;
      throw new Error(`${failed.length} of ${entries.length} deliveries were not sent: ${first.Code}`);
    }
  }

  /** Sends one delivery under an id of its own: the same again within five minutes is one. */
  async sendAs(delivery: Delivery, id: string): Promise<void> {
    await this.client.send(new SendMessageCommand({ QueueUrl: this.url, ...messageOf(delivery, id) }));
  }

  /** Lets a received message come back after `ms` unless it is deleted before; its group waits with it. */
  async hold(receiptHandle: string, ms: number): Promise<void> {
    await holdMessage(this.client, this.url, receiptHandle, ms);
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
