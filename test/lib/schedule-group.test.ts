import { propertiesOf, statementsOf, synth } from './synth.ts';

describe('the scheduler role', () => {
  const template = synth();

  test('is taken by EventBridge Scheduler only, for schedules of this group in this account', () => {
    expect(
      propertiesOf(template, 'AWS::IAM::Role')['JobsSchedulesRole']?.['AssumeRolePolicyDocument'],
    ).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'scheduler.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:SourceAccount': '<AWS::AccountId>',
              'aws:SourceArn': '<JobsSchedulesGroup.Arn>',
            },
          },
        },
      ],
    });
  });

  test('may send to the queues of wake-ups and of the sweep and to the dead-letter queue, and nothing else', () => {
    expect(statementsOf(template, 'JobsSchedulesRole')).toEqual([
      {
        sid: 'SendWakeUps',
        effect: 'Allow',
        actions: ['sqs:SendMessage'],
        resources: ['<JobsQueueBulk.Arn>', '<JobsQueueDeadLetters.Arn>', '<JobsQueueWakeUps.Arn>'],
        condition: undefined,
      },
    ]);
  });
});

test('the schedule of the sweep sends to the queue of what waits for no run', () => {
  const sweep = propertiesOf(synth(), 'AWS::Scheduler::Schedule')['JobsSchedulesSweep'];
  expect(sweep?.['Target']).toMatchObject({ Arn: '<JobsQueueBulk.Arn>' });
});
