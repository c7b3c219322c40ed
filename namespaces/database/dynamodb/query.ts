import { ErrorCode } from '../../../contract/errors.ts';
import { RunError } from '../../../core/errors/run-error.ts';
import { compare, valueAt } from '../matches.ts';
import { Rows, type RowsResult } from '../result.ts';
import type { Row } from '../rows.ts';
import { type Statement, StatementLimits } from '../statement.ts';
import { accessOf } from './access.ts';
import { countRows, find } from './read.ts';
import { inOrder } from './sort.ts';
import type { Table } from './table.ts';

/** Bounds of sorting in memory, for an order that is not the sort key's within one partition. */
const SortLimits = { rows: 10_000, bytes: 32 * 1024 * 1024 } as const;

type Query = Statement<'query'>;

/** Rows of a table; sorted by DynamoDB where it can, else in memory within bounds. */
export async function query(statement: Query, table: Table, signal: AbortSignal): Promise<RowsResult> {
  const { where, offset = 0, orderBy = [] } = statement;
  const most = statement.limit ?? StatementLimits.rows;
  const native = nativeOrder(statement, table);
  // One more tells whether there is more; with a limit of the caller's own it is not asked.
  const end = offset + most + (statement.limit === undefined ? 1 : 0);
  const rows = new Rows();
  const add = (row: Row) => rows.add(selected(row, statement.select));
  if (orderBy.length > 0 && native === undefined) {
    for (const row of (await sorted(statement, table, signal)).slice(offset, end)) add(row);
    return rows.result(rows.count, most);
  }
  let seen = 0;
  for await (const { row } of find(table, where, signal, { descending: native === 'desc', wanted: end })) {
    seen += 1;
    if (seen > offset) add(row);
    if (seen >= end) break;
  }
  return rows.result(rows.count, most);
}

/** The sum, average, least or greatest value of a column, passing over rows that have none; null over no rows. */
export async function aggregate(
  statement: Statement<'sum' | 'avg' | 'min' | 'max'>,
  table: Table,
  signal: AbortSignal,
): Promise<{ value: number | string | null }> {
  const { operation, column, where } = statement;
  const ranked = operation === 'min' || operation === 'max';
  let count = 0;
  let sum = 0;
  let best: number | string | undefined;
  for await (const { row } of find(table, where, signal)) {
    const value = valueAt(row, column);
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number' && !(ranked && typeof value === 'string'))
      throw notComparable(operation, column, value);
    count += 1;
    if (typeof value === 'number') sum += value;
    if (!ranked) continue;
    const order = best === undefined ? 0 : compare(value, best);
    if (order === undefined) throw notComparable(operation, column, value);
    if (best === undefined || (operation === 'min' ? order < 0 : order > 0)) best = value;
  }
  if (ranked) return { value: best ?? null };
  if (count === 0) return { value: null };
  return { value: operation === 'sum' ? sum : sum / count };
}

/** How many rows fulfil the condition. */
export async function count(
  statement: Statement<'count'>,
  table: Table,
  signal: AbortSignal,
): Promise<{ count: number }> {
  return { count: await countRows(table, statement.where, signal) };
}

/** `asc` or `desc` when the order asked for is that of the sort key within one partition. */
function nativeOrder({ orderBy = [], where }: Query, { declared }: Table): 'asc' | 'desc' | undefined {
  const [first, ...others] = orderBy;
  if (!first || others.length > 0 || first.column !== declared.sortKey?.name) return undefined;
  return accessOf(where, declared) && first.order;
}

async function sorted({ where, orderBy = [] }: Query, table: Table, signal: AbortSignal): Promise<Row[]> {
  const rows: Row[] = [];
  let bytes = 0;
  for await (const { row } of find(table, where, signal)) {
    rows.push(row);
    bytes += JSON.stringify(row).length;
    if (rows.length > SortLimits.rows || bytes > SortLimits.bytes) {
      const bound = `${SortLimits.rows} rows or ${SortLimits.bytes / 1024 / 1024} MB`;
      const message = `more than ${bound} to sort; narrow where, or order by the sort key within one partition`;
      throw new RunError(ErrorCode.Validation, `input.orderBy: ${message}`);
    }
  }
  return await inOrder(rows, orderBy, signal);
}

function selected(row: Row, select: readonly string[] | undefined): Row {
  if (!select || select.includes('*')) return row;
  return Object.fromEntries(select.map((path) => [path, valueAt(row, path) ?? null]));
}

function notComparable(operation: string, column: string, value: unknown): RunError {
  const got = `${typeof value} in the column "${column}"`;
  return new RunError(ErrorCode.Validation, `input.column: ${operation} cannot take a ${got}`);
}
