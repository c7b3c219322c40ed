import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { pagesOf } from '../../core/ports/page.ts';
import type { Patience } from './patient.ts';

type Item = Record<string, unknown>;

/** Most items of one batch read (DynamoDB API: BatchGetItem). */
export const BATCH_GET = 100;

/** How a table is read. */
export interface BatchReads {
  client: DynamoDBClient;
  name: string;
  patience: Patience;
  /** As last written; else items may lag, at half the price. */
  consistent: boolean;
}

/** The items of the keys, however many, in any order; a hundred a call, side by side. */
export async function batchGet(keys: readonly Item[], reads: BatchReads): Promise<Item[]> {
  const found = await Promise.all(pagesOf(keys, BATCH_GET).map((some) => getBatch(some, reads)));
  return found.flat();
}

async function getBatch(keys: readonly Item[], reads: BatchReads): Promise<Item[]> {
  const { client, name, patience, consistent } = reads;
  const found: Item[] = [];
  let wanted = keys.map((key) => marshall(key));
  const tries = patience.begin();
  while (wanted.length > 0) {
    const command = new BatchGetItemCommand({
      RequestItems: { [name]: { Keys: wanted, ConsistentRead: consistent } },
    });
    const { Responses: answers, UnprocessedKeys: left } = await tries.call(() => client.send(command));
    found.push(...(answers?.[name] ?? []).map((item) => unmarshall(item)));
    wanted = left?.[name]?.Keys ?? [];
    if (wanted.length > 0) await tries.pause('capacity');
  }
  return found;
}
