import type { ProviderOf, ResourceAt } from '../contract/config.ts';
import type { Namespace } from '../contract/namespaces.ts';
import { sample as http } from './actions/http/sample.ts';
import { sample as dataApi } from './database/data-api/sample.ts';
import { sample as dynamodb } from './database/dynamodb/sample.ts';
import { sample as mongodb } from './database/mongodb/sample.ts';
import { sample as mysql } from './database/mysql/sample.ts';
import { sample as postgres } from './database/postgres/sample.ts';
import { sample as eventbridge } from './events/eventbridge/sample.ts';
import { sample as kafka } from './events/kafka/sample.ts';
import { sample as kinesis } from './events/kinesis/sample.ts';
import { sample as nats } from './events/nats/sample.ts';
import { sample as rabbitmq } from './events/rabbitmq/sample.ts';
import { sample as redisStreams } from './events/redis-streams/sample.ts';
import { sample as sns } from './events/sns/sample.ts';
import { sample as sqs } from './events/sqs/sample.ts';
import { sample as neo4j } from './graphs/neo4j/sample.ts';
import { sample as neptune } from './graphs/neptune/sample.ts';
import { sample as channels } from './notifications/channels/sample.ts';
import { sample as lambda } from './shared/lambda/sample.ts';
import type { SampleAt } from './shared/sample.ts';
import { sample as s3 } from './storage/s3/sample.ts';
import { sample as stepFunctions } from './workflows/step-functions/sample.ts';

/** A sample of each provider, which its suite runs; a provider without one does not compile. */
export const SAMPLES = {
  actions: { http, lambda },
  workflows: { 'step-functions': stepFunctions, lambda },
  notifications: { channels, lambda },
  storage: { s3, lambda },
  events: { sqs, sns, eventbridge, kinesis, kafka, rabbitmq, nats, 'redis-streams': redisStreams, lambda },
  database: { dynamodb, postgres, mysql, 'data-api': dataApi, mongodb, lambda },
  graphs: { neo4j, neptune, lambda },
} satisfies { [N in Namespace]: { [P in ProviderOf<N>]: SampleAt<ResourceAt<N, P>> } };
