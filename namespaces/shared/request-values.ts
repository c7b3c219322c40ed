/** Most characters of a path with its query, and of a header's value: what all servers take of a URI (RFC 9110, 4.1). */
export const REQUEST_TEXT_MAX = 8000;

/** Text, a finite number or a boolean; half a surrogate pair cannot be sent. */
export function isScalar(value: unknown): value is string | number | boolean {
  if (typeof value === 'string') return value.isWellFormed();
  return typeof value === 'boolean' || Number.isFinite(value);
}

/** Why a value cannot stand in a query, if it cannot; null stands for none. */
export function queryFault(value: unknown): string | undefined {
  if (value === null || [value].flat().every(isScalar)) return undefined;
  return 'expected text, a number, a boolean or a list of them';
}

/** A value as texts: a list stands once for each of its items, null not at all. */
export function textsOf(value: unknown): string[] {
  return value === null ? [] : [value].flat().map(String);
}

/** Why a path with its query is too long, if it is. */
export function lengthFault(pathAndQuery: string): string | undefined {
  if (pathAndQuery.length <= REQUEST_TEXT_MAX) return undefined;
  return `path and query must be at most ${REQUEST_TEXT_MAX} characters`;
}
