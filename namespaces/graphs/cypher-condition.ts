import type { Condition, FieldCondition } from '../shared/where.ts';
import { likeOf } from './cypher-like.ts';
import type { CypherText } from './cypher-text.ts';

const COMPARISONS = { eq: '=', ne: '<>', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;
const TEXTS = { contains: 'CONTAINS', startsWith: 'STARTS WITH', endsWith: 'ENDS WITH' } as const;

/** The condition over the properties of a node or relationship; null matches nothing but the test for null. */
export function conditionOf(cypher: CypherText, variable: string, condition: Condition): string {
  if (condition.kind !== 'group') return fieldConditionOf(cypher, variable, condition);
  const parts = condition.of.map((part) => conditionOf(cypher, variable, part));
  return `(${parts.join(condition.by === 'and' ? ' AND ' : ' OR ')})`;
}

function fieldConditionOf(cypher: CypherText, variable: string, condition: FieldCondition): string {
  const field = `${variable}.${cypher.quote(condition.field)}`;
  switch (condition.kind) {
    case 'compare':
      return `${field} ${COMPARISONS[condition.by]} ${cypher.bind(condition.value)}`;
    case 'among': {
      const among = `${field} IN ${cypher.bind(condition.values)}`;
      return condition.negated ? `(${field} IS NOT NULL AND NOT ${among})` : among;
    }
    case 'between':
      return `(${field} >= ${cypher.bind(condition.from)} AND ${field} <= ${cypher.bind(condition.to)})`;
    case 'null':
      return `${field} IS ${condition.negated ? 'NOT ' : ''}NULL`;
    case 'text':
      if (condition.by === 'like') return likeOf(cypher, field, condition.text);
      return `${field} ${TEXTS[condition.by]} ${cypher.bind(condition.text)}`;
  }
}
