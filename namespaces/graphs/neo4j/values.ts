import neo4j from 'neo4j-driver';

/**
 * A value of the driver as the JSON a result holds: whole numbers as numbers where they fit and as text where not,
 * times as ISO 8601, bytes as base64, points as their coordinates, paths as their parts.
 */
export function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (neo4j.isInt(value)) return value.inSafeRange() ? value.toNumber() : value.toString();
  if (isTemporal(value)) return String(value);
  if (value instanceof Int8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plainValue);
  if (neo4j.isNode(value)) {
    return { id: value.elementId, labels: value.labels, properties: plainValue(value.properties) };
  }
  if (neo4j.isRelationship(value)) {
    const { elementId, type, startNodeElementId, endNodeElementId, properties } = value;
    const ends = { startNodeId: startNodeElementId, endNodeId: endNodeElementId };
    return { id: elementId, type, ...ends, properties: plainValue(properties) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainValue(inner)]));
}

/** JavaScript has one kind of number: a whole one is an integer to the graph, as it is in JSON. */
export function boundParams(params: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, bound(value)]));
}

function bound(value: unknown): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? neo4j.int(value) : value;
  if (Array.isArray(value)) return value.map(bound);
  return typeof value === 'object' && value !== null ? boundParams({ ...value }) : value;
}

function isTemporal(value: object): boolean {
  return [
    neo4j.isDate,
    neo4j.isDateTime,
    neo4j.isDuration,
    neo4j.isLocalDateTime,
    neo4j.isLocalTime,
    neo4j.isTime,
  ].some((is) => is(value));
}
