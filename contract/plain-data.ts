/** The fields that are given: those that are undefined are left out, as a stored or sent object must not have them. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> };
export function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** An unknown value as fields to be looked at: an object as it is, and one without fields for anything else. */
export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** A copy of plain data (what JSON can carry, and fields that are undefined) that shares nothing with it. */
export function copyOf<T>(value: T): T;
export function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  const copy: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) copy[name] = copyOf(field);
  return copy;
}
