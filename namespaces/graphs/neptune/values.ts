/**
 * A value of Neptune's default JSON (user guide, "The default OpenCypher JSON results format") with its nodes and
 * relationships in the form in which every graph returns them.
 */
export function neptuneValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(neptuneValue);
  if (typeof value !== 'object' || value === null) return value;
  const entity: Record<string, unknown> = { ...value };
  const { '~id': id, '~properties': properties = {} } = entity;
  switch (entity['~entityType']) {
    case 'node':
      return { id, labels: entity['~labels'], properties };
    case 'relationship': {
      const ends = { startNodeId: entity['~start'], endNodeId: entity['~end'] };
      return { id, type: entity['~type'], ...ends, properties };
    }
    default:
      return Object.fromEntries(Object.entries(entity).map(([name, inner]) => [name, neptuneValue(inner)]));
  }
}
