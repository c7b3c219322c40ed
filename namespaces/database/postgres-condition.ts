import { type RawBuilder, sql } from 'kysely';
import { Limits } from '../../contract/limits.ts';
import type { Condition, FieldCondition, TextCondition } from './where.ts';

export type Sql = RawBuilder<unknown>;

/** The condition as SQL over the columns of `table`. */
export function conditionOf(table: string, condition: Condition): Sql {
  if (condition.kind === 'group') {
    const parts = condition.of.map((part) => conditionOf(table, part));
    return sql`(${sql.join(parts, condition.by === 'and' ? sql` and ` : sql` or `)})`;
  }
  return fieldConditionOf(table, condition);
}

function fieldConditionOf(table: string, condition: FieldCondition): Sql {
  const column = sql.ref(condition.field);
  const bind = (value: unknown) => boundValue(table, condition.field, value);
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
      return sql`cast(${column} as text) like ${patternOf(condition.by, condition.text)}`;
  }
}

const COMPARISONS = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function patternOf(by: TextCondition['by'], text: string): string {
  if (by === 'like') return text;
  const literal = text.replaceAll(/[\\%_]/g, '\\$&');
  return `${by === 'startsWith' ? '' : '%'}${literal}${by === 'endsWith' ? '' : '%'}`;
}

/**
 * The value as a bound parameter for a column. Lists and objects take the column's own type, be it json, an
 * array or a composite; and so that `$Now()` fits, a number of Unix ms becomes a time where the column is one.
 */
export function boundValue(table: string, column: string, value: unknown): Sql {
  const name = column.split('.').at(-1) ?? column;
  if (typeof value === 'object' && value !== null)
    return typed(table, name, sql`${JSON.stringify(value)}::jsonb`);
  if (typeof value !== 'number' || !isMoment(value)) return sql`${value}`;
  const times = sql`array['timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype]`;
  const isTime = sql`pg_typeof((null::${sql.table(table)}).${sql.id(name)}) = any(${times})`;
  const iso = new Date(value).toISOString();
  return typed(
    table,
    name,
    sql`case when ${isTime} then to_jsonb(${iso}::text) else to_jsonb(${value}::numeric) end`,
  );
}

/** `jsonb_populate_record` reads JSON as the row type of the table; it is stable, so indexes are still used. */
function typed(table: string, column: string, json: Sql): Sql {
  const record = sql`jsonb_populate_record(null::${sql.table(table)}, jsonb_build_object(${column}::text, ${json}))`;
  return sql`(${record}).${sql.id(column)}`;
}

function isMoment(value: number): boolean {
  return Number.isInteger(value) && value >= Limits.earliestMs && value <= Limits.latestMs;
}
