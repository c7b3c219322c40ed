import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely';
import { boundValue, conditionOf, type Sql } from './postgres-condition.ts';
import type { Row } from './rows.ts';
import { type Statement, StatementLimits } from './statement.ts';

/** Never connects: it only turns templates into SQL text and bound parameters. */
const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** The statement as SQL: every name quoted, every value a bound parameter. */
export function compile(statement: Statement): { sql: string; parameters: readonly unknown[] } {
  if (statement.operation === 'raw')
    return { sql: statement.query, parameters: (statement.params ?? []).map(param) };
  const { sql: text, parameters }: CompiledQuery = sqlOf(statement).compile(compiler);
  return { sql: text, parameters };
}

function sqlOf(statement: Exclude<Statement, { operation: 'raw' }>): RawBuilder<unknown> {
  const { table } = statement;
  switch (statement.operation) {
    case 'insert': {
      const { data, onConflict } = statement;
      const conflict = onConflict ? onConflictOf(onConflict.keys, data, onConflict.action) : sql``;
      const returning = statement.returning ? sql` returning ${columns(statement.returning)}` : sql``;
      return sql`${insertOf(table, data)}${conflict}${returning}`;
    }
    case 'upsert':
      return sql`${insertOf(table, [statement.data])}${onConflictOf(statement.conflictKeys, [statement.data], 'update')}`;
    case 'query': {
      const limit = statement.limit ?? StatementLimits.rows + 1;
      const order = (statement.orderBy ?? []).map(({ column, order }) =>
        order === 'desc' ? sql`${sql.ref(column)} desc` : sql`${sql.ref(column)} asc`,
      );
      const orderBy = order.length > 0 ? sql` order by ${sql.join(order)}` : sql``;
      const page = sql` limit ${limit} offset ${statement.offset ?? 0}`;
      return sql`select ${columns(statement.select ?? ['*'])} from ${sql.table(table)}${where(statement)}${orderBy}${page}`;
    }
    case 'update': {
      const set = Object.entries(statement.data).map(
        ([column, value]) => sql`${sql.id(column)} = ${boundValue(table, column, value)}`,
      );
      return sql`update ${sql.table(table)} set ${sql.join(set)}${where(statement)}`;
    }
    case 'delete':
      return sql`delete from ${sql.table(table)}${where(statement)}`;
    case 'count':
      return sql`select count(*) as "value" from ${sql.table(table)}${where(statement)}`;
    case 'sum':
    case 'avg':
    case 'min':
    case 'max': {
      const aggregate = sql`${sql.raw(statement.operation)}(${sql.ref(statement.column)})`;
      return sql`select ${aggregate} as "value" from ${sql.table(table)}${where(statement)}`;
    }
  }
}

/** Rows may have different columns: where one lacks a column, the column's default is written. */
function insertOf(table: string, rows: readonly Row[]): Sql {
  const names = columnsOf(rows);
  const tuples = rows.map((row) => {
    const values = names.map((name) =>
      Object.hasOwn(row, name) ? boundValue(table, name, row[name]) : sql`default`,
    );
    return sql`(${sql.join(values)})`;
  });
  return sql`insert into ${sql.table(table)} (${sql.join(names.map((name) => sql.id(name)))}) values ${sql.join(tuples)}`;
}

function onConflictOf(keys: string[], rows: readonly Row[], action: 'ignore' | 'update'): Sql {
  const target = sql` on conflict (${sql.join(keys.map((key) => sql.id(key)))})`;
  const set = columnsOf(rows)
    .filter((column) => !keys.includes(column))
    .map((column) => sql`${sql.id(column)} = excluded.${sql.id(column)}`);
  return action === 'update' && set.length > 0
    ? sql`${target} do update set ${sql.join(set)}`
    : sql`${target} do nothing`;
}

function columnsOf(rows: readonly Row[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row)))];
}

function columns(names: readonly string[]): Sql {
  return sql.join(names.map((name) => (name === '*' ? sql`*` : sql.ref(name))));
}

function where(statement: { table: string; where?: Parameters<typeof conditionOf>[1] | undefined }): Sql {
  return statement.where ? sql` where ${conditionOf(statement.table, statement.where)}` : sql``;
}

/** The driver writes an array as a PostgreSQL array and an object as JSON text. */
function param(value: unknown): unknown {
  return value === undefined ? null : value;
}
