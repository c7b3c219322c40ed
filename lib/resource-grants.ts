import { Aws } from 'aws-cdk-lib';
import type { Resource } from '../contract/config.ts';
import type { DataApiDatabase, DynamoDbDatabase } from '../contract/resources/database.ts';
import type { NeptuneGraph } from '../contract/resources/graphs.ts';
import type { Channels } from '../contract/resources/notifications.ts';
import type { S3Storage } from '../contract/resources/storage.ts';
import type { StateMachine } from '../contract/resources/workflows.ts';
import { secretNames } from '../core/input/resolve-secrets.ts';
import { type EnvLine, resourceLines } from './config-lines.ts';
import { PROVIDER_ACTIONS } from './provider-actions.ts';

/** One permission of a product in an env and the line of the config it comes from. */
export interface ResourceGrant {
  /** `products.shop.envs.prd.events.orders`, the line that asks for it. */
  line: string;
  /** What of the line it is for, the last word of the statement's Sid. */
  purpose: string;
  actions: readonly string[];
  resources: string[];
  /** Everything but the resources, where those that are meant have no ARN. */
  except?: true;
  conditions?: Record<string, Record<string, string[]>>;
  /** Why the resources hold a wildcard, where they do. */
  wildcard?: string;
}

type Wanted = Omit<ResourceGrant, 'line'>;

/** Exactly what jobs of one product and env need to reach its resources, line by line; nothing for what is reached over the network. */
export function resourceGrants(scope: EnvLine): ResourceGrant[] {
  const resources = resourceLines(scope).flatMap(({ line, resource }) =>
    [...grantsOf(resource), ...secretGrants(secretNames(JSON.stringify(resource)))].map((wanted) => ({
      line,
      ...wanted,
    })),
  );
  const inputs = secretGrants(scope.env.inputSecrets ?? []);
  return [...resources, ...inputs.map((wanted) => ({ line: `${scope.line}.inputSecrets`, ...wanted }))];
}

/** Permission to read secrets by name; Secrets Manager ends each ARN in six random characters, hence the `?`s. */
function secretGrants(names: readonly string[]): Wanted[] {
  if (names.length === 0) return [];
  const prefix = `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:`;
  const resources = names.map((name) => `${prefix}${name}-??????`);
  return [{ purpose: 'Secrets', actions: PROVIDER_ACTIONS.secrets, resources }];
}

function grantsOf(resource: Resource): Wanted[] {
  switch (resource.provider) {
    case 'lambda':
      return [{ purpose: 'Invoke', actions: PROVIDER_ACTIONS.lambda, resources: [resource.functionArn] }];
    case 'step-functions':
      return stateMachineGrants(resource);
    case 'channels':
      return channelGrants(resource);
    case 's3':
      return s3Grants(resource);
    case 'sqs': {
      const resources = Object.values(resource.topics).map((topic) => topic.queueArn);
      return [{ purpose: 'Send', actions: PROVIDER_ACTIONS.sqs, resources: unique(resources) }];
    }
    case 'sns': {
      const resources = Object.values(resource.topics).map((topic) => topic.topicArn);
      return [{ purpose: 'Publish', actions: PROVIDER_ACTIONS.sns, resources: unique(resources) }];
    }
    case 'kinesis': {
      const resources = Object.values(resource.topics).map((topic) => topic.streamArn);
      return [{ purpose: 'Put', actions: PROVIDER_ACTIONS.kinesis, resources: unique(resources) }];
    }
    case 'eventbridge':
      return [{ purpose: 'Put', actions: PROVIDER_ACTIONS.eventbridge, resources: [resource.busArn] }];
    case 'dynamodb':
      return [dynamoDbGrant(resource)];
    case 'data-api':
      return dataApiGrants(resource);
    case 'neptune':
      return [neptuneGrant(resource)];
    case 'http':
    case 'kafka':
    case 'rabbitmq':
    case 'nats':
    case 'postgres':
    case 'mysql':
    case 'mongodb':
    case 'neo4j':
      return [];
  }
}

