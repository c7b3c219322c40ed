import { Duration } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Env } from '../../lambdas/environment.ts';
import { propertiesOf, synth } from './synth.ts';

const NAMES = [
  'JobsDispatchFunction',
  'JobsExecutorFunction',
  'JobsDeadLetterFunction',
  'JobsWebhookSenderFunction',
  'JobsProjectorFunction',
];

describe('the functions', () => {
  const template = synth({
    jobShards: 4,
    nearBoundSeconds: 600,
    retentionDays: 30,
    executorTimeout: Duration.minutes(2),
  });
  const functions = propertiesOf(template, 'AWS::Lambda::Function');

  test('are five, on Node.js 24 and arm64', () => {
    expect(Object.keys(functions).sort()).toEqual([...NAMES].sort());
    for (const properties of Object.values(functions)) {
      expect(properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
      });
    }
  });

  test.each(NAMES)(
    '%s is told every name it may read from the environment, and never that receivers may be on its own machine',
    (name) => {
      expect(functions[name]?.['Environment']).toEqual({
        Variables: {
          [Env.tableName]: '<JobsTable>',
          [Env.queueUrl]: '<JobsQueueWakeUps>',
          [Env.queueArn]: '<JobsQueueWakeUps.Arn>',
          [Env.slowQueueUrl]: '<JobsQueueSlow>',
          [Env.slowQueueArn]: '<JobsQueueSlow.Arn>',
          [Env.aloneQueueUrl]: '<JobsQueueAlone>',
          [Env.aloneQueueArn]: '<JobsQueueAlone.Arn>',
          [Env.bulkQueueUrl]: '<JobsQueueBulk>',
          [Env.bulkQueueArn]: '<JobsQueueBulk.Arn>',
          [Env.deadLetterQueueArn]: '<JobsQueueDeadLetters.Arn>',
          [Env.scheduleGroup]: expect.stringContaining('Test'),
          [Env.schedulerRoleArn]: '<JobsSchedulesRole.Arn>',
          // By reference, so that no function is there before the schedule.
          [Env.sweepSchedule]: '<JobsSchedulesSweep>',
          [Env.failuresInARow]: '5',
          [Env.jobShards]: '4',
          [Env.nearBoundSeconds]: '600',
          [Env.retentionDays]: '30',
          [Env.maxTimeoutMs]: '110000',
          [Env.secretSource]: 'secrets-manager',
          [Env.webhookQueueUrl]: '<JobsWebhooksDeliveries>',
          [Env.webhookDeadLetterQueueUrl]: '<JobsWebhooksDeadLetters>',
          [Env.webhookKey]: '<JobsWebhooksKey>',
          [Env.webhookListSeconds]: '30',
          ...(name === 'JobsProjectorFunction' && {
            [Env.projectorDeadLetterQueueUrl]: '<JobsProjectorDeadLetters>',
          }),
          ...(name === 'JobsExecutorFunction' && {
            [Env.scopeRolePrefix]: expect.stringMatching(
              /^arn:.*:role\/Test-Jobs-Scopes-\w+-<AWS::Region>-$/,
            ),
          }),
          POWERTOOLS_SERVICE_NAME: 'Test',
          POWERTOOLS_METRICS_NAMESPACE: 'ductape-scheduler',
          NODE_OPTIONS: '--enable-source-maps',
          MALLOC_ARENA_MAX: '2',
        },
      });
    },
  );

  test('that are links of a chain of wake-ups or of jobs are exempt from loop detection, which stops the 16th', () => {
    expect(NAMES.map((name) => functions[name]?.['RecursiveLoop'])).toEqual([
      'Allow',
      'Allow',
      'Allow',
      'Terminate',
      'Terminate',
    ]);
  });

  test('write to log groups of their own, which forget, and leave out that an invocation began and ended', () => {
    const logs = propertiesOf(synth({ logRetention: RetentionDays.ONE_WEEK }), 'AWS::Logs::LogGroup');
    expect(Object.keys(logs).sort()).toEqual([
      'JobsAccessLog',
      'JobsDeadLetterLogs',
      'JobsDispatchLogs',
      'JobsExecutorLogs',
      'JobsProjectorFunctionLogs',
      'JobsWebhookSenderLogs',
    ]);
    for (const group of Object.values(logs)) expect(group['RetentionInDays']).toBe(7);
    for (const name of NAMES) {
      const logGroup = `<${name.replace(/(?<!Projector)Function/, '')}Logs>`;
      expect(functions[name]?.['LoggingConfig']).toEqual({
        LogGroup: logGroup,
        LogFormat: 'JSON',
        SystemLogLevel: 'WARN',
      });
    }
  });

  test('answer before API Gateway gives up after 30 s', () => {
    expect(functions['JobsDispatchFunction']?.['Timeout']).toBe(29);
  });
});

describe('properties out of bounds', () => {
  test('are refused all at once, with the bound and what came', () => {
    const props = {
      executorTimeout: Duration.seconds(20),
      maximumConcurrency: 1,
      nearBoundSeconds: 901,
      retentionDays: 0.5,
      executorMemory: 64,
      jobShards: 65,
      serviceName: 'jobs of shop',
    };
    expect(() => synth(props)).toThrow(
      'JobScheduler: executorTimeout in seconds must be a whole number from 40 to 900, not 20; ' +
        'executorMemory must be a whole number from 128 to 10240, not 64; ' +
        'maximumConcurrency must be a whole number from 8 to 1000, not 1; ' +
        'nearBoundSeconds must be a whole number from 1 to 900, not 901; ' +
        'retentionDays must be a whole number from 1 to 3650, not 0.5; ' +
        'jobShards must be a whole number from 1 to 64, not 65; ' +
        'serviceName must be 1 to 128 letters, digits, - and _, not "jobs of shop"',
    );
  });
});
