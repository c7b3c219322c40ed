import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import middy from '@middy/core';
import config from 'ductape-config';
import { DynamoAuditStore } from '../../adapters/aws/dynamo-audit-store.ts';
import { rowOf } from '../../adapters/aws/dynamo-items.ts';
import { DynamoRunStore } from '../../adapters/aws/dynamo-run-store.ts';
import { DynamoStatsStore } from '../../adapters/aws/dynamo-stats-store.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { DynamoWebhookStore } from '../../adapters/aws/dynamo-webhook-store.ts';
import { auditIn } from '../../adapters/aws/formats.ts';
import { SqsDeliveryQueue } from '../../adapters/aws/sqs-delivery-queue.ts';
import { SqsQueue } from '../../adapters/aws/sqs-queue.ts';
import { Env, required, requiredNumber, retention } from '../environment.ts';
import { lastingPatience, measureInvocation } from '../invocation.ts';
import { createLogger } from '../logger.ts';
import { clientSettings, tableClient, unlogged, workerClock } from '../own-clients.ts';
import { createTelemetry, publishMetrics } from '../telemetry.ts';
import { createHandler } from './handler.ts';

const logger = createLogger();
const metrics = new Metrics();
const sqs = unlogged(new SQSClient(clientSettings()));
const table = new DynamoTable(tableClient(), required(Env.tableName), lastingPatience);

const queues = {
  main: required(Env.queueUrl),
  slow: required(Env.slowQueueUrl),
  alone: required(Env.aloneQueueUrl),
  bulk: required(Env.bulkQueueUrl),
};

/** What a message of SQS holds for certain, characters: an image may be longer. */
const LONGEST = 250_000;

const telemetry = createTelemetry(logger, metrics, requiredNumber(Env.failuresInARow));
const setup = {
  ports: {
    stats: new DynamoStatsStore(table),
    runs: new DynamoRunStore(table, workerClock, retention(), requiredNumber(Env.jobShards)),
    webhooks: new DynamoWebhookStore(
      table,
      workerClock,
      requiredNumber(Env.webhookListSeconds) * 1000,
      telemetry,
    ),
    deliveries: new SqsDeliveryQueue(sqs, required(Env.webhookQueueUrl), lastingPatience),
    audit: new DynamoAuditStore(table, workerClock, retention()),
  },
  alerts: { config, queue: new SqsQueue(sqs, queues, lastingPatience, { until: () => 0 }, workerClock) },
  rowOf: (image) => rowOf(unmarshall(image as Parameters<typeof unmarshall>[0])),
  recordIn: (image) => auditIn(unmarshall(image as Parameters<typeof unmarshall>[0])),
  deadLetter: async ({ dynamodb: { NewImage, OldImage, ...rest } = {} }) => {
    const whole = JSON.stringify({ ...rest, NewImage, OldImage });
    const MessageBody = whole.length <= LONGEST ? whole : JSON.stringify(rest);
    const command = new SendMessageCommand({
      QueueUrl: required(Env.projectorDeadLetterQueueUrl),
      MessageBody,
    });
    await lastingPatience.call(() => sqs.send(command));
  },
  now: () => workerClock.now(),
  telemetry,
} satisfies Parameters<typeof createHandler>[0];

export const handler = middy(createHandler(setup))
  .use(measureInvocation())
  .use(injectLambdaContext(logger))
  .use(publishMetrics(metrics));
