import {
  DeleteMessageCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { NoCapacity } from '../../core/errors/run-error.ts';
import type { Delivery, DeliveryQueue } from '../../core/ports/queues.ts';
import { groupOf, identityOf } from '../../core/webhooks/delivery.ts';
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

  async send(deliveries: readonly Delivery[]): Promise<number> {
    let sent = 0;
    while (sent < deliveries.length) {
      const batch = ofOtherGroups(deliveries.slice(sent, sent + BATCH));
      const certain = await this.sendBatch(batch.map(entryOf));
      sent += certain;
      if (certain < batch.length) break;
    }
    return sent;
  }

  /**
   * Entries that were refused are sent again, as a group waits for its first.
   * @returns how many of the first were taken
   */
  private async sendBatch(entries: SendMessageBatchRequestEntry[]): Promise<number> {
    let left = entries;
    try {
      for (const tries = this.patience.begin(); left.length > 0; ) {
        const command = new SendMessageBatchCommand({ QueueUrl: this.url, Entries: left });
        const { Failed: failed = [] } = await tries.call(() => this.client.send(command));
        const refused = new Set(failed.map(({ Id }) => Id));
        left = left.filter(({ Id }) => refused.has(Id));
        if (left.length > 0) await tries.pause('capacity');
      }
      return entries.length;
    } catch (error) {
      if (!(error instanceof NoCapacity)) throw error;
      return entries.indexOf(left[0] as SendMessageBatchRequestEntry);
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

/**
 * The first of them up to the second of a group: the entries of a batch are refused one by one, and a later one of a group that was
 * taken before an earlier one would overtake it.
 */
function ofOtherGroups(deliveries: readonly Delivery[]): readonly Delivery[] {
  const groups = deliveries.map(groupOf);
  const again = groups.findIndex((group, i) => groups.indexOf(group) < i);
  return again < 0 ? deliveries : deliveries.slice(0, again);
}

function entryOf(delivery: Delivery, index: number): SendMessageBatchRequestEntry {
  return { Id: String(index), ...messageOf(delivery, identityOf(delivery)) };
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
