import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { systemRandom } from '../adapters/aws/clock.ts';
import { Crowds } from '../adapters/aws/crowds.ts';
import { DynamoAuditStore } from '../adapters/aws/dynamo-audit-store.ts';
import { DynamoBulkStore } from '../adapters/aws/dynamo-bulk-store.ts';
import { DynamoHistoryStore } from '../adapters/aws/dynamo-history-store.ts';
import { DynamoHoldStore, RecentHolds } from '../adapters/aws/dynamo-hold-store.ts';
import { DynamoIdempotencyStore } from '../adapters/aws/dynamo-idempotency-store.ts';
import { DynamoJobStore } from '../adapters/aws/dynamo-job-store.ts';
import { DynamoLimiter } from '../adapters/aws/dynamo-limiter.ts';
import { DynamoNameStore } from '../adapters/aws/dynamo-name-store.ts';
import { DynamoProgressStore } from '../adapters/aws/dynamo-progress-store.ts';
import { DynamoRunStore } from '../adapters/aws/dynamo-run-store.ts';
import { DynamoSlowScopes } from '../adapters/aws/dynamo-slow-scopes.ts';
import { DynamoStatsStore } from '../adapters/aws/dynamo-stats-store.ts';
import { DynamoTable } from '../adapters/aws/dynamo-table.ts';
import { DynamoWebhookStore } from '../adapters/aws/dynamo-webhook-store.ts';
import { EventBridgeScheduler } from '../adapters/aws/event-bridge-scheduler.ts';
import type { Patience } from '../adapters/aws/patient.ts';
import { SqsDeliveryQueue } from '../adapters/aws/sqs-delivery-queue.ts';
import { SqsQueue } from '../adapters/aws/sqs-queue.ts';
import type { Config } from '../contract/config.ts';
import type { Ports } from '../core/ports/ports.ts';
import type { ProgressStore } from '../core/ports/progress-store.ts';
import type { SlowScopes } from '../core/ports/queues.ts';
import type { Telemetry } from '../core/ports/telemetry.ts';
import { MaintenanceWindows, withWindows } from '../core/usecases/maintain/maintenance-windows.ts';
import { Env, required, requiredNumber, retention } from './environment.ts';
import { noPatience } from './invocation.ts';
import { clientSettings, tableClient, unlogged, workerClock } from './own-clients.ts';

/** The ports, and what only functions reach. */
type AwsPorts = Ports & {
  queue: SqsQueue;
  slowScopes: SlowScopes;
  crowds: Crowds;
  progress: ProgressStore;
  /** The smallest call of the table, which finds nothing and is made once. */
  touch(): Promise<unknown>;
};

/**
 * The ports on AWS, as the environment of a function says where everything is, by how long a refused call is repeated.
 * @param config whose maintenance windows are among the holds
 */
export function awsPorts(
  telemetry: Telemetry,
  config: Config = { products: {} },
): (patience: Patience) => AwsPorts {
  const dynamoDb = tableClient();
  const sqs = unlogged(new SQSClient(clientSettings()));
  const schedulerClient = unlogged(new SchedulerClient(clientSettings()));
  const tableName = required(Env.tableName);
  const hasty = new DynamoTable(dynamoDb, tableName, noPatience);
  const once = new DynamoBulkStore(hasty);
  const slowScopes = new DynamoSlowScopes(hasty, workerClock);
  const crowds = new Crowds(slowScopes, new DynamoLimiter(hasty), workerClock);
  const recentHolds = new RecentHolds(hasty, workerClock);
  const windows = new MaintenanceWindows(config, workerClock);
  return (patience) => {
    const table = new DynamoTable(dynamoDb, tableName, patience);
    return {
      jobs: new DynamoJobStore(table, workerClock, retention(), telemetry, requiredNumber(Env.jobShards)),
      history: new DynamoHistoryStore(table, workerClock, retention()),
      runs: new DynamoRunStore(table, workerClock, retention(), requiredNumber(Env.jobShards)),
      bulks: new DynamoBulkStore(table),
      holds: withWindows(new DynamoHoldStore(table, recentHolds), windows),
      audit: new DynamoAuditStore(table, workerClock, retention(), telemetry),
      names: new DynamoNameStore(table, telemetry),
      stats: new DynamoStatsStore(table),
      keys: new DynamoIdempotencyStore(table),
      slowScopes,
      crowds,
      limiter: new DynamoLimiter(table),
      progress: new DynamoProgressStore(table, workerClock, retention()),
      queue: new SqsQueue(
        sqs,
        {
          main: required(Env.queueUrl),
          slow: required(Env.slowQueueUrl),
          alone: required(Env.aloneQueueUrl),
          bulk: required(Env.bulkQueueUrl),
        },
        patience,
        slowScopes,
        workerClock,
        crowds,
      ),
      webhooks: new DynamoWebhookStore(
        table,
        workerClock,
        requiredNumber(Env.webhookListSeconds) * 1000,
        telemetry,
      ),
      deliveries: new SqsDeliveryQueue(sqs, required(Env.webhookQueueUrl), patience),
      scheduler: new EventBridgeScheduler(
        schedulerClient,
        {
          group: required(Env.scheduleGroup),
          queueArns: { main: required(Env.queueArn), bulk: required(Env.bulkQueueArn) },
          deadLetterQueueArn: required(Env.deadLetterQueueArn),
          roleArn: required(Env.schedulerRoleArn),
        },
        patience,
      ),
      clock: workerClock,
      random: systemRandom,
      telemetry,
      touch: () => once.get('none'),
      settings: {
        nearBound: requiredNumber(Env.nearBoundSeconds) * 1000,
        maxTimeout: requiredNumber(Env.maxTimeoutMs),
      },
    };
  };
}
