import type { Condition, FieldCondition } from '../shared/where.ts';
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

/** openCypher has no LIKE: a pattern is taken for the prefix, suffix or part that it is, which Neptune can do too. */
function likeOf(cypher: CypherText, field: string, pattern: string): string {
  const inner = pattern.replace(/^%/, '').replace(/%$/, '');
  const plain = inner.replaceAll(/\\(.)/gs, '$1');
  if (!/(?<!\\)[%_]/.test(inner)) {
    const [open, close] = [pattern.startsWith('%'), /(?<!\\)%$/.test(pattern)];
    if (open && close) return `${field} CONTAINS ${cypher.bind(plain)}`;
    if (open) return `${field} ENDS WITH ${cypher.bind(plain)}`;
    return close ? `${field} STARTS WITH ${cypher.bind(plain)}` : `${field} = ${cypher.bind(plain)}`;
  }
  const source = pattern.replaceAll(/\\(.)|%|_|[\\^$.*+?()[\]{}|/-]/gs, (all, escaped) => {
    if (all === '%') return '.*';
    if (all === '_') return '.';
    return `\\${escaped ?? all}`;
  });
  return `${field} =~ ${cypher.bind(`(?s)${source}`)}`;
}
