import { DeleteItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { Condition } from '../../shared/where.ts';
import type { RowsResult } from '../result.ts';
import type { Row } from '../rows.ts';
import type { Statement } from '../statement.ts';
import { fullKeyOf } from './access.ts';
import { isConditionFailure } from './errors.ts';
import { operand, Placeholders } from './expression.ts';
import { type Item, toItem } from './item.ts';
import { find } from './read.ts';
import { keyOf, type Table } from './table.ts';
import { widen } from './widen.ts';

/** Changes of rows under way at once. */
const AT_ONCE = 8;

/**
 * Updates or deletes the rows of a condition: at once when it names one full key, else each row that is found.
 * Every change checks again that its row still fulfils the condition, and passes it over if not. A run that ends
 * half way has changed some rows; running it again changes the others, to the same end.
 */
export async function change(
  statement: Statement<'update' | 'delete'>,
  table: Table,
  signal: AbortSignal,
): Promise<RowsResult> {
  const { where } = statement;
  const data = statement.operation === 'update' ? statement.data : undefined;
  const key = fullKeyOf(where, table.declared);
  if (key && where && widen(where).exact) {
    const changed = await changeOne(toItem(key), data, where, undefined, table, signal);
    return { rows: [], count: changed ? 1 : 0 };
  }
  let count = 0;
  let batch: Item[] = [];
  const flush = async () => {
    const ended = await Promise.allSettled(
      batch.map((item) => changeOne(keyOf(item, table), data, where, item, table, signal)),
    );
    batch = [];
    for (const change of ended) {
      if (change.status === 'rejected') throw change.reason;
      if (change.value) count += 1;
    }
  };
  for await (const { item } of find(table, where, signal)) {
    batch.push(item);
    if (batch.length === AT_ONCE) await flush();
  }
  await flush();
  return { rows: [], count };
}

/** Sets attributes of one item, making it if need be. */
export function setAttributes(data: Row, placeholders: Placeholders): string {
  const set = Object.entries(data).map(
    ([name, value]) => `${placeholders.path(name)} = ${placeholders.value(value)}`,
  );
  return `SET ${set.join(', ')}`;
}

async function changeOne(
  key: Item,
  data: Row | undefined,
  where: Condition | undefined,
  read: Item | undefined,
  table: Table,
  signal: AbortSignal,
): Promise<boolean> {
  const placeholders = new Placeholders();
  const update = data && setAttributes(data, placeholders);
  const input = {
    TableName: table.name,
    Key: key,
    ConditionExpression: `attribute_exists(${placeholders.path(table.keys[0])})${stillTrue(where, read, placeholders)}`,
    ...placeholders.fields(),
  };
  const command = update
    ? new UpdateItemCommand({ ...input, UpdateExpression: update })
    : new DeleteItemCommand(input);
  try {
    await (command instanceof UpdateItemCommand
      ? table.client.send(command, { abortSignal: signal })
      : table.client.send(command, { abortSignal: signal }));
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
}

/** The condition itself; where DynamoDB cannot say it, that its attributes are as they were when it held. */
function stillTrue(where: Condition | undefined, read: Item | undefined, placeholders: Placeholders): string {
  if (!where) return '';
  const { condition, exact } = widen(where);
  if (condition && (exact || !read)) return ` AND ${operand(condition, placeholders)}`;
  const same = [...topNames(where)].map((name) => {
    const path = placeholders.path(name);
    const value = read?.[name];
    return value ? ` AND ${path} = ${placeholders.attribute(value)}` : ` AND attribute_not_exists(${path})`;
  });
  return same.join('');
}

function topNames(condition: Condition): Set<string> {
  if (condition.kind === 'group') return new Set(condition.of.flatMap((part) => [...topNames(part)]));
  return new Set([condition.field.split('.')[0] ?? condition.field]);
}
