import { sql } from 'kysely';
import type { Condition, FieldCondition, TextCondition } from '../shared/where.ts';
import type { Sql, SqlDialect } from './sql-dialect.ts';

/** The condition as SQL over the columns of `table`. */
export function conditionOf(dialect: SqlDialect, table: string, condition: Condition): Sql {
  if (condition.kind === 'group') {
    const parts = condition.of.map((part) => conditionOf(dialect, table, part));
    return sql`(${sql.join(parts, condition.by === 'and' ? sql` and ` : sql` or `)})`;
  }
  return fieldConditionOf(dialect, table, condition);
}

function fieldConditionOf(dialect: SqlDialect, table: string, condition: FieldCondition): Sql {
  const column = sql.ref(condition.field);
  const bind = (value: unknown) => dialect.boundValue(table, condition.field, value);
  switch (condition.kind) {
    case 'compare':
      return sql`${column} ${sql.raw(COMPARISONS[condition.by])} ${bind(condition.value)}`;
    case 'among': {
      const list = sql.join(condition.values.map(bind));
      return condition.negated ? sql`${column} not in (${list})` : sql`${column} in (${list})`;
    }
    case 'between':
      return sql`${column} between ${bind(condition.from)} and ${bind(condition.to)}`;
    case 'null':
      return condition.negated ? sql`${column} is not null` : sql`${column} is null`;
    case 'text':
      return sql`${dialect.textOf(column)} like ${patternOf(condition.by, condition.text)}`;
  }
}

const COMPARISONS = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function patternOf(by: TextCondition['by'], text: string): string {
  if (by === 'like') return text;
  const literal = text.replaceAll(/[\\%_]/g, '\\$&');
  return `${by === 'startsWith' ? '' : '%'}${literal}${by === 'endsWith' ? '' : '%'}`;
}
