import { Table } from '../adapters/aws/table.ts';

/** The properties of the one table, as CloudFormation has them. */
export function tableProperties(): Record<string, unknown> {
  const { partitionKey, sortKey, indexes } = Table;
  const keys = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
  const all = Object.values(indexes);
  const names = new Set([partitionKey, sortKey, ...all.flatMap((i) => [i.partitionKey, i.sortKey])]);
  return {
    KeySchema: keys(partitionKey, sortKey),
    AttributeDefinitions: [...names].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    GlobalSecondaryIndexes: all.map((index) => ({
      IndexName: index.name,
      KeySchema: keys(index.partitionKey, index.sortKey),
      Projection:
        index.with.length > 0
          ? { ProjectionType: 'INCLUDE', NonKeyAttributes: index.with }
          : { ProjectionType: 'KEYS_ONLY' },
    })),
  };
}
