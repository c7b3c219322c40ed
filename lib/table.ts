import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { Table as Names } from '../adapters/aws/table.ts';
import { indexThroughput, scaleWithLoad, type ThroughputProps, tableThroughput } from './table-capacity.ts';

export interface JobTableProps extends ThroughputProps {
  /** Customer key; without it the AWS-managed key of DynamoDB. */
  encryptionKey?: IKey | undefined;
  removalPolicy: RemovalPolicy;
}

/** Makes the one table, with the keys, indexes, TTL and stream that the adapters use. */
export function createTable(scope: Construct, props: JobTableProps): Table {
  const table = new Table(scope, 'Table', {
    partitionKey: stringKey(Names.partitionKey),
    sortKey: stringKey(Names.sortKey),
    timeToLiveAttribute: Names.ttl,
    ...tableThroughput(props),
    // What commits did is read from there.
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    ...(props.encryptionKey
      ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: props.encryptionKey }
      : { encryption: TableEncryption.AWS_MANAGED }),
    removalPolicy: props.removalPolicy,
    // An operator who keeps the table also wants no hand in the console to delete it.
    deletionProtection: props.removalPolicy === RemovalPolicy.RETAIN,
  });
  for (const [key, index] of Object.entries(Names.indexes)) {
    table.addGlobalSecondaryIndex({
      indexName: index.name,
      partitionKey: stringKey(index.partitionKey),
      sortKey: stringKey(index.sortKey),
      // An item is then written to an index only when what that index has of it changes; each write is paid for.
      ...(index.with.length > 0
        ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.with] }
        : { projectionType: ProjectionType.KEYS_ONLY }),
      ...indexThroughput(key as keyof typeof Names.indexes, props),
    });
  }
  if (props.capacity) scaleWithLoad(table, props.capacity);
  return table;
}

function stringKey(name: string) {
  return { name, type: AttributeType.STRING };
}
