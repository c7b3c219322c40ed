import type { Filter } from 'mongodb';
import { likeExpression } from '../../shared/like.ts';
import type { Condition, FieldCondition, TextCondition } from '../../shared/where.ts';

type Document = Record<string, unknown>;

/** The condition as a filter; values stand behind operators, so none can become one. */
export function filterOf(condition: Condition | undefined): Filter<Document> {
  if (!condition) return {};
  if (condition.kind === 'group') {
    return { [condition.by === 'and' ? '$and' : '$or']: condition.of.map(filterOf) };
  }
  return { [condition.field]: operatorOf(condition) };
}

const COMPARISONS = { eq: '$eq', gt: '$gt', gte: '$gte', lt: '$lt', lte: '$lte' } as const;

/** Null and missing fields match nothing but the test for null, as in SQL. */
function operatorOf(condition: FieldCondition): Document {
  switch (condition.kind) {
    case 'compare':
      if (condition.by === 'ne') return { $nin: [condition.value, null] };
      return { [COMPARISONS[condition.by]]: condition.value };
    case 'among':
      return condition.negated ? { $nin: [...condition.values, null] } : { $in: condition.values };
    case 'between':
      return { $gte: condition.from, $lte: condition.to };
    case 'null':
      return condition.negated ? { $ne: null } : { $eq: null };
    case 'text':
      return { $regex: patternOf(condition.by, condition.text), $options: 's' };
  }
}

function patternOf(by: TextCondition['by'], text: string): string {
  switch (by) {
    case 'contains':
      return literal(text);
    case 'startsWith':
      return `^${literal(text)}`;
    case 'endsWith':
      return String.raw`${literal(text)}\z`;
    case 'like':
      return String.raw`^${likeExpression(text, literal)}\z`;
  }
}

/** Every character of a PCRE that means more than itself is escaped. */
function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
