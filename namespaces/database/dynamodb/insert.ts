import { PutItemCommand, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { valueAt } from '../matches.ts';
import { Rows, type RowsResult } from '../result.ts';
import type { Row } from '../rows.ts';
import type { Statement } from '../statement.ts';
import { setAttributes } from './change.ts';
import { hasNoTransactions, isConditionFailure } from './errors.ts';
import { Placeholders } from './expression.ts';
import { fromItem, type Item, toItem } from './item.ts';
import { type Call, keyOf, onceToken, type Table } from './table.ts';

/**
 * Inserts all rows or none, in one transaction that DynamoDB executes once within 10 minutes however many
 * attempts ask for it. With `onConflict` rows are written one by one, which ends the same however often it is done.
 */
export async function insert(statement: Statement<'insert'>, table: Table, call: Call): Promise<RowsResult> {
  const { data, onConflict, returning } = statement;
  const rows = new Rows();
  let count = 0;
  const written = (row: Row) => {
    count += 1;
    if (returning) rows.add(picked(row, returning));
  };
  if (!onConflict) {
    await insertAll(data, table, call);
    data.forEach(written);
  } else {
    for (const row of data) {
      if (onConflict.action === 'update') written(await upsertOne(row, table, call.signal));
      else if (await putNew(row, table, call.signal)) written(row);
    }
  }
  return rows.result(count);
}

/** Inserts the row, or sets its columns in the row that has its key. */
export async function upsert(statement: Statement<'upsert'>, table: Table, call: Call): Promise<RowsResult> {
  await upsertOne(statement.data, table, call.signal);
  return { rows: [], count: 1 };
}

async function insertAll(data: readonly Row[], table: Table, { signal, identity }: Call): Promise<void> {
  const keys = new Set(data.map((row) => JSON.stringify(table.keys.map((name) => row[name]))));
  if (keys.size < data.length)
    throw new RunError(ErrorCode.UniqueViolation, 'DynamoDB: two rows have the same key');
  const TransactItems = data.map((row) => ({ Put: newItem(row, table) }));
  const ClientRequestToken = onceToken(identity);
  try {
    await table.client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken }), {
      abortSignal: signal,
    });
  } catch (error) {
    if (!hasNoTransactions(error)) throw error;
    for (const { Put } of TransactItems)
      await table.client.send(new PutItemCommand(Put), { abortSignal: signal });
  }
}

async function putNew(row: Row, table: Table, signal: AbortSignal): Promise<boolean> {
  try {
    await table.client.send(new PutItemCommand(newItem(row, table)), { abortSignal: signal });
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

function newItem(row: Row, table: Table) {
  const placeholders = new Placeholders();
  return {
    TableName: table.name,
    Item: toItem(row),
    ConditionExpression: `attribute_not_exists(${placeholders.path(table.keys[0])})`,
    ...placeholders.fields(),
  };
}

async function upsertOne(row: Row, table: Table, signal: AbortSignal): Promise<Row> {
  const key: Item = keyOf(toItem(row), table);
  const others = Object.fromEntries(Object.entries(row).filter(([name]) => !table.keys.includes(name)));
  const placeholders = new Placeholders();
  const update = Object.keys(others).length > 0 ? setAttributes(others, placeholders) : undefined;
  const command = new UpdateItemCommand({
    TableName: table.name,
    Key: key,
    ReturnValues: 'ALL_NEW',
    ...(update && { UpdateExpression: update }),
    ...placeholders.fields(),
  });
  const { Attributes } = await table.client.send(command, { abortSignal: signal });
  return Attributes ? fromItem(Attributes) : row;
}

function picked(row: Row, returning: readonly string[]): Row {
  if (returning.includes('*')) return row;
  return Object.fromEntries(returning.map((path) => [path, valueAt(row, path) ?? null]));
}
