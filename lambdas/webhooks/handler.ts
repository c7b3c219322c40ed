import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Limiter } from '../../core/ports/limiter.ts';
import type { Delivery } from '../../core/ports/queues.ts';
import { BatchSlots } from '../../core/webhooks/batch-slots.ts';
import { type DeliveryPorts, deliver } from '../../core/webhooks/deliver.ts';
import { readDelivery } from '../../core/webhooks/delivery.ts';
import { deliveryDelay } from '../../core/webhooks/delivery-policy.ts';
import { SLOW_AFTER } from '../../core/webhooks/sender-slot.ts';

/** What the sender works with. */
export interface SenderSetup {
  ports: Omit<DeliveryPorts, 'slots'>;
  limiter: Limiter;
  /** Makes a received message come back after `ms` unless it is deleted before. */
  hold(receiptHandle: string, ms: number): Promise<void>;
  /** Deletes a message whose work is done. */
  remove(receiptHandle: string): Promise<void>;
  logger: Logger;
}

/** What the deliveries of one batch share. */
interface Batch extends Omit<SenderSetup, 'ports' | 'limiter'> {
  ports: DeliveryPorts;
  /** When it began, Unix ms. */
  began: number;
  /** Whether it holds more than one group. */
  isMixed: boolean;
}

/**
 * Makes the deliveries of a batch: groups side by side, each in its order. After a failure the rest of its group is
 * returned with it, as otherwise a later one would overtake it.
 */
export function createHandler(setup: SenderSetup) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const groups = Map.groupBy(event.Records, (record) => record.attributes.MessageGroupId);
    const { limiter, ports, ...rest } = setup;
    const [first] = event.Records;
    const name = `${first?.messageId}.${first?.attributes.ApproximateReceiveCount}`;
    const slots = new BatchSlots(name, limiter, ports.clock);
    const batch = { ...rest, ports: { ...ports, slots }, began: ports.clock.now(), isMixed: groups.size > 1 };
    const returned = await Promise.all([...groups.values()].map((group) => inOrder(group, batch)));
    return { batchItemFailures: returned.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** @returns what is left of the group */
async function inOrder(group: readonly SQSRecord[], batch: Batch): Promise<readonly SQSRecord[]> {
  for (const [index, record] of group.entries()) {
    // A group of slow deliveries continues in another batch, as the others of this one wait for its end.
    const isLate = index > 0 && batch.ports.clock.now() - batch.began > SLOW_AFTER;
    const delay = isLate ? 0 : await attempt(record, batch);
    if (delay === undefined) {
      await removeEarly(record, batch);
      continue;
    }
    const left = group.slice(index);
    // The last message first: while a message is hidden, SQS delivers none of its group that was sent later.
    for (const { receiptHandle } of left.toReversed())
      await batch.hold(receiptHandle, delay).catch(() => undefined);
    return left;
  }
  return [];
}

/** Lets the next delivery of a job go out though the batch waits for a slow receiver: Lambda deletes at its end only. */
async function removeEarly({ receiptHandle }: SQSRecord, { isMixed, ports, remove }: Batch): Promise<void> {
  if (isMixed && ports.slots.mayLast) await remove(receiptHandle).catch(() => undefined);
}

/** @returns how long until the next attempt, ms; undefined when the message has done its work */
async function attempt(record: SQSRecord, { ports, logger }: Batch): Promise<number | undefined> {
  const { messageId, body, attributes } = record;
  const receives = Number(attributes.ApproximateReceiveCount);
  let delivery: Delivery | undefined;
  try {
    delivery = readDelivery(body);
    if (!delivery) {
      logger.error('a message that is not a delivery was dropped', { messageId });
      return undefined;
    }
    return await deliver(delivery, { sentAt: Number(attributes.SentTimestamp), receives }, ports);
  } catch (error) {
    const { webhook_id, message_id } = delivery ?? {};
    logger.error('a delivery is returned', { error, messageId, webhook_id, message_id, receives });
    return deliveryDelay(receives, ports.random);
  }
}
