import { type CompiledQuery, type RawBuilder, sql } from 'kysely';
import { ErrorCode } from '../../contract/errors.ts';
import { RunError } from '../../core/errors/run-error.ts';
import type { Row } from './rows.ts';
import { conditionOf } from './sql-condition.ts';
import { columnsOf, type Sql, type SqlDialect } from './sql-dialect.ts';
import { type Statement, StatementLimits } from './statement.ts';

/** The statement as SQL: every name quoted, every value a bound parameter. */
export function compile(
  statement: Statement,
  dialect: SqlDialect,
): { sql: string; parameters: readonly unknown[] } {
  if (statement.operation === 'raw')
    return { sql: statement.query, parameters: (statement.params ?? []).map(param) };
  const { sql: text, parameters }: CompiledQuery = sqlOf(statement, dialect).compile(dialect.compiler);
  return { sql: text, parameters };
}

function sqlOf(
  statement: Exclude<Statement, { operation: 'raw' }>,
  dialect: SqlDialect,
): RawBuilder<unknown> {
  const { table } = statement;
  switch (statement.operation) {
    case 'insert': {
      const { data, onConflict } = statement;
      const conflict = onConflict ? dialect.onConflict(onConflict.keys, data, onConflict.action) : sql``;
      const returning = statement.returning ? sql` returning ${columns(statement.returning)}` : sql``;
      return sql`${insertOf(dialect, table, data)}${conflict}${returning}`;
    }
    case 'upsert':
      return sql`${insertOf(dialect, table, [statement.data])}${dialect.onConflict(statement.conflictKeys, [statement.data], 'update')}`;
    case 'query': {
      const limit = statement.limit ?? StatementLimits.rows + 1;
      const order = (statement.orderBy ?? []).map(({ column, order }) =>
        order === 'desc' ? sql`${sql.ref(column)} desc` : sql`${sql.ref(column)} asc`,
      );
      const orderBy = order.length > 0 ? sql` order by ${sql.join(order)}` : sql``;
      const page = sql` limit ${sql.lit(limit)} offset ${sql.lit(statement.offset ?? 0)}`;
      return sql`select ${columns(statement.select ?? ['*'])} from ${sql.table(table)}${where(statement, dialect)}${orderBy}${page}`;
    }
    case 'update': {
      const set = Object.entries(statement.data).map(
        ([column, value]) => sql`${sql.id(column)} = ${dialect.boundValue(table, column, value)}`,
      );
      return sql`update ${sql.table(table)} set ${sql.join(set)}${where(statement, dialect)}`;
    }
    case 'delete':
      return sql`delete from ${sql.table(table)}${where(statement, dialect)}`;
    case 'count':
      return sql`select count(*) as ${sql.id('value')} from ${sql.table(table)}${where(statement, dialect)}`;
    case 'sum':
    case 'avg':
    case 'min':
    case 'max': {
      const aggregate = sql`${sql.raw(statement.operation)}(${sql.ref(statement.column)})`;
      return sql`select ${aggregate} as ${sql.id('value')} from ${sql.table(table)}${where(statement, dialect)}`;
    }
  }
}

/** Most values of one insert, the defaults of columns that a row lacks among them. */
const CELLS_MAX = 40_000;

/**
 * Rows may have different columns: where one lacks a column, the column's default is written.
 * @throws RunError `VALIDATION_ERROR` for rows with more columns of their own than a statement has room for
 */
function insertOf(dialect: SqlDialect, table: string, rows: readonly Row[]): Sql {
  const names = columnsOf(rows);
  if (names.length * rows.length > CELLS_MAX) {
    const got = `${rows.length} rows with ${names.length} different columns`;
    throw new RunError(ErrorCode.Validation, `input.data: expected at most ${CELLS_MAX} values; got ${got}`);
  }
  const tuples = rows.map((row) => {
    const values = names.map((name) =>
      Object.hasOwn(row, name) ? dialect.boundValue(table, name, row[name]) : sql`default`,
    );
    return sql`(${sql.join(values)})`;
  });
  return sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.id(name)))}) values ${sql.join(tuples)}`;
}

function columns(names: readonly string[]): Sql {
  return sql.join(names.map((name) => (name === '*' ? sql`*` : sql.ref(name))));
}

function where(
  statement: { table: string; where?: Parameters<typeof conditionOf>[2] | undefined },
  dialect: SqlDialect,
): Sql {
  return statement.where ? sql` where ${conditionOf(dialect, statement.table, statement.where)}` : sql``;
}

/** The driver writes an array as a PostgreSQL array and an object as JSON text. */
function param(value: unknown): unknown {
  return value === undefined ? null : value;
}
