import type { DynamoDbKey, DynamoDbTable } from '../../../contract/resources/database.ts';
import type { ComparisonCondition, Condition } from '../../shared/where.ts';
import type { Row } from '../rows.ts';
import type { Placeholders } from './expression.ts';

/** How rows are reached: within one partition, narrowed by the sort key where that can be. */
export interface Access {
  partition: ComparisonCondition;
  sort?: Condition;
  /** What must hold besides. */
  rest: Condition[];
}

/** The cheapest way to the rows of a condition; undefined when only a scan finds them. */
export function accessOf(condition: Condition | undefined, table: DynamoDbTable): Access | undefined {
  const parts = conjuncts(condition);
  const partition = parts.find((part) => isEqual(part, table.partitionKey));
  if (!partition) return undefined;
  const { sortKey } = table;
  const onSort = sortKey ? parts.filter((part) => fitsSortKey(part, sortKey)) : [];
  const sort = onSort.find((part) => sortKey && isEqual(part, sortKey)) ?? onSort[0];
  const rest = parts.filter((part) => part !== partition && part !== sort);
  return { partition, ...(sort && { sort }), rest };
}

/** The one key a condition names in full, as a row. */
export function fullKeyOf(condition: Condition | undefined, table: DynamoDbTable): Row | undefined {
  const access = accessOf(condition, table);
  if (!access) return undefined;
  const partition = { [table.partitionKey.name]: access.partition.value };
  const { sortKey } = table;
  if (!sortKey) return partition;
  if (!access.sort || !isEqual(access.sort, sortKey)) return undefined;
  return { ...partition, [sortKey.name]: access.sort.value };
}

/** The access as a KeyConditionExpression. */
export function keyExpression({ partition, sort }: Access, placeholders: Placeholders): string {
  const first = comparison(partition, placeholders);
  if (!sort || sort.kind === 'group') return first;
  const path = placeholders.path(sort.field);
  switch (sort.kind) {
    case 'compare':
      return `${first} AND ${comparison(sort, placeholders)}`;
    case 'between': {
      const [from, to] = [placeholders.value(sort.from), placeholders.value(sort.to)];
      return `${first} AND ${path} BETWEEN ${from} AND ${to}`;
    }
    case 'text':
      return `${first} AND begins_with(${path}, ${placeholders.value(sort.text)})`;
    default:
      return first;
  }
}

function comparison({ field, by, value }: ComparisonCondition, placeholders: Placeholders): string {
  const sign = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=', ne: '<>' }[by];
  return `${placeholders.path(field)} ${sign} ${placeholders.value(value)}`;
}

function conjuncts(condition: Condition | undefined): Condition[] {
  if (!condition) return [];
  return condition.kind === 'group' && condition.by === 'and' ? condition.of.flatMap(conjuncts) : [condition];
}

function isEqual(part: Condition, key: DynamoDbKey): part is ComparisonCondition {
  return part.kind === 'compare' && part.by === 'eq' && part.field === key.name;
}

/** What a KeyConditionExpression can say of a sort key; `between` with its ends swapped would be an error. */
function fitsSortKey(part: Condition, key: DynamoDbKey): boolean {
  if (part.kind === 'group' || part.field !== key.name) return false;
  if (part.kind === 'compare') return part.by !== 'ne';
  if (part.kind === 'text') return part.by === 'startsWith' && key.type === 'S';
  return part.kind === 'between' && part.from <= part.to;
}
