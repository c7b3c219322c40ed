import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { defined } from '../contract/plain-data.ts';

/** The most Lambda hands over without a batching window (docs/time.md, 8). */
const BATCH_SIZE = 10;

/**
 * Feeds `queue` to `handler` the moment messages come, each message succeeding or failing by itself.
 * @param batchSize messages of one invocation at most
 */
export function consume(
  queue: IQueue,
  handler: IFunction,
  maximumConcurrency?: number,
  batchSize = BATCH_SIZE,
): void {
  handler.addEventSource(
    new SqsEventSource(queue, {
      batchSize,
      // Waiting for more messages would be lag; a FIFO queue has no such window.
      ...(!queue.fifo && { maxBatchingWindow: Duration.seconds(0) }),
      reportBatchItemFailures: true,
      ...defined({ maxConcurrency: maximumConcurrency }),
    }),
  );
}
