import type { Logger } from '@aws-lambda-powertools/logger';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type DeliveryPorts, deliver } from '../../core/usecases/deliver.ts';
import { readDelivery } from '../../core/webhooks/delivery.ts';
import { deliveryDelay } from '../../core/webhooks/delivery-policy.ts';

/** What the sender works with. */
export interface SenderSetup {
  ports: DeliveryPorts;
  /** Makes a received message come back after `ms` unless it is deleted before. */
  hold(receiptHandle: string, ms: number): Promise<void>;
  logger: Logger;
}

/**
 * Makes the deliveries of a batch: groups side by side, each in its order. After a failure the rest of its group is
 * returned with it, as otherwise a later one would overtake it.
 */
export function createHandler(setup: SenderSetup) {
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const groups = Map.groupBy(event.Records, (record) => record.attributes.MessageGroupId);
    const returned = await Promise.all([...groups.values()].map((group) => inOrder(group, setup)));
    return { batchItemFailures: returned.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
}

/** @returns what is left of the group */
async function inOrder(group: readonly SQSRecord[], setup: SenderSetup): Promise<readonly SQSRecord[]> {
  for (const [index, record] of group.entries()) {
    const delay = await attempt(record, setup);
    if (delay === undefined) continue;
    const left = group.slice(index);
    // The last first: while one is hidden, SQS gives out nothing of the group that was sent after it.
    for (const { receiptHandle } of left.toReversed())
      await setup.hold(receiptHandle, delay).catch(() => undefined);
    return left;
  }
  return [];
}

/** @returns how long until the next attempt, ms; undefined when the message has done its work */
async function attempt(record: SQSRecord, { ports, logger }: SenderSetup): Promise<number | undefined> {
  const { messageId, body, attributes } = record;
  const delivery = readDelivery(body);
  if (!delivery) {
    logger.error('a message that is no delivery was dropped', { messageId });
    return undefined;
  }
  const receives = Number(attributes.ApproximateReceiveCount);
  try {
    return await deliver(delivery, { sentAt: Number(attributes.SentTimestamp), receives }, ports);
  } catch (error) {
    const { webhook_id, notice_id } = delivery;
    logger.error('a delivery is returned', { error, webhook_id, notice_id, receives });
    return deliveryDelay(receives, ports.random);
  }
}
