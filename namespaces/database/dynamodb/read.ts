import {
  paginateQuery,
  paginateScan,
  type QueryCommandInput,
  type QueryCommandOutput,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Condition } from '../../shared/where.ts';
import { WorkSlices } from '../../shared/work-slices.ts';
import { matches } from '../matches.ts';
import type { Row } from '../rows.ts';
import { accessOf, keyExpression } from './access.ts';
import { expressionOf, Placeholders } from './expression.ts';
import { fromItem, type Item } from './item.ts';
import type { Table } from './table.ts';
import { type Widened, widen } from './widen.ts';

export interface Found {
  item: Item;
  row: Row;
}

export interface ReadOptions {
  /** By the sort key; only within one partition. */
  descending?: boolean;
  /** How many rows are wanted, so that no larger page is read than needed. */
  wanted?: number;
}

/**
 * Every row of the condition, page by page, until the signal is aborted: a Query where the condition fixes the
 * partition key, else a Scan. Reads are strongly consistent.
 */
export async function* find(
  table: Table,
  where: Condition | undefined,
  signal: AbortSignal,
  options: ReadOptions = {},
): AsyncGenerator<Found> {
  const { exact, pages } = read(table, where, signal, options);
  const slices = new WorkSlices(signal);
  for await (const page of pages) {
    for (const item of page.Items ?? []) {
      await slices.next();
      const row = fromItem(item);
      if (exact || !where || matches(where, row)) yield { item, row };
    }
  }
}

/** How many rows fulfil the condition; rows are only transferred where DynamoDB cannot tell by itself. */
export async function countRows(
  table: Table,
  where: Condition | undefined,
  signal: AbortSignal,
): Promise<number> {
  const { exact, pages } = read(table, where, signal, { counting: true });
  let count = 0;
  if (exact) for await (const page of pages) count += page.Count ?? 0;
  else for await (const _row of find(table, where, signal)) count += 1;
  return count;
}

interface Reading {
  /** Whether the pages hold the rows of the condition and no others. */
  exact: boolean;
  pages: AsyncIterable<QueryCommandOutput | ScanCommandOutput>;
}

function read(
  table: Table,
  where: Condition | undefined,
  signal: AbortSignal,
  options: ReadOptions & { counting?: boolean },
): Reading {
  const placeholders = new Placeholders();
  const access = accessOf(where, table.declared);
  const conditions = access ? access.rest : where ? [where] : [];
  const all: Condition = { kind: 'group', by: 'and', of: conditions };
  // In a Query the filter may not name the keys.
  const filter: Widened = conditions.length > 0 ? widen(all, access ? table.keys : []) : { exact: true };
  const keys = access ? keyExpression(access, placeholders) : undefined;
  const input: QueryCommandInput = {
    TableName: table.name,
    ConsistentRead: true,
    ...(keys !== undefined && { KeyConditionExpression: keys, ScanIndexForward: !options.descending }),
    ...(filter.condition && { FilterExpression: expressionOf(filter.condition, placeholders) }),
    ...(options.counting && { Select: 'COUNT' as const }),
    ...placeholders.fields(),
  };
  // With a filter, Limit would count the rows it removes too.
  const small = options.wanted !== undefined && conditions.length === 0;
  const config = { client: table.client, ...(small && { pageSize: Math.min(options.wanted ?? 1, 1000) }) };
  const paginate = access ? paginateQuery : paginateScan;
  return { exact: filter.exact, pages: paginate(config, input, { abortSignal: signal }) };
}
