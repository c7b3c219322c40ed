import neo4j from 'neo4j-driver';

/** A value of the driver as the JSON a result holds: whole numbers as numbers where they fit, times as ISO 8601. */
export function plainValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (neo4j.isInt(value)) return value.inSafeRange() ? value.toNumber() : value.toString();
  if (isTemporal(value)) return String(value);
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