/** An execution has an ARN of its own, made of the machine's and its name. */
function stateMachineGrants({ stateMachineArn, type, wait = 'started' }: StateMachine): Wanted[] {
  if (type === 'express') {
    return [{ purpose: 'Run', actions: PROVIDER_ACTIONS.expressWorkflow, resources: [stateMachineArn] }];
  }
  const start = { purpose: 'Start', actions: PROVIDER_ACTIONS.startWorkflow, resources: [stateMachineArn] };
  if (wait === 'started') return [start];
  const executions = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:*`;
  return [
    start,
    {
      purpose: 'Describe',
      actions: PROVIDER_ACTIONS.describeWorkflow,
      resources: [executions],
      wildcard: 'Executions are named after the runs that start them; the state machine is exact.',
    },
  ];
}

function channelGrants({ email, sms }: Channels): Wanted[] {
  const mail = email?.transport === 'ses' ? email : undefined;
  return [
    ...(mail ? [{ purpose: 'Mail', actions: PROVIDER_ACTIONS.ses, resources: sesResources(mail) }] : []),
    // A phone number has no ARN: the only way to say "no topic" is to leave all topics out.
    ...(sms
      ? [
          {
            purpose: 'Text',
            actions: PROVIDER_ACTIONS.sns,
            resources: [`arn:${Aws.PARTITION}:sns:*:*:*`],
            except: true as const,
            wildcard: 'Text messages go to phone numbers, which have no ARN; topics are left out.',
          },
        ]
      : []),
  ];
}

function sesResources({ identityArn, configurationSet }: { identityArn: string; configurationSet?: string }) {
  if (configurationSet === undefined) return [identityArn];
  return [identityArn, identityArn.replace(/:identity\/.*$/, `:configuration-set/${configurationSet}`)];
}

/**
 * Files below the prefix, which is a folder: `shop` and `shop/` mean the same. None for a store with its own endpoint
 * or credentials, to which a role means nothing.
 */
function s3Grants(storage: S3Storage): Wanted[] {
  if (storage.endpoint !== undefined || storage.credentials !== undefined) return [];
  const prefix = (storage.prefix ?? '').replace(/\/+$/, '');
  const bucket = `arn:${Aws.PARTITION}:s3:::${storage.bucket}`;
  return [
    {
      purpose: 'Objects',
      actions: PROVIDER_ACTIONS.s3Objects,
      resources: [prefix ? `${bucket}/${prefix}/*` : `${bucket}/*`],
      wildcard: 'Jobs name the files when they run; bucket and prefix are exact.',
    },
    {
      purpose: 'List',
      actions: PROVIDER_ACTIONS.s3List,
      resources: [bucket],
      ...(prefix && { conditions: { StringLike: { 's3:prefix': [`${prefix}/*`, `${prefix}/`] } } }),
    },
  ];
}

function dynamoDbGrant(database: DynamoDbDatabase): Wanted {
  const tables = unique(Object.values(database.tables).map((table) => table.tableArn));
  return {
    purpose: 'Items',
    actions: PROVIDER_ACTIONS.dynamodb,
    resources: tables.flatMap((arn) => [arn, `${arn}/index/*`]),
    wildcard: 'The config names tables, not their indexes, which a query may read.',
  };
}

/** The Data API reads the secret with the caller's permission. */
function dataApiGrants({ clusterArn, secretArn }: DataApiDatabase): Wanted[] {
  return [
    { purpose: 'Execute', actions: PROVIDER_ACTIONS.dataApi, resources: [clusterArn] },
    { purpose: 'SignIn', actions: PROVIDER_ACTIONS.secrets, resources: [secretArn] },
  ];
}

function neptuneGrant({ databaseArn }: NeptuneGraph): Wanted {
  return { purpose: 'Query', actions: PROVIDER_ACTIONS.neptune, resources: [databaseArn] };
}

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
