import type { Kysely, RawBuilder } from 'kysely';
import { Limits } from '../../contract/limits.ts';
import type { Row } from './rows.ts';

export type Sql = RawBuilder<unknown>;

/** What SQL databases write differently. */
export interface SqlDialect {
  /** Never connects: it only turns templates into SQL text and bound parameters. */
  compiler: Kysely<unknown>;
  /** A value as a bound parameter for a column, so that `$Now()` and nested values fit the column's type. */
  boundValue(table: string, column: string, value: unknown): Sql;
  /** A column as text that is compared letter by letter. */
  textOf(column: Sql): Sql;
  /** What an insert does with rows whose keys are there already. */
  onConflict(keys: readonly string[], rows: readonly Row[], action: 'ignore' | 'update'): Sql;
}

/** Whether a number is likely Unix ms, which a column for times takes as a time. */
export function isMoment(value: unknown): value is number {
  return (
    typeof value === 'number' &&
    Number.isInteger(value) &&
    value >= Limits.earliestMs &&
    value <= Limits.latestMs
  );
}

/** Every column of some rows, each once. */
export function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}
