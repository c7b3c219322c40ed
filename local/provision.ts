import type { Config } from '../contract/config.ts';
import type { DynamoDbTable } from '../contract/resources/database.ts';
import { configLines } from '../lib/config-lines.ts';
import type { Blueprint } from './blueprint.ts';
import { createTable } from './engines/dynamodb.ts';
import type { Messaging } from './engines/messaging.ts';

/** Creates what the template describes: the queues with their dead letters first, and the tables. */
export async function provisionTemplate(
  blueprint: Blueprint,
  dynamoDb: string,
  messaging: Messaging,
): Promise<void> {
  const redrives = (queue: { attributes: Record<string, string> }) =>
    Number('RedrivePolicy' in queue.attributes);
  for (const { name, attributes } of [...blueprint.queues].sort((a, b) => redrives(a) - redrives(b))) {
    await messaging.createQueue(name, attributes);
  }
  for (const { name, properties } of blueprint.tables) await createTable(dynamoDb, name, properties);
}

/** Creates the queues, topics, buckets and tables that the config names, so that jobs can reach them on a laptop. */
export async function provisionConfig(config: Config, dynamoDb: string, messaging: Messaging): Promise<void> {
  const made = new Set<string>();
  const once = async (name: string, create: () => Promise<void>) => {
    if (made.has(name)) return;
    made.add(name);
    await create();
  };
  for (const { resource } of configLines(config)) {
    if (resource.provider === 'sqs') {
      for (const { queueArn } of Object.values(resource.topics)) {
        await once(queueArn, () => messaging.createQueue(lastOf(queueArn, ':')));
      }
    } else if (resource.provider === 'sns') {
      for (const { topicArn } of Object.values(resource.topics)) {
        await once(topicArn, () => messaging.createTopic(lastOf(topicArn, ':')));
      }
    } else if (resource.provider === 's3' && resource.endpoint === undefined) {
      await once(`s3 ${resource.bucket}`, () => messaging.createBucket(resource.bucket));
    } else if (resource.provider === 'dynamodb') {
      for (const table of Object.values(resource.tables)) {
        await once(table.tableArn, () => createTable(dynamoDb, lastOf(table.tableArn, '/'), keysOf(table)));
      }
    }
  }
}

function keysOf({ partitionKey, sortKey }: DynamoDbTable) {
  const keys = [{ ...partitionKey, kind: 'HASH' }, ...(sortKey ? [{ ...sortKey, kind: 'RANGE' }] : [])];
  return {
    KeySchema: keys.map(({ name, kind }) => ({ AttributeName: name, KeyType: kind })),
    AttributeDefinitions: keys.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
  };
}

const lastOf = (text: string, separator: string) => text.split(separator).at(-1) ?? text;
