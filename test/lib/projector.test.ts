import { propertiesOf, statementsIn, statementsOf, synth } from './synth.ts';

const template = synth();

test('the table tells of every change with the row before and after it', () => {
  const [table] = Object.values(propertiesOf(template, 'AWS::DynamoDB::Table'));
  expect(table?.['StreamSpecification']).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
});

test('the projector reads the changes of rows, shard by shard and in order, from the first on and without giving up', () => {
  const mappings = Object.values(propertiesOf(template, 'AWS::Lambda::EventSourceMapping'));
  const [mapping] = mappings.filter(({ StartingPosition }) => StartingPosition !== undefined);
  expect(mapping).toEqual({
    FunctionName: '<JobsProjectorFunction>',
    EventSourceArn: '<JobsTable.StreamArn>',
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 1000,
    MaximumBatchingWindowInSeconds: 1,
    TumblingWindowInSeconds: 900,
    ParallelizationFactor: 1,
    BisectBatchOnFunctionError: true,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    FilterCriteria: {
      Filters: [
        { Pattern: JSON.stringify({ dynamodb: { Keys: { sk: { S: ['ROW', 'PULSE'] } } } }) },
        { Pattern: JSON.stringify({ dynamodb: { NewImage: { audit: { S: [{ exists: true }] } } } }) },
      ],
    },
  });
});

test('the projector may count, list what went wrong, write the audit trail, see the webhooks, announce to them, dead-letter and hand on alerts: of the table nothing else', () => {
  const like = (keys: string) => ({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [keys] } });
  const statements = statementsOf(template, 'JobsProjectorFunctionRole').map(
    ({ sid, actions, resources, condition }) => [sid, actions, resources, condition],
  );
  expect(statements.filter(([sid]) => sid !== 'Logs')).toEqual([
    [
      'Figures',
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      ['<JobsTable.Arn>'],
      like('STATS#*'),
    ],
    ['WrongRuns', ['dynamodb:BatchWriteItem'], ['<JobsTable.Arn>'], like('WRONG#*')],
    ['Webhooks', ['dynamodb:Query'], ['<JobsTable.Arn>'], like('HOOKS')],
    [
      'Audit',
      ['dynamodb:BatchWriteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
      ['<JobsTable.Arn>'],
      like('AUDIT#*'),
    ],
    ['DeadLetters', ['sqs:SendMessage'], ['<JobsProjectorDeadLetters.Arn>'], undefined],
    ['Alerts', ['sqs:SendMessage'], ['<JobsQueueBulk.Arn>'], undefined],
    [
      'Stream',
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      ['<JobsTable.StreamArn>'],
      undefined,
    ],
    ['Streams', ['dynamodb:ListStreams'], ['*'], undefined],
    ['Deliveries', ['sqs:SendMessage'], ['<JobsWebhooksDeliveries.Arn>'], undefined],
  ]);
});

test('its dead letters are encrypted, come over TLS only, and stay for 14 days', () => {
  const queue = propertiesOf(template, 'AWS::SQS::Queue')['JobsProjectorDeadLetters'];
  expect(queue).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
  const policy = propertiesOf(template, 'AWS::SQS::QueuePolicy')['JobsProjectorDeadLettersPolicy'];
  expect(statementsIn(policy?.['PolicyDocument'])).toContainEqual(
    expect.objectContaining({ effect: 'Deny', condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  );
});
