import { DummyDriver, Kysely, MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler, sql } from 'kysely';
import { columnsOf, isMoment, type SqlDialect } from '../sql-dialect.ts';

/**
 * MySQL and MariaDB. They know no conflict keys: `onConflict` and `upsert` answer to any unique key of the table.
 * Whether `=` tells capitals apart is the column's collation; patterns always do.
 */
export const mysqlDialect: SqlDialect = {
  compiler: new Kysely<unknown>({
    dialect: {
      createAdapter: () => new MysqlAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new MysqlIntrospector(db),
      createQueryCompiler: () => new MysqlQueryCompiler(),
    },
  }),

  /** Lists and objects are JSON; a number of Unix ms becomes a time where the column is one, in UTC. */
  boundValue(table, column, value) {
    if (typeof value === 'object' && value !== null) return sql`${JSON.stringify(value)}`;
    if (!isMoment(value)) return sql`${value}`;
    const name = column.split('.').at(-1) ?? column;
    const bare = table.split('.').at(-1) ?? table;
    const isTime = sql`exists (select 1 from information_schema.columns where table_schema = database()
      and table_name = ${bare} and column_name = ${name} and data_type in ('datetime', 'timestamp', 'date'))`;
    const time = new Date(value).toISOString().replace('T', ' ').replace('Z', '');
    return sql`(case when ${isTime} then ${time} else ${String(value)} end)`;
  },

  textOf: (column) => sql`cast(${column} as char character set utf8mb4) collate utf8mb4_bin`,

  onConflict(keys, rows, action) {
    const set = columnsOf(rows)
      .filter((column) => action === 'update' && !keys.includes(column))
      .map((column) => sql`${sql.id(column)} = values(${sql.id(column)})`);
    // An assignment that changes nothing is how a row is left as it is: IGNORE would hide other mistakes too.
    const unchanged = keys.slice(0, 1).map((key) => sql`${sql.id(key)} = ${sql.id(key)}`);
    return sql` on duplicate key update ${sql.join(set.length > 0 ? set : unchanged)}`;
  },
};
