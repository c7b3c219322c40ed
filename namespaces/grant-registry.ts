import type { ProviderOf, Resource, ResourceAt } from '../contract/config.ts';
import type { Namespace } from '../contract/namespaces.ts';
import { grants as dataApi } from './database/data-api/grants.ts';
import { grants as dynamodb } from './database/dynamodb/grants.ts';
import { grants as eventbridge } from './events/eventbridge/grants.ts';
import { grants as kinesis } from './events/kinesis/grants.ts';
import { grants as sns } from './events/sns/grants.ts';
import { grants as sqs } from './events/sqs/grants.ts';
import { grants as neptune } from './graphs/neptune/grants.ts';
import { grants as channels } from './notifications/channels/grants.ts';
import { grants as lambda } from './shared/lambda/grants.ts';
import { type Grants, none, type ResourceGrant } from './shared/resource-grant.ts';
import { grants as s3 } from './storage/s3/grants.ts';
import { grants as stepFunctions } from './workflows/step-functions/grants.ts';

/** What the runs of each provider are permitted; a provider that does not say so does not compile. */
const GRANTS = {
  actions: { http: none, lambda },
  workflows: { 'step-functions': stepFunctions, lambda },
  notifications: { channels, lambda },
  storage: { s3, lambda },
  events: {
    sqs,
    sns,
    eventbridge,
    kinesis,
    kafka: none,
    rabbitmq: none,
    nats: none,
    'redis-streams': none,
    lambda,
  },
  database: { dynamodb, postgres: none, mysql: none, 'data-api': dataApi, mongodb: none, lambda },
  graphs: { neo4j: none, neptune, lambda },
} satisfies { [N in Namespace]: { [P in ProviderOf<N>]: Grants<ResourceAt<N, P>> } };

/** Exactly what runs need to reach a resource of the namespace, see {@link Grants}. */
export function grantsOf(namespace: Namespace, resource: Resource, partition: string): ResourceGrant[] {
  const grants: Record<string, Grants<never>> = GRANTS[namespace];
  // The table gives the grants of this very provider, which the compiler cannot follow.
  return (grants[resource.provider] as Grants<Resource>)(resource, partition);
}
