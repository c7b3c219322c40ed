const PLACEHOLDER = /:([A-Za-z_]\w*)/g;

/** `.` or `..` between slashes, also when they came percent-encoded: a server may decode before it routes. */
const CLIMBING = /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}([/\\]|%2f|%5c|$)/i;

/** The names of the `:placeholders` in a path, each once; a query string after `?` has none. */
export function placeholdersOf(path: string): string[] {
  const names = [...split(path).pathname.matchAll(PLACEHOLDER)].flatMap((match) => match[1] ?? []);
  return [...new Set(names)];
}

/** Whether a value put into a path could be read as a step up, or as no step at all. */
export function climbs(value: string): boolean {
  return CLIMBING.test(value);
}

/** The path with every placeholder filled, percent-encoded; its fixed query string stays. */
export function fillPath(path: string, params: Record<string, string>): string {
  const { pathname, query } = split(path);
  const filled = pathname.replaceAll(PLACEHOLDER, (_whole, name: string) =>
    encodeURIComponent(params[name] ?? ''),
  );
  return filled + query;
}

function split(path: string): { pathname: string; query: string } {
  const mark = path.indexOf('?');
  return mark < 0
    ? { pathname: path, query: '' }
    : { pathname: path.slice(0, mark), query: path.slice(mark) };
}
