import { Aws } from 'aws-cdk-lib';
import type { Resource } from '../contract/config.ts';
import type { DataApiDatabase, DynamoDbDatabase } from '../contract/resources/database.ts';
import type { NeptuneGraph } from '../contract/resources/graphs.ts';
import type { Channels } from '../contract/resources/notifications.ts';
import type { Encrypted } from '../contract/resources/shared.ts';
import type { S3Storage } from '../contract/resources/storage.ts';
import type { StateMachine } from '../contract/resources/workflows.ts';
import { executionArn, unqualifiedArn } from '../core/config/state-machine-arn.ts';
import { secretNames } from '../core/input/resolve-secrets.ts';
import { secretName } from '../core/input/secret-reference.ts';
import { type EnvLine, resourceLines } from './config-lines.ts';
import { KEY_ACTIONS } from './key-actions.ts';
import { PROVIDER_ACTIONS } from './provider-actions.ts';

/** One permission of a product in an env. */
export interface ResourceGrant {
  /** What it is for in letters, the Sid of the statement it becomes part of. */
  purpose: string;
  actions: readonly string[];
  resources: string[];
  /** Everything but the resources, where those that are meant have no ARN. */
  except?: true;
  conditions?: Record<string, Record<string, string[]>>;
  /** Why the resources hold a wildcard, where they do. */
  wildcard?: string;
}

/** Exactly what jobs of one product and env need to reach its resources; nothing for what is reached over the network. */
export function resourceGrants(scope: EnvLine): ResourceGrant[] {
  const resources = resourceLines(scope).flatMap(({ resource }) => [
    ...grantsOf(resource),
    ...secretGrants(secretNames(JSON.stringify(resource))),
  ]);
  const { inputSecrets = [], secretKmsKeyArns } = scope.env;
  return [...resources, ...secretGrants(inputSecrets), ...keyGrants('secretsmanager', secretKmsKeyArns)];
}

/** Permission to use a key by way of these services, and never directly. */
export function keyGrant(keyArn: string, services: readonly string[], region: string): ResourceGrant {
  const through = services.map((service) => `${service}.${region}.amazonaws.com`);
  return {
    purpose: 'UseKeys',
    actions: services.includes('dynamodb') ? KEY_ACTIONS.all : KEY_ACTIONS.send,
    resources: [keyArn],
    conditions: { StringEquals: { 'kms:ViaService': through } },
  };
}

/** Permission to use these keys by way of one service, each in the region of the key. */
function keyGrants(service: string, keyArns: readonly (string | undefined)[] = []): ResourceGrant[] {
  return keyArns.flatMap((arn) =>
    arn === undefined ? [] : [keyGrant(arn, [service], arn.split(':')[3] ?? '')],
  );
}

/** Permission to read secrets by their references; Secrets Manager ends each ARN in six random characters, hence the `?`s. */
function secretGrants(names: readonly string[]): ResourceGrant[] {
  if (names.length === 0) return [];
  const prefix = `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:`;
  const resources = names.map((name) => `${prefix}${secretName(name)}-??????`);
  return [{ purpose: 'ReadSecrets', actions: PROVIDER_ACTIONS.secrets, resources }];
}

function grantsOf(resource: Resource): ResourceGrant[] {
  switch (resource.provider) {
    case 'lambda':
      return [
        { purpose: 'InvokeFunctions', actions: PROVIDER_ACTIONS.lambda, resources: [resource.functionArn] },
      ];
    case 'step-functions':
      return stateMachineGrants(resource);
    case 'channels':
      return channelGrants(resource);
    case 's3':
      return s3Grants(resource);
    case 'sqs': {
      const topics = Object.values(resource.topics);
      const resources = topics.map((topic) => topic.queueArn);
      return [
        { purpose: 'SendMessages', actions: PROVIDER_ACTIONS.sqs, resources },
        ...keyGrants('sqs', topics.map(keyOf)),
      ];
    }
    case 'sns': {
      const topics = Object.values(resource.topics);
      const resources = topics.map((topic) => topic.topicArn);
      return [
        { purpose: 'PublishMessages', actions: PROVIDER_ACTIONS.sns, resources },
        ...keyGrants('sns', topics.map(keyOf)),
      ];
    }
    case 'kinesis': {
      const topics = Object.values(resource.topics);
      const resources = topics.map((topic) => topic.streamArn);
      return [
        { purpose: 'PutRecords', actions: PROVIDER_ACTIONS.kinesis, resources },
        ...keyGrants('kinesis', topics.map(keyOf)),
      ];
    }
    case 'eventbridge':
      return [{ purpose: 'PutEvents', actions: PROVIDER_ACTIONS.eventbridge, resources: [resource.busArn] }];
    case 'dynamodb':
      return dynamoDbGrants(resource);
    case 'data-api':
      return dataApiGrants(resource);
    case 'neptune':
      return [neptuneGrant(resource)];
    case 'http':
    case 'kafka':
    case 'rabbitmq':
    case 'nats':
    case 'redis-streams':
    case 'postgres':
    case 'mysql':
    case 'mongodb':
    case 'neo4j':
      return [];
  }
}

