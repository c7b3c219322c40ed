/** The property that tells which run made a node or relationship, so that a duplicate makes none; never shown. */
export const RUN_PROPERTY = '_ductape_run';

/** The value without the mark in any node, relationship or map that it holds. */
export function withoutMark(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMark);
  if (typeof value !== 'object' || value === null) return value;
  const own = Object.entries(value).filter(([name]) => name !== RUN_PROPERTY);
  return Object.fromEntries(own.map(([name, inner]) => [name, withoutMark(inner)]));
}
