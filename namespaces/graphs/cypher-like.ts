import type { CypherText } from './cypher-text.ts';

/** A part of a pattern: text as it stands, any text (`%`), or any one character (`_`). */
type Part = { text: string } | '%' | '_';

/**
 * SQL's LIKE, which openCypher has not: a pattern that is a prefix, a suffix or a part becomes such a comparison,
 * which an index can serve; others become a regular expression.
 */
export function likeOf(cypher: CypherText, field: string, pattern: string): string {
  const parts = partsOf(pattern);
  const open = parts[0] === '%';
  const close = parts.length > 1 && parts.at(-1) === '%';
  const [inner = { text: '' }, ...more] = parts.slice(open ? 1 : 0, close ? -1 : undefined);
  if (more.length > 0 || typeof inner === 'string') {
    return `${field} =~ ${cypher.bind(`(?s)${parts.map(sourceOf).join('')}`)}`;
  }
  const text = cypher.bind(inner.text);
  if (open && close) return `${field} CONTAINS ${text}`;
  if (open) return `${field} ENDS WITH ${text}`;
  return close ? `${field} STARTS WITH ${text}` : `${field} = ${text}`;
}

/** A backslash makes the next character stand for itself; `%%` is `%`. */
function partsOf(pattern: string): Part[] {
  const parts: Part[] = [];
  for (const [token] of pattern.matchAll(/\\.|[^\\]|\\$/gsu)) {
    const last = parts.at(-1);
    if (token === '%' || token === '_') {
      if (token === '_' || last !== '%') parts.push(token);
      continue;
    }
    const text = token.length > 1 && token.startsWith('\\') ? token.slice(1) : token;
    if (typeof last === 'object') last.text += text;
    else parts.push({ text });
  }
  return parts;
}

function sourceOf(part: Part): string {
  if (part === '%') return '.*';
  return part === '_' ? '.' : part.text.replaceAll(/[\\^$.*+?()[\]{}|/&~#-]/g, String.raw`\$&`);
}
