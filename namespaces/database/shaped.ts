import type { Rows, RowsResult } from './result.ts';
import { type Statement, StatementLimits } from './statement.ts';

/** What an SQL database gave: its rows, and how many rows the statement concerned. */
export interface Outcome {
  rows: Rows;
  count: number;
}

/** The outcome of a statement as a run returns it. */
export function shaped(
  statement: Statement,
  { rows, count }: Outcome,
): RowsResult | { count: unknown } | { value: unknown } {
  switch (statement.operation) {
    case 'count':
      return { count: first(rows) };
    case 'sum':
    case 'min':
    case 'max':
      return { value: first(rows) };
    case 'avg': {
      const value = first(rows);
      return { value: typeof value === 'string' && Number.isFinite(Number(value)) ? Number(value) : value };
    }
    case 'query':
      return statement.limit === undefined ? rows.result(count, StatementLimits.rows) : rows.result(count);
    default:
      return rows.result(count);
  }
}

function first(rows: Rows): unknown {
  return rows.result().rows[0]?.['value'] ?? null;
}
