import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, type ITable, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import {
  Code,
  FilterCriteria,
  FilterRule,
  Function as LambdaFunction,
  Runtime,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { readBlueprint } from '../../../local/blueprint.ts';
import { streamMapping } from '../../../local/lambda/stream-mapping.ts';
import { templateOf } from './fed-function.ts';

const SQS = 'http://127.0.0.1:4566';
const STREAM = 'arn:aws:dynamodb:us-east-1:000000000000:table/Jobs/stream/local';
const read = (more: object) =>
  streamMapping('Mapping', {
    EventSourceArn: STREAM,
    FunctionName: 'Projector',
    StartingPosition: 'TRIM_HORIZON',
    ...more,
  });

describe('the event source mapping of a stream', () => {
  test('is read as the CDK writes it', () => {
    const stack = new Stack(new App(), 'Test');
    const key = { name: 'pk', type: AttributeType.STRING };
    const table = new Table(stack, 'Jobs', { partitionKey: key, stream: StreamViewType.NEW_AND_OLD_IMAGES });
    const fn = new LambdaFunction(stack, 'Projector', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = () => {}'),
    });
    fn.addEventSource(
      new DynamoEventSource(table as ITable, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 1000,
        maxBatchingWindow: Duration.seconds(1),
        tumblingWindow: Duration.seconds(900),
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 7,
        maxRecordAge: Duration.hours(1),
        onFailure: new SqsDlq(new Queue(stack, 'Failures')),
        filters: [FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: FilterRule.isEqual('ROW') } } } })],
      }),
    );
    const { Resources } = Template.fromStack(stack).toJSON();
    const { streams, sources, tables, functions, queues } = readBlueprint(
      { Resources, Outputs: {} },
      '/',
      SQS,
    );
    expect(sources).toEqual([]);
    expect(streams).toEqual([
      {
        id: expect.stringMatching(/^Projector/),
        functionName: functions[0]?.name,
        tableName: tables[0]?.name,
        filters: [{ dynamodb: { Keys: { sk: { S: ['ROW'] } } } }],
        batchSize: 1000,
        gatherMs: 1000,
        tumblingMs: 900_000,
        bisect: true,
        reportBatchItemFailures: true,
        retriesMax: 7,
        ageMaxMs: 3_600_000,
        onFailure: `arn:aws:sqs:us-east-1:000000000000:${queues[0]?.name}`,
        startingPosition: 'TRIM_HORIZON',
      },
    ]);
  });

  test('has the defaults of Lambda: 100 records, at once, tried again without an end', () => {
    expect(read({})).toMatchObject({
      batchSize: 100,
      gatherMs: 0,
      tumblingMs: 0,
      bisect: false,
      reportBatchItemFailures: false,
      retriesMax: Number.POSITIVE_INFINITY,
      ageMaxMs: Number.POSITIVE_INFINITY,
      onFailure: undefined,
    });
  });

  test('is left out where it is not enabled', () => {
    expect(readBlueprint(templateOf({ Enabled: false }), '/', SQS).streams).toEqual([]);
  });

  test.each<[string, object]>([
    ['Topics', { Topics: ['a'] }],
    ['ParallelizationFactor is 1 here, not 2', { ParallelizationFactor: 2 }],
    [
      'StartingPosition is TRIM_HORIZON or LATEST for DynamoDB, not AT_TIMESTAMP',
      { StartingPosition: 'AT_TIMESTAMP' },
    ],
    [
      'FilterCriteria: dynamodb.Keys.sk.S has the filter cidr, which is not known here',
      {
        FilterCriteria: {
          Filters: [{ Pattern: '{"dynamodb":{"Keys":{"sk":{"S":[{"cidr":"10.0.0.0/24"}]}}}}' }],
        },
      },
    ],
    [
      'FilterCriteria: eventName must be an object or a list',
      { FilterCriteria: { Filters: [{ Pattern: '{"eventName":"INSERT"}' }] } },
    ],
    [
      'the destination of failures is a queue here, not arn:aws:sns:us-east-1:000000000000:failures',
      { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:us-east-1:000000000000:failures' } } },
    ],
  ])('is refused by its name and what is not known of it: %s', (message, more) => {
    expect(() => read(more)).toThrow(`the event source mapping Mapping: `);
    expect(() => read(more)).toThrow(message);
  });
});
