import { likeExpression, likeParts } from '../shared/like.ts';
import type { CypherText } from './cypher-text.ts';

/**
 * SQL's LIKE, which openCypher has not: a pattern that is a prefix, a suffix or a part becomes such a comparison,
 * which an index can serve; others become a regular expression.
 */
export function likeOf(cypher: CypherText, field: string, pattern: string): string {
  const parts = likeParts(pattern);
  const open = parts[0] === '%';
  const close = parts.length > 1 && parts.at(-1) === '%';
  const [inner = { text: '' }, ...more] = parts.slice(open ? 1 : 0, close ? -1 : undefined);
  if (more.length > 0 || typeof inner === 'string') {
    return `${field} =~ ${cypher.bind(`(?s)${likeExpression(pattern, literal)}`)}`;
  }
  const text = cypher.bind(inner.text);
  if (open && close) return `${field} CONTAINS ${text}`;
  if (open) return `${field} ENDS WITH ${text}`;
  return close ? `${field} STARTS WITH ${text}` : `${field} = ${text}`;
}

/** Every character of a Java pattern that means more than itself is escaped. */
function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/&~#-]/g, String.raw`\$&`);
}
