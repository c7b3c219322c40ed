import { DeleteMessageCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { NoCapacity } from '../../core/errors/run-error.ts';
import type { Delivery, DeliveryQueue } from '../../core/ports/queues.ts';
import { deliveryBody, groupOf, identityOf } from '../../core/webhooks/delivery.ts';
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

  async send(deliveries: readonly Delivery[]): Promise<number> {
    let sent = 0;
    while (sent < deliveries.length) {
      const some = ofOtherGroups(deliveries.slice(sent, sent + SQS_BATCH));
      const taken = await this.sendSome(some);
      sent += taken;
      if (taken < some.length) break;
    }
    return sent;
  }

  /** @returns how many of the first were taken */
  private async sendSome(some: readonly Delivery[]): Promise<number> {
    const messages = some.map((delivery) => messageOf(delivery, identityOf(delivery)));
    const taken = messages.map(() => false);
    try {
      await sendBatch(this.client, this.url, messages, this.patience, (index) => {
        taken[index] = true;
      });
    } catch (error) {
      if (!(error instanceof NoCapacity)) throw error;
    }
    const first = taken.indexOf(false);
    return first < 0 ? some.length : first;
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

function messageOf(delivery: Delivery, id: string) {
  return {
    MessageBody: deliveryBody(delivery),
    MessageGroupId: groupOf(delivery),
    MessageDeduplicationId: id,
  };
}
