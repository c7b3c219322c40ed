import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
} from 'kysely';
import { columnsOf, isMoment, type Sql, type SqlDialect } from '../sql-dialect.ts';

/** PostgreSQL over its own protocol, where an untyped parameter takes the type of the column it meets. */
export const postgresDialect: SqlDialect = {
  compiler: new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),

  /**
   * Lists and objects take the column's own type, be it json, an array or a composite; and so that `$Now()` fits, a
   * number of Unix ms becomes a time where the column is one.
   */
  boundValue(table, column, value) {
    const name = nameOf(column);
    if (typeof value === 'object' && value !== null) {
      return typed(table, name, sql`${JSON.stringify(value)}::jsonb`);
    }
    return isMoment(value) ? typedMoment(table, name, value) : sql`${value}`;
  },

  textOf: (column) => sql`cast(${column} as text)`,

  onConflict(keys, rows, action) {
    const target = sql` on conflict (${sql.join(keys.map((key) => sql.id(key)))})`;
    const set = columnsOf(rows)
      .filter((column) => !keys.includes(column))
      .map((column) => sql`${sql.id(column)} = excluded.${sql.id(column)}`);
    return action === 'update' && set.length > 0
      ? sql`${target} do update set ${sql.join(set)}`
      : sql`${target} do nothing`;
  },
};

/** PostgreSQL over the Data API, whose parameters have types of their own: each is read as the column's by way of JSON. */
export const dataApiPostgresDialect: SqlDialect = {
  ...postgresDialect,
  boundValue(table, column, value) {
    const name = nameOf(column);
    if (isMoment(value)) return typedMoment(table, name, value);
    return typed(table, name, sql`cast(${JSON.stringify(value ?? null)} as jsonb)`);
  },
};

const nameOf = (column: string) => column.split('.').at(-1) ?? column;

function typedMoment(table: string, column: string, value: number): Sql {
  const times = sql`array['timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype]`;
  const isTime = sql`pg_typeof((null::${sql.table(table)}).${sql.id(column)}) = any(${times})`;
  const iso = new Date(value).toISOString();
  const json = sql`case when ${isTime} then to_jsonb(${iso}::text) else to_jsonb(${value}::numeric) end`;
  return typed(table, column, json);
}

/** `jsonb_populate_record` reads JSON as the row type of the table; it is stable, so indexes are still used. */
function typed(table: string, column: string, json: Sql): Sql {
  const record = sql`jsonb_populate_record(null::${sql.table(table)}, jsonb_build_object(${column}::text, ${json}))`;
  return sql`(${record}).${sql.id(column)}`;
}
