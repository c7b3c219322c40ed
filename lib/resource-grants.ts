import { Aws } from 'aws-cdk-lib';
import type { Config, DynamoDbDatabase, Resource, S3Storage } from '../contract/config.ts';
import { secretNames } from '../core/input/resolve-secrets.ts';
import { configLines } from './config-lines.ts';

/** One permission of the executor and the line of the config it comes from. */
export interface ResourceGrant {
  /** `products.shop.envs.prd.events.orders`, the line that asks for it. */
  line: string;
  /** What of the line it is for, the last word of the statement's Sid. */
  purpose: string;
  actions: readonly string[];
  resources: string[];
  conditions?: Record<string, Record<string, string[]>>;
  /** Why the resources hold a wildcard, where they do. */
  wildcard?: string;
}

type Wanted = Omit<ResourceGrant, 'line'>;

/** What each provider's runs call; a namespace that calls more must say so here. */
export const PROVIDER_ACTIONS = {
  lambda: ['lambda:InvokeFunction'],
  sqs: ['sqs:SendMessage'],
  sns: ['sns:Publish'],
  s3Objects: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
  s3List: ['s3:ListBucket'],
  dynamodb: [
    'dynamodb:DeleteItem',
    'dynamodb:GetItem',
    'dynamodb:PartiQLDelete',
    'dynamodb:PartiQLInsert',
    'dynamodb:PartiQLSelect',
    'dynamodb:PartiQLUpdate',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:Scan',
    'dynamodb:UpdateItem',
  ],
  secrets: ['secretsmanager:GetSecretValue'],
} as const;

/** Exactly what jobs need to reach the resources of `config`, line by line; nothing for what is reached over the network. */
export function resourceGrants(config: Config): ResourceGrant[] {
  return configLines(config).flatMap(({ line, resource }) =>
    [...grantsOf(resource), ...secretGrants(secretNames(JSON.stringify(resource)))].map((wanted) => ({
      line,
      ...wanted,
    })),
  );
}

/** Permission to read secrets by name; Secrets Manager ends each ARN in six random characters, hence the `?`s. */
export function secretGrants(names: readonly string[]): Wanted[] {
  if (names.length === 0) return [];
  const prefix = `arn:${Aws.PARTITION}:secretsmanager:${Aws.REGION}:${Aws.ACCOUNT_ID}:secret:`;
  return [
    {
      purpose: 'Secrets',
      actions: PROVIDER_ACTIONS.secrets,
      resources: names.map((name) => `${prefix}${name}-??????`),
    },
  ];
}

function grantsOf(resource: Resource): Wanted[] {
  switch (resource.provider) {
    case 'lambda':
      return [{ purpose: 'Invoke', actions: PROVIDER_ACTIONS.lambda, resources: [resource.functionArn] }];
    case 'sqs': {
      const resources = Object.values(resource.topics).map((topic) => topic.queueArn);
      return [{ purpose: 'Send', actions: PROVIDER_ACTIONS.sqs, resources: unique(resources) }];
    }
    case 'sns': {
      const resources = Object.values(resource.topics).map((topic) => topic.topicArn);
      return [{ purpose: 'Publish', actions: PROVIDER_ACTIONS.sns, resources: unique(resources) }];
    }
    case 's3':
      return s3Grants(resource);
    case 'dynamodb':
      return [dynamoDbGrant(resource)];
    case 'http':
    case 'postgres':
      return [];
  }
}

/** None for a store with its own endpoint or credentials: the executor's role means nothing there. */
function s3Grants(storage: S3Storage): Wanted[] {
  if (storage.endpoint !== undefined || storage.credentials !== undefined) return [];
  const prefix = storage.prefix ?? '';
  const bucket = `arn:${Aws.PARTITION}:s3:::${storage.bucket}`;
  return [
    {
      purpose: 'Objects',
      actions: PROVIDER_ACTIONS.s3Objects,
      resources: [`${bucket}/${prefix}*`],
      wildcard: 'Jobs name the files when they run; bucket and prefix are exact.',
    },
    {
      purpose: 'List',
      actions: PROVIDER_ACTIONS.s3List,
      resources: [bucket],
      ...(prefix && { conditions: { StringLike: { 's3:prefix': [`${prefix}*`] } } }),
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

function unique(values: string[]): string[] {
  return [...new Set(values)];
}
