import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { Table } from '../../adapters/aws/table.ts';
import { holds, type Spoken, spokenValue, updated } from './expression.ts';
import { entryOf, type Item, Meter, textOf, writeUnits } from './write-units.ts';

/** Made once: there are hundreds of thousands, and what takes long of an error is its stack. */
const REFUSED = new ProvisionedThroughputExceededException({ message: 'no capacity left', $metadata: {} });
const CONDITION_FAILED = new ConditionalCheckFailedException({ message: 'does not hold', $metadata: {} });

const keyOf = (key: Item | undefined) =>
  `${textOf(key, Table.partitionKey) ?? ''}\n${textOf(key, Table.sortKey) ?? ''}`;

/**
 * A table of DynamoDB in memory, with its indexes, that refuses what the keys of the table or of an index have no capacity for, as
 * DynamoDB does: a throttled index refuses the writes of the table. It understands the calls that the stores make.
 */
export class PlayedTable {
  /** Calls so far, and those that were refused. */
  calls = 0;
  refusals = 0;
  private readonly items = new Map<string, Item>();
  /** The items of each partition of the table and of the indexes. */
  private readonly partitions = new Map<string, Set<string>>();
  private meter: Meter | undefined;

  /** Limits each key to a number of write units a second from now on. */
  limit(perSecond: number, now: () => number): void {
    this.meter = new Meter(perSecond, now);
  }

  /** The keys that took the most write units in one second, with these, since they were limited. */
  get hottest(): Record<string, number> {
    return this.meter?.hottest ?? {};
  }

  /** Executes a command. @throws the errors of DynamoDB */
  send(command: unknown): unknown {
    this.calls += 1;
    if (command instanceof GetItemCommand) return { Item: this.items.get(keyOf(command.input.Key)) };
    if (command instanceof PutItemCommand) return this.put(command.input);
    if (command instanceof UpdateItemCommand) return this.update(command.input);
    if (command instanceof DeleteItemCommand) {
      const { Key: key, ConditionExpression: condition } = command.input;
      return this.write(keyOf(key), condition, command.input, () => undefined);
    }
    if (command instanceof QueryCommand) return this.query(command.input);
    if (command instanceof BatchGetItemCommand) return this.getMany(command.input.RequestItems ?? {});
    if (command instanceof BatchWriteItemCommand) return this.writeMany(command.input.RequestItems ?? {});
    throw new Error(`a call that the played table does not know: ${command}`);
  }

  private put({ Item: item = {}, ConditionExpression: condition, ...spoken }: PutItemCommand['input']) {
    return this.write(keyOf(item), condition, spoken, () => item);
  }

  private update(input: UpdateItemCommand['input']) {
    const { Key: key, UpdateExpression: update = '', ConditionExpression: condition } = input;
    return this.write(keyOf(key), condition, input, (before) => updated(update, input, before ?? { ...key }));
  }

  private write(
    key: string,
    condition: string | undefined,
    spoken: Spoken,
    change: (before: Item | undefined) => Item | undefined,
  ) {
    const before = this.items.get(key);
    if (!holds(condition, spoken, before)) throw CONDITION_FAILED;
    const after = change(before);
    if (this.meter && !this.meter.take(writeUnits(before, after))) {
      this.refusals += 1;
      throw REFUSED;
    }
    this.place(key, before, after);
    return { Attributes: after };
  }

  private place(key: string, before: Item | undefined, after: Item | undefined): void {
    if (after) this.items.set(key, after);
    else this.items.delete(key);
    for (const { name = '', ...keys } of [Table, ...Object.values(Table.indexes)] as Keys[]) {
      const [old, fresh] = [entryOf(before, keys)?.partition, entryOf(after, keys)?.partition];
      if (old === fresh) continue;
      if (old !== undefined) this.partition(name, old).delete(key);
      if (fresh !== undefined) this.partition(name, fresh).add(key);
    }
  }

  private partition(index: string, partition: string): Set<string> {
    const name = `${index} ${partition}`;
    const known = this.partitions.get(name) ?? new Set();
    this.partitions.set(name, known);
    return known;
  }

  /** All of a partition, or what of it is between two sort keys; one answer whatever its size. */
  private query(input: QueryCommand['input']) {
    const { IndexName: index = '', Limit: limit = Number.POSITIVE_INFINITY } = input;
    const keys: Keys = Object.values(Table.indexes).find(({ name }) => name === index) ?? Table;
    const asked = /^#\w+ = (:\w+)(?: AND #\w+ BETWEEN (:\w+) AND (:\w+))?$/.exec(
      input.KeyConditionExpression ?? '',
    );
    if (!asked)
      throw new Error(`a query that the played table does not know: ${input.KeyConditionExpression}`);
    const [partition = '', from, to] = asked
      .slice(1)
      .map((name?: string) => name && spokenValue(input, name));
    const found = [...this.partition(index, partition)].flatMap((key) => {
      const item = this.items.get(key);
      const sort = textOf(item, keys.sortKey) ?? '';
      const isWithin = (from === undefined || from <= sort) && (to === undefined || sort <= to);
      return item && isWithin && holds(input.FilterExpression, input, item) ? [{ sort, item }] : [];
    });
    const up = input.ScanIndexForward === false ? -1 : 1;
    found.sort((a, b) => (a.sort < b.sort ? -up : up));
    return { Items: found.slice(0, limit).map(({ item }) => item) };
  }

  private getMany(requests: Record<string, { Keys?: Record<string, AttributeValue>[] | undefined }>) {
    const answers = Object.entries(requests).map(([table, { Keys: keys = [] }]) => [
      table,
      keys.map((key) => this.items.get(keyOf(key))).filter((item) => item !== undefined),
    ]);
    return { Responses: Object.fromEntries(answers) };
  }

  /** Some may be refused: they come back to be asked for again. */
  private writeMany(requests: Record<string, WriteRequest[]>) {
    const left = Object.entries(requests).flatMap(([table, writes]) => {
      const unprocessed = writes.filter(({ PutRequest: put, DeleteRequest: deletion }) => {
        try {
          this.write(keyOf(put?.Item ?? deletion?.Key), undefined, {}, () => put?.Item);
          return false;
        } catch {
          return true;
        }
      });
      return unprocessed.length > 0 ? [[table, unprocessed]] : [];
    });
    return { UnprocessedItems: Object.fromEntries(left) };
  }
}

interface Keys {
  name?: string;
  partitionKey: string;
  sortKey: string;
}
