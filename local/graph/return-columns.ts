import { beyondLocal, masked } from './cypher.ts';

/**
 * The names of the columns that a query returns, which AGE wants declared: aliases, else the expressions.
 * @throws CypherFault for `RETURN *`, whose columns the text does not tell
 */
export function columnsOf(query: string): string[] {
  const mask = masked(query);
  const [last] = [...mask.matchAll(/\bRETURN\s+(?:DISTINCT\s+)?/gi)].slice(-1);
  if (!last) return [];
  const from = last.index + last[0].length;
  const length = /\s+(ORDER\s+BY|SKIP|LIMIT)\s/i.exec(mask.slice(from))?.index;
  const to = length === undefined ? query.length : from + length;
  return splitAt(mask.slice(from, to), query.slice(from, to)).map(nameOf);
}

/** Splits at commas that stand in no bracket. */
function splitAt(mask: string, text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let begin = 0;
  for (let i = 0; i < mask.length; i += 1) {
    const char = mask.charAt(i);
    if ('([{'.includes(char)) depth += 1;
    if (')]}'.includes(char)) depth -= 1;
    if (char !== ',' || depth > 0) continue;
    parts.push(text.slice(begin, i));
    begin = i + 1;
  }
  return [...parts, text.slice(begin)];
}

function nameOf(expression: string): string {
  const text = expression.replace(/;\s*$/, '').trim();
  if (text === '*') throw beyondLocal('returns no *, only what is named');
  return /\sAS\s+`?([^`]+?)`?$/is.exec(text)?.[1] ?? text;
}
