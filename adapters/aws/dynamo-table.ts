import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { batchGet } from './batch-get.ts';
import type { Patience } from './patient.ts';
import { Table } from './table.ts';

type Item = Record<string, unknown>;

/** A condition or update: its expression, and the names and values it speaks of. */
export interface Expression {
  expression: string;
  names?: Record<string, string>;
  values?: Item;
}

/** A change of an item and the condition it hangs on. */
export interface Update extends Omit<Expression, 'expression'> {
  update: string;
  condition: string;
}

/** A stretch of a partition of the table or of an index. */
export interface Range {
  index?: { name: string; partitionKey: string; sortKey: string };
  partition: string;
  from: string;
  to: string;
  limit?: number;
  /** Only those whose attribute is at most a value, as texts compare; others are read too. */
  atMost?: { attribute: string; value: string };
}

/** A query from the highest sort key down. */
export type Downward = Expression & { index?: string; limit: number; consistent?: boolean };

/**
 * The calls the stores make of DynamoDB, on one table, with plain objects for items. Each is repeated as its patience says,
 * also when its answer does not come, so a write may be done twice: a condition that held at first may not hold the
 * second time (then it is false, though written), and an update that adds may add twice.
 */
export class DynamoTable {
  private readonly client: DynamoDBClient;
  private readonly name: string;
  private readonly patience: Patience;

  constructor(client: DynamoDBClient, name: string, patience: Patience) {
    this.client = client;
    this.name = name;
    this.patience = patience;
  }

  /** The item as last written (strongly consistent), or undefined. */
  async get(key: Item): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: this.name, Key: marshall(key), ConsistentRead: true });
    const { Item: item } = await this.patience.call(() => this.client.send(command));
    return item && unmarshall(item);
  }

  /** Writes an item; false when the condition does not hold. */
  async put(item: Item, condition?: Expression): Promise<boolean> {
    const command = new PutItemCommand({
      TableName: this.name,
      Item: marshall(item, { removeUndefinedValues: true }),
      ...conditionOf(condition),
    });
    return await this.holds(() => this.client.send(command));
  }

  /** Changes an item and returns it as it then is; undefined when the condition does not hold. */
  async update(key: Item, change: Update): Promise<Item | undefined> {
    const command = new UpdateItemCommand({
      TableName: this.name,
      Key: marshall(key),
      UpdateExpression: change.update,
      ConditionExpression: change.condition,
      ReturnValues: 'ALL_NEW',
      ...namesAndValues(change),
    });
    try {
      const { Attributes: changed = {} } = await this.patience.call(() => this.client.send(command));
      return unmarshall(changed);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /** Sets the TTL of an item that exists, or takes it away. */
  async expire(key: Item, expires?: number): Promise<void> {
    await this.update(key, {
      update: expires === undefined ? 'REMOVE #ttl' : 'SET #ttl = :ttl',
      condition: 'attribute_exists(#pk)',
      names: { '#ttl': Table.ttl, '#pk': Table.partitionKey },
      ...(expires !== undefined && { values: { ':ttl': expires } }),
    });
  }

  /** Deletes an item; false when the condition does not hold. */
  async delete(key: Item, condition?: Expression): Promise<boolean> {
    const command = new DeleteItemCommand({
      TableName: this.name,
      Key: marshall(key),
      ...conditionOf(condition),
    });
    return await this.holds(() => this.client.send(command));
  }

  /** Writes items over what stands there, in no order: a fault may have written some of them. */
  async putMany(items: readonly Item[]): Promise<void> {
    await this.writeMany(
      items.map((item) => ({ PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) } })),
    );
  }

  /** Deletes the items of the keys, those that are there. */
  async deleteMany(keys: readonly Item[]): Promise<void> {
    await this.writeMany(keys.map((key) => ({ DeleteRequest: { Key: marshall(key) } })));
  }

  private async writeMany(wanted: WriteRequest[]): Promise<void> {
    const tries = this.patience.begin();
    while (wanted.length > 0) {
      // BatchWriteItem takes 25 (DynamoDB API reference).
      const some = wanted.splice(0, 25);
      const command = new BatchWriteItemCommand({ RequestItems: { [this.name]: some } });
      const { UnprocessedItems: left } = await tries.call(() => this.client.send(command));
      const refused = left?.[this.name] ?? [];
      wanted.push(...refused);
      if (refused.length > 0) await tries.pause('capacity');
    }
  }

  /** The first items of a query from the highest sort key down. */
  async queryDown(query: Downward): Promise<Item[]> {
    const found: Item[] = [];
    for await (const items of this.answersDown(query)) found.push(...items);
    return found;
  }

  /** The same in answers of DynamoDB, which end at 1 MB: a caller that has enough asks for no other one. */
  async *answersDown(query: Downward): AsyncGenerator<Item[], void, undefined> {
    let left = query.limit;
    let start: QueryCommandOutput['LastEvaluatedKey'];
    do {
      const command: QueryCommand = new QueryCommand({
        TableName: this.name,
        IndexName: query.index,
        KeyConditionExpression: query.expression,
        ...namesAndValues(query),
        ScanIndexForward: false,
        Limit: left,
        ConsistentRead: query.consistent ?? false,
        ExclusiveStartKey: start,
      });
      const { Items: items = [], LastEvaluatedKey } = await this.patience.call(() =>
        this.client.send(command),
      );
      yield items.map((item) => unmarshall(item));
      left -= items.length;
      start = LastEvaluatedKey;
    } while (start && left > 0);
  }

  /**
   * The items of a partition whose sort keys are in a range, both ends included, from the lowest up: all, or the first
   * ones. Those of the table are as last written (strongly consistent), those of an index may lag behind.
   */
  async queryUp(query: Range): Promise<Item[]> {
    const { index, limit = Number.POSITIVE_INFINITY, atMost } = query;
    const { partitionKey, sortKey } = index ?? Table;
    const found: Item[] = [];
    let start: QueryCommandOutput['LastEvaluatedKey'];
    do {
      const command: QueryCommand = new QueryCommand({
        TableName: this.name,
        IndexName: index?.name,
        KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
        ...(atMost && { FilterExpression: '#most <= :most' }),
        ...namesAndValues({
          names: { '#pk': partitionKey, '#sk': sortKey, ...(atMost && { '#most': atMost.attribute }) },
          values: {
            ':pk': query.partition,
            ':from': query.from,
            ':to': query.to,
            ...(atMost && { ':most': atMost.value }),
          },
        }),
        ConsistentRead: index === undefined,
        // A limit counts what is read, also what the filter leaves out.
        ...(Number.isFinite(limit) && !atMost && { Limit: limit - found.length }),
        ExclusiveStartKey: start,
      });
      const { Items: items = [], LastEvaluatedKey } = await this.patience.call(() =>
        this.client.send(command),
      );
      found.push(...items.map((item) => unmarshall(item)));
      start = LastEvaluatedKey;
    } while (start && found.length < limit);
    return found;
  }

  /** The items of the keys, however many, in any order. @param consistent as last written; else they may lag, at half the price */
  getMany(keys: readonly Item[], consistent = true): Promise<Item[]> {
    const { client, name, patience } = this;
    return batchGet(keys, { client, name, patience, consistent });
  }

  private async holds(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await this.patience.call(write);
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

function conditionOf(condition: Expression | undefined) {
  return condition ? { ConditionExpression: condition.expression, ...namesAndValues(condition) } : {};
}

function namesAndValues({ names, values }: Omit<Expression, 'expression'>) {
  return {
    ...(names && { ExpressionAttributeNames: names }),
    ...(values && { ExpressionAttributeValues: marshall(values) }),
  };
}
