import { Table } from '../../adapters/aws/table.ts';
import { propertiesOf, synth } from './synth.ts';

const capacity = { write: { min: 25, max: 2000 }, read: { min: 8, max: 500 } };
const { byStatus, byOverdue, byRunning, byFailing } = Table.indexes;

type Index = { IndexName: string; ProvisionedThroughput?: unknown; WarmThroughput?: unknown };

function tableOf(props: Parameters<typeof synth>[0]) {
  const table = propertiesOf(synth(props), 'AWS::DynamoDB::Table')['JobsTable'] ?? {};
  const indexes = table['GlobalSecondaryIndexes'] as Index[];
  return { table, byName: new Map(indexes.map((index) => [index.IndexName, index])) };
}

describe('provisioned capacity', () => {
  const units = (write: number, read: number) => ({ ReadCapacityUnits: read, WriteCapacityUnits: write });

  test('begins at the least of the table, and of each index at its share', () => {
    const { table, byName } = tableOf({ capacity });
    expect(table['BillingMode']).toBeUndefined();
    expect(table['ProvisionedThroughput']).toEqual(units(25, 8));
    const least = [byStatus, byOverdue, byRunning, byFailing].map(
      ({ name }) => byName.get(name)?.ProvisionedThroughput,
    );
    expect(least).toEqual([units(25, 8), units(13, 4), units(3, 1), units(3, 1)]);
  });

  test('follows the load of the table and of every index by itself, reads and writes apart', () => {
    const targets = Object.values(
      propertiesOf(synth({ capacity }), 'AWS::ApplicationAutoScaling::ScalableTarget'),
    );
    const bounds = targets.map((target) => [
      String(target['ResourceId']).replace('table/<JobsTable>', ''),
      String(target['ScalableDimension']).replace('dynamodb:', ''),
      target['MinCapacity'],
      target['MaxCapacity'],
    ]);
    expect(bounds.sort()).toEqual(
      [
        ['', 'table:WriteCapacityUnits', 25, 2000],
        ['', 'table:ReadCapacityUnits', 8, 500],
        ['/index/by_status', 'index:WriteCapacityUnits', 25, 2000],
        ['/index/by_status', 'index:ReadCapacityUnits', 8, 500],
        ['/index/by_overdue', 'index:WriteCapacityUnits', 13, 2000],
        ['/index/by_overdue', 'index:ReadCapacityUnits', 4, 500],
        ['/index/by_running', 'index:WriteCapacityUnits', 3, 2000],
        ['/index/by_running', 'index:ReadCapacityUnits', 1, 500],
        ['/index/by_failing', 'index:WriteCapacityUnits', 3, 2000],
        ['/index/by_failing', 'index:ReadCapacityUnits', 1, 500],
      ].sort(),
    );
  });

  test.each([
    [70, {}],
    [50, { targetUtilization: 50 }],
  ])('keeps %d %% of the units in use', (percent, more) => {
    const template = synth({ capacity: { ...capacity, ...more } });
    const policies = Object.values(propertiesOf(template, 'AWS::ApplicationAutoScaling::ScalingPolicy'));
    expect(policies).toHaveLength(10);
    for (const policy of policies)
      expect(policy['TargetTrackingScalingPolicyConfiguration']).toMatchObject({ TargetValue: percent });
  });

  test('is off by default', () => {
    synth().resourceCountIs('AWS::ApplicationAutoScaling::ScalableTarget', 0);
  });
});

describe('warm throughput', () => {
  test('is that of the table, and of each index the writes, which come as often in a storm', () => {
    const warmThroughput = { writeUnitsPerSecond: 40_000, readUnitsPerSecond: 24_000 };
    const { table, byName } = tableOf({ warmThroughput });
    expect(table).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      WarmThroughput: { WriteUnitsPerSecond: 40_000, ReadUnitsPerSecond: 24_000 },
    });
    for (const { WarmThroughput } of byName.values())
      expect(WarmThroughput).toEqual({ WriteUnitsPerSecond: 40_000 });
  });

  test('of reads alone is that of the table alone', () => {
    const { table, byName } = tableOf({ warmThroughput: { readUnitsPerSecond: 24_000 } });
    expect(table['WarmThroughput']).toEqual({ ReadUnitsPerSecond: 24_000 });
    for (const { WarmThroughput } of byName.values()) expect(WarmThroughput).toBeUndefined();
  });
});
