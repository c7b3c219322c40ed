import { z } from 'zod';
import type { Config, ProviderOf, ResourceAt } from '../contract/config.ts';
import type { Issue } from '../contract/errors.ts';
import type { Namespace } from '../contract/namespaces.ts';
import type { FunctionResource } from '../contract/resources/shared.ts';
import { configParser } from '../core/config/config-parser.ts';
import { findEnv, scopesOf } from '../core/config/find-resource.ts';
import { ALERT, DEPLOY } from '../core/jobs/caller.ts';
import { declaredAlertIssues } from '../core/usecases/alert/check-alerts.ts';
import { declaredIssues } from '../core/usecases/schedules/check-declared.ts';
import { setIn } from '../core/usecases/schedules/declared-set.ts';
import { schema as http } from './actions/http/schema.ts';
import { schema as dataApi } from './database/data-api/schema.ts';
import { schema as dynamodb } from './database/dynamodb/schema.ts';
import { schema as mongodb } from './database/mongodb/schema.ts';
import { schema as mysql } from './database/mysql/schema.ts';
import { schema as postgres } from './database/postgres/schema.ts';
import { schema as eventbridge } from './events/eventbridge/schema.ts';
import { schema as kafka } from './events/kafka/schema.ts';
import { schema as kinesis } from './events/kinesis/schema.ts';
import { schema as nats } from './events/nats/schema.ts';
import { schema as rabbitmq } from './events/rabbitmq/schema.ts';
import { schema as redisStreams } from './events/redis-streams/schema.ts';
import { schema as sns } from './events/sns/schema.ts';
import { schema as sqs } from './events/sqs/schema.ts';
import { schema as neo4j } from './graphs/neo4j/schema.ts';
import { schema as neptune } from './graphs/neptune/schema.ts';
import { inputs } from './input-registry.ts';
import { schema as channels } from './notifications/channels/schema.ts';
import { schema as ownFunction } from './shared/function/schema.ts';
import { schema as lambda } from './shared/lambda/schema.ts';
import { schema as s3 } from './storage/s3/schema.ts';
import { schema as stepFunctions } from './workflows/step-functions/schema.ts';

/** What a config may say of each provider; a provider without its schema does not compile. */
const SCHEMAS = {
  actions: { http, lambda, function: ownFunction },
  workflows: { 'step-functions': stepFunctions, lambda, function: ownFunction },
  notifications: { channels, lambda, function: ownFunction },
  storage: { s3, lambda, function: ownFunction },
  events: {
    sqs,
    sns,
    eventbridge,
    kinesis,
    kafka,
    rabbitmq,
    nats,
    'redis-streams': redisStreams,
    lambda,
    function: ownFunction,
  },
  database: { dynamodb, postgres, mysql, 'data-api': dataApi, mongodb, lambda, function: ownFunction },
  graphs: { neo4j, neptune, lambda, function: ownFunction },
} satisfies {
  [N in Namespace]: { [P in ProviderOf<N>]: z.ZodType<ResourceAt<N, P>> } & {
    function: z.ZodType<FunctionResource>;
  };
};

/** Reads a config with the providers of all namespaces, see {@link ParseConfig}. @throws Error listing every mistake by its path */
export const parseConfig = configParser(
  {
    actions: oneOf(SCHEMAS.actions),
    workflows: oneOf(SCHEMAS.workflows),
    notifications: oneOf(SCHEMAS.notifications),
    storage: oneOf(SCHEMAS.storage),
    events: oneOf(SCHEMAS.events),
    database: oneOf(SCHEMAS.database),
    graphs: oneOf(SCHEMAS.graphs),
  },
  (config) => [...scheduleIssues(config), ...alertIssues(config)],
);

/** The longest attempt that any executor has time for, ms; a stack's own bound is checked where it is known. */
const LONGEST = 890_000;

/** What is wrong with the schedules of a config, by their paths; the same that a dispatch would be refused for. */
export function scheduleIssues(config: Config, maxTimeout: number = LONGEST): Issue[] {
  const setup = { config, inputs, maxTimeout, digest: (text: string) => text, caller: DEPLOY };
  return scopesOf(config).flatMap((scope) => {
    const base = `products.${scope.product}.envs.${scope.env}.schedules`;
    return declaredIssues(setIn(config, scope, setup.digest).schedules, scope, setup).map(
      ({ path, message }) => ({ path: `${base}.${path}`, message }),
    );
  });
}

/** What is wrong with the alerts of a config, by their paths: the same that a dispatch of their notifications would be refused for. */
function alertIssues(config: Config): Issue[] {
  const setup = { config, inputs, maxTimeout: LONGEST, digest: (text: string) => text, caller: ALERT };
  return scopesOf(config).flatMap((scope) =>
    declaredAlertIssues(findEnv(config, scope).alerts ?? {}, scope, setup).map(({ path, message }) => ({
      path: `products.${scope.product}.envs.${scope.env}.alerts.${path}`,
      message,
    })),
  );
}

/** A resource of any of the providers, told apart by its `provider`. */
function oneOf<S extends z.core.$ZodTypeDiscriminable>(schemas: Record<string, S>): z.ZodType<z.output<S>> {
  const [first, ...others] = Object.values(schemas);
  if (first === undefined) throw new Error('a namespace has no provider');
  return z.discriminatedUnion('provider', [first, ...others]);
}
