import { propertiesOf, statementsIn, synth } from './synth.ts';

const QUEUE = 'JobsWebhooksDeliveries';
const DEAD_LETTERS = 'JobsWebhooksDeadLetters';
const template = synth();
const queues = propertiesOf(template, 'AWS::SQS::Queue');

describe('the queue of deliveries', () => {
  test.each([QUEUE, DEAD_LETTERS])(
    '%s keeps the order of each group at high throughput, for 14 days',
    (name) => {
      expect(queues[name]).toMatchObject({
        FifoQueue: true,
        DeduplicationScope: 'messageGroup',
        FifoThroughputLimit: 'perMessageGroupId',
        MessageRetentionPeriod: 1_209_600,
      });
    },
  );

  test.each([QUEUE, DEAD_LETTERS])('%s is encrypted and refuses what does not come over TLS', (name) => {
    expect(queues[name]?.['SqsManagedSseEnabled']).toBe(true);
    const policy = propertiesOf(template, 'AWS::SQS::QueuePolicy')[`${name}Policy`];
    expect(statementsIn(policy?.['PolicyDocument'])).toContainEqual(
      expect.objectContaining({
        effect: 'Deny',
        resources: [`<${name}.Arn>`],
        condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    );
  });

  test('is patient: a delivery is received at most a hundred times in its day, and dead-lettered only far beyond', () => {
    expect(queues[QUEUE]?.['RedrivePolicy']).toEqual({
      deadLetterTargetArn: `<${DEAD_LETTERS}.Arn>`,
      maxReceiveCount: 200,
    });
  });

  test('feeds the sender, each message on its own, without a window, and hides a message for six of its timeouts', () => {
    expect(Object.values(propertiesOf(template, 'AWS::Lambda::EventSourceMapping'))).toContainEqual({
      EventSourceArn: `<${QUEUE}.Arn>`,
      FunctionName: '<JobsWebhookSenderFunction>',
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 20 },
    });
    const timeout = propertiesOf(template, 'AWS::Lambda::Function')['JobsWebhookSenderFunction']?.['Timeout'];
    expect(queues[QUEUE]?.['VisibilityTimeout']).toBe(2 * Number(timeout));
  });
});

test('the key of secrets is made up when the stack is created, and kept when it goes', () => {
  expect(propertiesOf(template, 'AWS::SecretsManager::Secret')['JobsWebhooksKey']).toMatchObject({
    GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
  });
  const [resource] = Object.values(template.findResources('AWS::SecretsManager::Secret'));
  expect(resource?.['DeletionPolicy']).toBe('Retain');
});
