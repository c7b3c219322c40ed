import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { SQSClient } from '@aws-sdk/client-sqs';
import middy from '@middy/core';
import { systemRandom } from '../../adapters/aws/clock.ts';
import { DynamoLimiter } from '../../adapters/aws/dynamo-limiter.ts';
import { DynamoTable } from '../../adapters/aws/dynamo-table.ts';
import { DynamoWebhookStore } from '../../adapters/aws/dynamo-webhook-store.ts';
import { SqsDeliveryQueue } from '../../adapters/aws/sqs-delivery-queue.ts';
import { AesEncrypter } from '../../adapters/webhooks/aes-encrypter.ts';
import { createPost } from '../../adapters/webhooks/post.ts';
import { identityOf } from '../../core/webhooks/delivery.ts';
import { GoneWebhooks } from '../../core/webhooks/gone-webhooks.ts';
import { Env, required, requiredNumber } from '../environment.ts';
import { lastingPatience, measureInvocation } from '../invocation.ts';
import { createLogger } from '../logger.ts';
import { checkClock, clientSettings, tableClient, unlogged, workerClock } from '../own-clients.ts';
import { ownSecrets } from '../own-secrets.ts';
import { createTelemetry, publishMetrics } from '../telemetry.ts';
import { createHandler } from './handler.ts';

const logger = createLogger();
const metrics = new Metrics();
const sqs = unlogged(new SQSClient(clientSettings()));
const queue = new SqsDeliveryQueue(sqs, required(Env.webhookQueueUrl), lastingPatience);
const deadLetters = new SqsDeliveryQueue(sqs, required(Env.webhookDeadLetterQueueUrl), lastingPatience);
const table = new DynamoTable(tableClient(), required(Env.tableName), lastingPatience);
const secrets = ownSecrets();

const setup = {
  ports: {
    webhooks: new DynamoWebhookStore(table, workerClock, 0),
    gone: new GoneWebhooks(),
    encrypter: new AesEncrypter(() => secrets.get(required(Env.webhookKey))),
    post: createPost({ local: process.env[Env.localReceivers] === 'allowed' }),
    // One that was redriven and is dead-lettered again is another message, not a repetition of the first.
    deadLetter: (delivery, { sentAt }) => deadLetters.sendAs(delivery, `${identityOf(delivery)}.${sentAt}`),
    clock: workerClock,
    random: systemRandom,
    telemetry: createTelemetry(logger, metrics, requiredNumber(Env.failuresInARow)),
  },
  limiter: new DynamoLimiter(table),
  hold: (receiptHandle, ms) => queue.hold(receiptHandle, ms),
  remove: (receiptHandle) => queue.remove(receiptHandle),
  logger,
} satisfies Parameters<typeof createHandler>[0];

export const handler = middy(createHandler(setup))
  .use(measureInvocation())
  .use(injectLambdaContext(logger))
  .use(publishMetrics(metrics))
  .use(checkClock(() => setup.ports.webhooks.get('none'), setup.ports.telemetry));
