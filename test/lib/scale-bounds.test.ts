import { Stack } from 'aws-cdk-lib';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { JobSchedulerProps } from '../../lib/job-scheduler-props.ts';
import { quickApp, synth } from './synth.ts';

const range = { min: 10, max: 100 };
const table = Table.fromTableAttributes(new Stack(quickApp(), 'Other'), 'Mine', {
  tableName: 'my-jobs',
  tableStreamArn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/my-jobs/stream/1',
});
const jwt = { issuer: 'https://login.example.com/', audience: ['jobs'] };

test.each<[Partial<JobSchedulerProps>, string]>([
  [
    { capacity: { write: { min: 0, max: 1e7 }, read: range } },
    'capacity.write.min must be a whole number from 1 to 1000000, not 0; ' +
      'capacity.write.max must be a whole number from 1 to 1000000, not 10000000',
  ],
  [
    { capacity: { write: range, read: { min: 9, max: 8 } } },
    'capacity.read.min must be at most capacity.read.max, which is 8, not 9',
  ],
  [
    { capacity: { write: range, read: range, targetUtilization: 95 } },
    'capacity.targetUtilization must be a whole number from 20 to 90, not 95',
  ],
  [{ capacity: { write: range, read: range }, table }, 'capacity is that of a table of its own'],
  [
    { warmThroughput: { writeUnitsPerSecond: 3999, readUnitsPerSecond: 11_999 } },
    'warmThroughput.readUnitsPerSecond must be a whole number from 12000 to 1000000, not 11999; ' +
      'warmThroughput.writeUnitsPerSecond must be a whole number from 4000 to 1000000, not 3999',
  ],
  [{ warmThroughput: {} }, 'warmThroughput must have readUnitsPerSecond or writeUnitsPerSecond'],
  [{ warmThroughput: { writeUnitsPerSecond: 8000 }, table }, 'leave it out beside table'],
  [
    { warmThroughput: { writeUnitsPerSecond: 8000 }, capacity: { write: range, read: range } },
    'warmThroughput is that of a table on demand: leave it out beside capacity',
  ],
  [
    { provisionedPollers: { main: 2, slow: 2 } },
    'maximumConcurrency must be a whole number from 56 to 10000, not 50',
  ],
  [
    { maximumConcurrency: 100, provisionedPollers: { main: 6, slow: 1 } },
    'provisionedPollers.main must be a whole number from 2 to 5, not 6; ' +
      'provisionedPollers.slow must be a whole number from 2 to 3, not 1',
  ],
  [
    { maximumConcurrency: 10_000, provisionedPollers: { main: 201, slow: 200 } },
    'provisionedPollers.main must be a whole number from 2 to 200, not 201',
  ],
  [
    { functionUrl: true, jwt },
    'functionUrl is for callers that sign with AWS credentials: leave it out beside jwt',
  ],
])('what cannot be is refused by its name: %#', (props, message) => {
  expect(() => synth(props)).toThrow(message);
});

test('more batches at once than Lambda bounds by itself are refused where pollers do not', () => {
  expect(() => synth({ maximumConcurrency: 1001 })).toThrow(
    'maximumConcurrency must be a whole number from 8 to 1000, not 1001',
  );
});
