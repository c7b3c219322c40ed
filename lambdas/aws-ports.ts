import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoBulkStore } from '../adapters/aws/dynamo-bulk-store.ts';
import { DynamoHistoryStore } from '../adapters/aws/dynamo-history-store.ts';
import { DynamoIdempotencyStore } from '../adapters/aws/dynamo-idempotency-store.ts';
import { DynamoJobStore } from '../adapters/aws/dynamo-job-store.ts';
import { DynamoLimiter } from '../adapters/aws/dynamo-limiter.ts';
import { DynamoProgressStore } from '../adapters/aws/dynamo-progress-store.ts';
import { DynamoStatsStore } from '../adapters/aws/dynamo-stats-store.ts';
import { DynamoTable } from '../adapters/aws/dynamo-table.ts';
import { DynamoWebhookStore } from '../adapters/aws/dynamo-webhook-store.ts';
import { EventBridgeScheduler } from '../adapters/aws/event-bridge-scheduler.ts';
import { SqsDeliveryQueue } from '../adapters/aws/sqs-delivery-queue.ts';
import { SqsQueue } from '../adapters/aws/sqs-queue.ts';
import { systemRandom } from '../adapters/aws/system-clock.ts';
import type { Limiter } from '../core/ports/limiter.ts';
import type { Ports } from '../core/ports/ports.ts';
import type { ProgressStore } from '../core/ports/progress-store.ts';
import type { Telemetry } from '../core/ports/telemetry.ts';
import { Env } from './environment.ts';
import { required, requiredNumber, retention } from './settings.ts';
import { tableClient } from './table-client.ts';
import { clientSettings, workerClock } from './worker-clock.ts';

/** The ports, and what only functions reach. */
type AwsPorts = Ports & {
  queue: SqsQueue;
  limiter: Limiter;
  progress: ProgressStore;
  /** The smallest call of the table, which finds nothing. */
  touch(): Promise<unknown>;
};

/** The ports on AWS, as the environment of a function says where everything is. */
export function awsPorts(telemetry: Telemetry): AwsPorts {
  const table = new DynamoTable(tableClient(), required(Env.tableName));
  const sqs = new SQSClient(clientSettings());
  const bulks = new DynamoBulkStore(table);
  return {
    jobs: new DynamoJobStore(table, workerClock, retention(), telemetry),
    history: new DynamoHistoryStore(table, workerClock, retention()),
    bulks,
    stats: new DynamoStatsStore(table),
    keys: new DynamoIdempotencyStore(table),
    limiter: new DynamoLimiter(table),
    progress: new DynamoProgressStore(table, workerClock, retention()),
    queue: new SqsQueue(sqs, required(Env.queueUrl)),
    webhooks: new DynamoWebhookStore(table, workerClock, requiredNumber(Env.webhookListSeconds) * 1000),
    deliveries: new SqsDeliveryQueue(sqs, required(Env.webhookQueueUrl)),
    scheduler: new EventBridgeScheduler(new SchedulerClient(clientSettings()), {
      group: required(Env.scheduleGroup),
      queueArn: required(Env.queueArn),
      deadLetterQueueArn: required(Env.deadLetterQueueArn),
      roleArn: required(Env.schedulerRoleArn),
    }),
    clock: workerClock,
    random: systemRandom,
    telemetry,
    touch: () => bulks.get('none'),
    settings: { nearBound: requiredNumber(Env.nearBoundSeconds) * 1000 },
  };
}
