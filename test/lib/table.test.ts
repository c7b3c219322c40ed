import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Table } from '../../adapters/aws/table.ts';
import { JobScheduler } from '../../lib/job-scheduler.ts';
import { propertiesOf, quickApp, statementsOf, synth } from './synth.ts';

describe('the table', () => {
  const table = propertiesOf(synth(), 'AWS::DynamoDB::Table')['JobsTable'];

  test('has the keys the adapters use, and expires items by their attribute', () => {
    expect(table?.['KeySchema']).toEqual([
      { AttributeName: Table.partitionKey, KeyType: 'HASH' },
      { AttributeName: Table.sortKey, KeyType: 'RANGE' },
    ]);
    expect(table?.['TimeToLiveSpecification']).toEqual({ AttributeName: Table.ttl, Enabled: true });
  });

  test('has every index of the adapters, each projecting keys and what it has with them', () => {
    expect(table?.['GlobalSecondaryIndexes']).toEqual(
      Object.values(Table.indexes).map((index) => ({
        IndexName: index.name,
        KeySchema: [
          { AttributeName: index.partitionKey, KeyType: 'HASH' },
          { AttributeName: index.sortKey, KeyType: 'RANGE' },
        ],
        Projection:
          index.with.length === 0
            ? { ProjectionType: 'KEYS_ONLY' }
            : { ProjectionType: 'INCLUDE', NonKeyAttributes: index.with },
      })),
    );
  });

  test('is on demand, encrypted, and can be restored to any second', () => {
    expect(table).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  test('outlives its stack unless asked otherwise', () => {
    synth().hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: { DeletionProtectionEnabled: true },
    });
    synth({ removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Delete',
      Properties: { DeletionProtectionEnabled: false },
    });
  });

  test('is encrypted with the customer key where there is one, as the queues are, and every role may use it', () => {
    const stack = new Stack(quickApp(), 'Test');
    new JobScheduler(stack, 'Jobs', {
      config: { products: {} },
      encryptionKey: new Key(stack, 'Key'),
    });
    const template = Template.fromStack(stack);
    expect(propertiesOf(template, 'AWS::DynamoDB::Table')['JobsTable']?.['SSESpecification']).toEqual({
      KMSMasterKeyId: '<Key.Arn>',
      SSEEnabled: true,
      SSEType: 'KMS',
    });
    for (const queue of Object.values(propertiesOf(template, 'AWS::SQS::Queue'))) {
      expect(queue['KmsMasterKeyId']).toBe('<Key.Arn>');
    }
    for (const role of ['JobsDispatchRole', 'JobsExecutorRole', 'JobsDeadLetterRole', 'JobsSchedulesRole']) {
      const statements = statementsOf(template, role).filter(({ resources }) =>
        resources.includes('<Key.Arn>'),
      );
      const actions = statements.flatMap((statement) => statement.actions);
      expect(actions).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey']));
      expect(actions.join()).not.toContain('*');
    }
  });
});
