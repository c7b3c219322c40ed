import { Duration } from 'aws-cdk-lib';
import { propertiesOf, statementsIn, synth } from './synth.ts';

const QUEUE = 'JobsQueueWakeUps';
const SLOW = 'JobsQueueSlow';
const ALONE = 'JobsQueueAlone';
const BULK = 'JobsQueueBulk';
const DEAD_LETTERS = 'JobsQueueDeadLetters';

describe('the wake-ups queue', () => {
  test.each([40, 300, 900])('hides a message for six executor timeouts of %d s', (seconds) => {
    const template = synth({ executorTimeout: Duration.seconds(seconds) });
    const queues = propertiesOf(template, 'AWS::SQS::Queue');
    expect(queues[QUEUE]?.['VisibilityTimeout']).toBe(6 * seconds);
    expect(queues[SLOW]?.['VisibilityTimeout']).toBe(6 * seconds);
    expect(queues[ALONE]?.['VisibilityTimeout']).toBe(6 * seconds);
    expect(queues[BULK]?.['VisibilityTimeout']).toBe(6 * seconds);
    expect(propertiesOf(template, 'AWS::Lambda::Function')['JobsExecutorFunction']?.['Timeout']).toBe(
      seconds,
    );
  });

  test('hands nothing to the dead-letter queue that the executor can send on, what failed five times alone is, and all keep messages for 14 days', () => {
    const queues = propertiesOf(synth(), 'AWS::SQS::Queue');
    for (const name of [QUEUE, SLOW, BULK])
      expect(queues[name]).toMatchObject({
        MessageRetentionPeriod: 1_209_600,
        RedrivePolicy: { deadLetterTargetArn: `<${DEAD_LETTERS}.Arn>`, maxReceiveCount: 1000 },
      });
    expect(queues[ALONE]).toMatchObject({
      MessageRetentionPeriod: 1_209_600,
      RedrivePolicy: { deadLetterTargetArn: `<${DEAD_LETTERS}.Arn>`, maxReceiveCount: 5 },
    });
    expect(queues[DEAD_LETTERS]).toMatchObject({ MessageRetentionPeriod: 1_209_600 });
  });

  test.each([QUEUE, SLOW, ALONE, BULK, DEAD_LETTERS])(
    '%s is encrypted and refuses what does not come over TLS',
    (name) => {
      const template = synth();
      expect(propertiesOf(template, 'AWS::SQS::Queue')[name]?.['SqsManagedSseEnabled']).toBe(true);
      const policy = propertiesOf(template, 'AWS::SQS::QueuePolicy')[`${name}Policy`];
      expect(statementsIn(policy?.['PolicyDocument'])).toContainEqual(
        expect.objectContaining({
          effect: 'Deny',
          actions: ['sqs:*'],
          resources: [`<${name}.Arn>`],
          condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      );
    },
  );
});

describe('the event sources', () => {
  const sources = Object.values(
    propertiesOf(synth({ maximumConcurrency: 9 }), 'AWS::Lambda::EventSourceMapping'),
  );

  test('feed the executor at once, ten at a time or one alone, within its concurrency, each message on its own', () => {
    expect(sources).toContainEqual({
      EventSourceArn: `<${QUEUE}.Arn>`,
      FunctionName: '<JobsExecutorFunction>',
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    for (const name of [SLOW, BULK])
      expect(sources).toContainEqual(
        expect.objectContaining({
          EventSourceArn: `<${name}.Arn>`,
          BatchSize: 10,
          ScalingConfig: { MaximumConcurrency: name === SLOW ? 3 : 2 },
        }),
      );
    expect(sources).toContainEqual({
      EventSourceArn: `<${ALONE}.Arn>`,
      FunctionName: '<JobsExecutorFunction>',
      BatchSize: 1,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
  });

  test.each([
    [8, [2, 2, 2, 2]],
    [50, [26, 18, 4, 2]],
    [1000, [520, 360, 80, 40]],
  ])('share %d batches at once among the lanes', (all, shares) => {
    const byQueue = Object.values(
      propertiesOf(synth({ maximumConcurrency: all }), 'AWS::Lambda::EventSourceMapping'),
    ).map(({ EventSourceArn: queue, ScalingConfig: scaling }) => [queue, scaling] as const);
    const of = (name: string) => byQueue.find(([queue]) => queue === `<${name}.Arn>`)?.[1];
    expect([QUEUE, SLOW, ALONE, BULK].map(of)).toEqual(
      shares.map((share) => ({ MaximumConcurrency: share })),
    );
  });

  test('feed the dead-letter function from the dead-letter queue', () => {
    expect(sources).toContainEqual({
      EventSourceArn: `<${DEAD_LETTERS}.Arn>`,
      FunctionName: '<JobsDeadLetterFunction>',
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 0,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  test('leave time for the dead-letter function: its queue hides a message for six of its timeouts', () => {
    const template = synth();
    const timeout = propertiesOf(template, 'AWS::Lambda::Function')['JobsDeadLetterFunction']?.['Timeout'];
    const hidden = propertiesOf(template, 'AWS::SQS::Queue')[DEAD_LETTERS]?.['VisibilityTimeout'];
    expect(hidden).toBe(6 * Number(timeout));
  });
});
