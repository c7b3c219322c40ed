/** Quoted text, quoted names, comments and dollar-quoted text: what stands in them is no placeholder. */
const OPAQUE = String.raw`'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|\`[^\`]*\`|--[^\n]*|/\*[\s\S]*?\*/|(\$[A-Za-z_]*\$)[\s\S]*?\1`;

const PLACEHOLDER = { postgres: /\$(\d+)/, mysql: /\?/ };

/** The SQL with the engine's placeholders, `$1` or `?`, as the Data API's named ones: `:p1`. */
export function namedParameters(sql: string, engine: 'postgres' | 'mysql'): string {
  let count = 0;
  const pattern = new RegExp(`(?:${OPAQUE})|(?<placeholder>${PLACEHOLDER[engine].source})`, 'g');
  return sql.replaceAll(pattern, (...args) => {
    const { placeholder }: { placeholder?: string } = args.at(-1);
    if (placeholder === undefined) return args[0];
    count += 1;
    return `:p${engine === 'postgres' ? placeholder.slice(1) : count}`;
  });
}