/** An execution has an ARN of its own, made of the machine's and its name. */
function stateMachineGrants(machine: StateMachine): ResourceGrant[] {
  const { type, wait = 'started' } = machine;
  const resources = [unqualifiedArn(machine.stateMachineArn)];
  const key = keyGrants('states', [machine.kmsKeyArn]);
  if (type === 'express') {
    return [
      { purpose: 'RunExpressExecutions', actions: PROVIDER_ACTIONS.expressWorkflow, resources },
      ...key,
    ];
  }
  const start = [{ purpose: 'StartExecutions', actions: PROVIDER_ACTIONS.startWorkflow, resources }, ...key];
  if (wait === 'started') return start;
  const executions = executionArn(machine.stateMachineArn, '*');
  return [
    ...start,
    {
      purpose: 'DescribeExecutions',
      actions: PROVIDER_ACTIONS.describeWorkflow,
      resources: [executions],
      wildcard: 'Executions are named after the runs that start them; the state machine is exact.',
    },
  ];
}

function channelGrants({ email, sms }: Channels): ResourceGrant[] {
  const mail = email?.transport === 'ses' ? email : undefined;
  return [
    ...(mail ? [{ purpose: 'SendMail', actions: PROVIDER_ACTIONS.ses, resources: sesResources(mail) }] : []),
    // A phone number has no ARN: the only way to say "no topic" is to leave all topics out.
    ...(sms
      ? [
          {
            purpose: 'SendTextMessages',
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
function s3Grants(storage: S3Storage): ResourceGrant[] {
  if (storage.endpoint !== undefined || storage.credentials !== undefined) return [];
  const prefix = (storage.prefix ?? '').replace(/\/+$/, '');
  const bucket = `arn:${Aws.PARTITION}:s3:::${storage.bucket}`;
  return [
    {
      purpose: 'ReadAndWriteObjects',
      actions: PROVIDER_ACTIONS.s3Objects,
      resources: [prefix ? `${bucket}/${prefix}/*` : `${bucket}/*`],
      wildcard: 'Jobs name the files when they run; bucket and prefix are exact.',
    },
    {
      purpose: 'ListObjects',
      actions: PROVIDER_ACTIONS.s3List,
      resources: [bucket],
      ...(prefix && { conditions: { StringLike: { 's3:prefix': [`${prefix}/*`, `${prefix}/`] } } }),
    },
    ...keyGrants('s3', [storage.kmsKeyArn]),
  ];
}

function dynamoDbGrants(database: DynamoDbDatabase): ResourceGrant[] {
  const tables = Object.values(database.tables);
  return [
    {
      purpose: 'ReadAndWriteItems',
      actions: PROVIDER_ACTIONS.dynamodb,
      resources: tables.flatMap(({ tableArn }) => [tableArn, `${tableArn}/index/*`]),
      wildcard: 'The config names tables, not their indexes, which a query may read.',
    },
    ...keyGrants('dynamodb', tables.map(keyOf)),
  ];
}

/** The Data API reads the secret with the caller's permission. */
function dataApiGrants({ clusterArn, secretArn, secretKmsKeyArn }: DataApiDatabase): ResourceGrant[] {
  return [
    { purpose: 'ExecuteStatements', actions: PROVIDER_ACTIONS.dataApi, resources: [clusterArn] },
    { purpose: 'ReadSecrets', actions: PROVIDER_ACTIONS.secrets, resources: [secretArn] },
    ...keyGrants('secretsmanager', [secretKmsKeyArn]),
  ];
}

function neptuneGrant({ databaseArn }: NeptuneGraph): ResourceGrant {
  return { purpose: 'QueryGraphs', actions: PROVIDER_ACTIONS.neptune, resources: [databaseArn] };
}

const keyOf = ({ kmsKeyArn }: Encrypted) => kmsKeyArn;
