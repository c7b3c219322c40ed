import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Env } from '../lambdas/environment.ts';
import { METRIC_NAMESPACE } from '../lambdas/metric-names.ts';
import { maxTimeoutOf, type Settings } from './job-scheduler-props.ts';
import type { JobSchedules } from './schedule-group.ts';
import type { WebhookDelivery } from './webhook-delivery.ts';

/** The parts of a scheduler that its functions reach. */
export interface EngineParts {
  table: ITable;
  queue: Queue;
  slowQueue: Queue;
  aloneQueue: Queue;
  bulkQueue: Queue;
  deadLetterQueue: Queue;
  schedules: JobSchedules;
  webhooks: WebhookDelivery;
}

/** What the functions of the engine are told by their environment: where everything is, and what was set. */
export function engineEnvironment(
  scheduler: EngineParts,
  settings: Settings,
  serviceName: string,
): Record<string, string> {
  return {
    [Env.tableName]: scheduler.table.tableName,
    [Env.queueUrl]: scheduler.queue.queueUrl,
    [Env.queueArn]: scheduler.queue.queueArn,
    [Env.slowQueueUrl]: scheduler.slowQueue.queueUrl,
    [Env.slowQueueArn]: scheduler.slowQueue.queueArn,
    [Env.aloneQueueUrl]: scheduler.aloneQueue.queueUrl,
    [Env.aloneQueueArn]: scheduler.aloneQueue.queueArn,
    [Env.bulkQueueUrl]: scheduler.bulkQueue.queueUrl,
    [Env.bulkQueueArn]: scheduler.bulkQueue.queueArn,
    [Env.deadLetterQueueArn]: scheduler.deadLetterQueue.queueArn,
    [Env.scheduleGroup]: scheduler.schedules.group.scheduleGroupName,
    [Env.schedulerRoleArn]: scheduler.schedules.role.roleArn,
    // By reference: the functions come after the schedule, so none of them creates it before the stack does.
    [Env.sweepSchedule]: scheduler.schedules.sweep.ref,
    [Env.failuresInARow]: String(settings.failuresInARow),
    [Env.nearBoundSeconds]: String(settings.nearBoundSeconds),
    [Env.jobShards]: String(settings.jobShards),
    [Env.retentionDays]: String(settings.retentionDays),
    [Env.maxTimeoutMs]: String(maxTimeoutOf(settings)),
    [Env.secretSource]: 'secrets-manager',
    [Env.webhookQueueUrl]: scheduler.webhooks.queue.queueUrl,
    [Env.webhookDeadLetterQueueUrl]: scheduler.webhooks.deadLetterQueue.queueUrl,
    [Env.webhookKey]: scheduler.webhooks.key.secretArn,
    [Env.webhookListSeconds]: '30',
    ...(settings.jwt?.productsClaim && { [Env.productsClaim]: settings.jwt.productsClaim }),
    ...(settings.jwt?.accessClaim && { [Env.accessClaim]: settings.jwt.accessClaim }),
    // Read by Powertools.
    POWERTOOLS_SERVICE_NAME: serviceName,
    POWERTOOLS_METRICS_NAMESPACE: METRIC_NAMESPACE,
  };
}
