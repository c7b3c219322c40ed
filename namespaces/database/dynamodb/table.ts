import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ErrorCode } from '../../../contract/errors.ts';
import type { DynamoDbTable } from '../../../contract/resources/database.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import type { AwsAccess } from '../../../core/ports/access.ts';
import { regionalClients } from '../../shared/per-access.ts';
import { keysOf, tableNameOf } from './fit.ts';
import type { Item } from './item.ts';

/** What of a run's context a write needs. */
export interface Call {
  signal: AbortSignal;
  /** Job id and occurrence: the same on every attempt. */
  identity: string;
  aws: AwsAccess;
}

/** A ClientRequestToken, of at most 36 characters: DynamoDB carries a transaction out once per token in 10 minutes. */
export function onceToken(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 36);
}

/** One table as requests address it. */
export interface Table {
  client: DynamoDBClient;
  /** Within the executor's own account. */
  name: string;
  /** Names of the key attributes, partition key first. */
  keys: [string, ...string[]];
  declared: DynamoDbTable;
}

const clientFor = regionalClients((settings) => new DynamoDBClient(settings));

/** The table at its declared ARN, `arn:aws:dynamodb:region:account:table/name`. */
export function tableOf(declared: DynamoDbTable, { aws }: { aws: AwsAccess }): Table {
  const [, , , region] = declared.tableArn.split(':');
  const name = tableNameOf(declared.tableArn);
  if (!name)
    throw new RunError(ErrorCode.Validation, `not the ARN of a DynamoDB table: ${declared.tableArn}`);
  const client = clientFor(aws, region);
  const [, ...sortKey] = keysOf(declared).map((key) => key.name);
  return { client, name, keys: [declared.partitionKey.name, ...sortKey], declared };
}

/** The key attributes of an item. */
export function keyOf(item: Item, table: Table): Item {
  return Object.fromEntries(table.keys.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}
