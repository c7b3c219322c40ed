import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { JobScheduler } from '../../lib/job-scheduler.ts';
import { EVERY_PROVIDER } from './every-provider.ts';
import { propertiesOf, quickApp, statementsIn, synth } from './synth.ts';

function keyed(): Template {
  const stack = new Stack(quickApp(), 'Keyed');
  new JobScheduler(stack, 'Jobs', { config: EVERY_PROVIDER, encryptionKey: new Key(stack, 'Key') });
  return Template.fromStack(stack);
}

const COMPLETIONS = {
  StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
  ArnEquals: { 'aws:SourceArn': ['<JobsCompletions.Arn>'] },
};

describe.each([
  ['with a customer key', keyed()],
  ['without one', synth({ config: EVERY_PROVIDER })],
])('the queues %s', (_what, template) => {
  test.each(['JobsQueueWakeUps', 'JobsQueueDeadLetters'])(
    '%s takes messages of EventBridge from the rules of this scheduler alone',
    (queue) => {
      const policy = propertiesOf(template, 'AWS::SQS::QueuePolicy')[`${queue}Policy`];
      const allowed = statementsIn(policy?.['PolicyDocument']).filter(({ effect }) => effect === 'Allow');
      expect(allowed).toEqual([
        {
          sid: 'Completions',
          effect: 'Allow',
          actions: ['sqs:SendMessage'],
          resources: [`<${queue}.Arn>`],
          condition: COMPLETIONS,
        },
      ]);
    },
  );
});

describe('a customer key', () => {
  const template = keyed();
  const policy = statementsIn(propertiesOf(template, 'AWS::KMS::Key')['Key']?.['KeyPolicy']);

  test('encrypts every log group, which CloudWatch Logs may use it for, and nothing else', () => {
    const groups = Object.entries(propertiesOf(template, 'AWS::Logs::LogGroup'));
    expect(groups).toHaveLength(6);
    for (const [name, group] of groups) expect([name, group['KmsKeyId']]).toEqual([name, '<Key.Arn>']);
    expect(policy).toContainEqual(
      expect.objectContaining({
        sid: 'Logs',
        condition: {
          ArnLike: {
            'kms:EncryptionContext:aws:logs:arn':
              'arn:<AWS::Partition>:logs:<AWS::Region>:<AWS::AccountId>:log-group:*',
          },
        },
      }),
    );
  });

  test('can be used by EventBridge for rules of this account alone', () => {
    expect(policy).toContainEqual(
      expect.objectContaining({
        sid: 'Completions',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        condition: {
          StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' },
          ArnLike: { 'aws:SourceArn': 'arn:<AWS::Partition>:events:<AWS::Region>:<AWS::AccountId>:rule/*' },
        },
      }),
    );
  });
});
