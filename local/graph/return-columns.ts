/** The names of the columns that a query returns, which AGE wants declared: aliases, else the expressions. */
export function columnsOf(query: string): string[] {
  const masked = query.replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`/g, (quoted) =>
    quoted.replaceAll(/[^'"`]/g, '_'),
  );
  const start = masked.toUpperCase().lastIndexOf('RETURN ');
  if (start < 0) return [];
  const end = /\s+(ORDER\s+BY|SKIP|LIMIT)\s/i.exec(`${masked.slice(start)} `)?.index;
  const from = start + 'RETURN '.length;
  const to = end === undefined ? query.length : start + end;
  return splitAt(masked.slice(from, to), query.slice(from, to)).map(nameOf);
}

/** Splits at commas that stand in no bracket. */
function splitAt(masked: string, text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let begin = 0;
  for (let i = 0; i < masked.length; i += 1) {
    const char = masked.charAt(i);
    if ('([{'.includes(char)) depth += 1;
    if (')]}'.includes(char)) depth -= 1;
    if (char !== ',' || depth > 0) continue;
    parts.push(text.slice(begin, i));
    begin = i + 1;
  }
  return [...parts, text.slice(begin)];
}

function nameOf(expression: string): string {
  const text = expression
    .replace(/^\s*DISTINCT\s+/i, '')
    .replace(/;\s*$/, '')
    .trim();
  return /\sAS\s+`?([^`]+?)`?$/is.exec(text)?.[1] ?? text;
}
