import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource, type SqsEventSourceProps } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Lane } from '../core/messages/wake-up.ts';
import { laneConcurrency, mostPollers } from './lane-concurrency.ts';
import type { ProvisionedPollers } from './scale-props.ts';

/** What bounds the batches of a queue that are at work at once: their number, or that of the pollers. */
type Bound = Pick<SqsEventSourceProps, 'maxConcurrency' | 'provisionedPollerConfig'>;

/** The most Lambda hands over without a batching window (docs/time.md, 8). */
const BATCH_SIZE = 10;

/**
 * Feeds `queue` to `handler` the moment messages come, each message succeeding or failing by itself.
 * @param batchSize messages of one invocation at most
 */
export function consume(queue: IQueue, handler: IFunction, bound: Bound = {}, batchSize = BATCH_SIZE): void {
  handler.addEventSource(
    new SqsEventSource(queue, {
      batchSize,
      // Waiting for more messages would be lag; a FIFO queue has no such window.
      ...(!queue.fifo && { maxBatchingWindow: Duration.seconds(0) }),
      reportBatchItemFailures: true,
      ...bound,
    }),
  );
}

export interface LaneProps {
  /** Batches of all lanes at work at once. */
  maximumConcurrency: number;
  /** Of the lanes of runs, for which they take the place of a bound of Lambda's own. */
  provisionedPollers?: ProvisionedPollers | undefined;
}

/** Feeds the queue of each lane to the executor, within the lane's share of all batches. */
export function feedLanes(
  queues: Record<Lane, IQueue>,
  executor: IFunction,
  { maximumConcurrency, provisionedPollers }: LaneProps,
): void {
  const { main, slow, alone, bulk } = laneConcurrency(maximumConcurrency);
  consume(queues.main, executor, boundOf(main, provisionedPollers?.main));
  consume(queues.slow, executor, boundOf(slow, provisionedPollers?.slow));
  consume(queues.alone, executor, boundOf(alone), 1);
  consume(queues.bulk, executor, boundOf(bulk));
}

/** Lambda takes one of the two. */
function boundOf(maxConcurrency: number, minimumPollers?: number): Bound {
  if (minimumPollers === undefined) return { maxConcurrency };
  return { provisionedPollerConfig: { minimumPollers, maximumPollers: mostPollers(maxConcurrency) } };
}
