import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { DynamoTable } from '../../../../adapters/aws/dynamo-table.ts';
import { PATIENT } from '../patiences.ts';

type Item = Record<string, unknown>;

/** A table with one item: what was written last, which every read finds. Conditions always hold. */
export class StoredItem {
  item: Item | undefined;
  readonly table: DynamoTable;

  constructor(item?: Item) {
    this.item = item;
    const send = async (command: unknown) => this.answer(command);
    this.table = new DynamoTable({ send } as unknown as DynamoDBClient, 'jobs', PATIENT);
  }

  private answer(command: unknown): object {
    if (command instanceof PutItemCommand) this.keep(command.input.Item);
    else if (command instanceof BatchWriteItemCommand)
      this.keep(command.input.RequestItems?.['jobs']?.at(-1)?.PutRequest?.Item);
    else if (command instanceof UpdateItemCommand) this.change(command.input);
    else if (command instanceof DeleteItemCommand) this.item = undefined;
    else if (command instanceof GetItemCommand) return { Item: this.item && marshall(this.item) };
    else if (command instanceof QueryCommand) return { Items: this.item ? [marshall(this.item)] : [] };
    else throw new Error(`a call that the table with one item does not know: ${command}`);
    return {};
  }

  /** Does what `SET #a = :a, … ADD #b :b, …` says. */
  private change({ Key, UpdateExpression = '', ...rest }: UpdateItemCommand['input']): void {
    const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = rest;
    const known = unmarshall(values);
    const item: Item = { ...this.item, ...unmarshall(Key ?? {}) };
    for (const [, name = '', sign, value = ''] of UpdateExpression.matchAll(/(#\w+) (= )?(:\w+)/g)) {
      const field = names[name] ?? '';
      item[field] = sign ? known[value] : Number(item[field] ?? 0) + known[value];
    }
    this.item = item;
  }

  private keep(item: Parameters<typeof unmarshall>[0] | undefined): void {
    this.item = item && unmarshall(item);
  }
}
