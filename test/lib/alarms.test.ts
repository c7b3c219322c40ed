import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { JobScheduler } from '../../lib/job-scheduler.ts';
import { EMPTY, propertiesOf, quickApp, synth } from './synth.ts';

const NAMES = [
  'dead-letter-errors',
  'dead-letters',
  'dispatch-errors',
  'executor-errors',
  'fire-lag',
  'oldest-wake-up',
  'overdue',
  'throttles',
  'webhook-dead-letters',
  'webhook-errors',
];

describe('the alarms', () => {
  const alarms = Object.values(propertiesOf(synth(), 'AWS::CloudWatch::Alarm'));

  test('are these, each pointing to its heading in the runbook, and silent while nothing runs', () => {
    expect(alarms.map((alarm) => alarm['AlarmName']).sort()).toEqual(NAMES.map((name) => `Test-${name}`));
    for (const alarm of alarms) {
      const heading = String(alarm['AlarmName']).replace('Test-', '');
      expect(alarm['AlarmDescription']).toContain(`docs/operator-runbook.md#${heading}`);
      expect(alarm['TreatMissingData']).toBe('notBreaching');
    }
  });

  test('count dead letters as they are received: the queue itself is emptied at once', () => {
    expect(alarms).toContainEqual(
      expect.objectContaining({
        AlarmName: 'Test-dead-letters',
        MetricName: 'NumberOfMessagesReceived',
        Dimensions: [{ Name: 'QueueName', Value: '<JobsQueueDeadLetters.QueueName>' }],
        Threshold: 0,
      }),
    );
  });

  test('watch the lag of this scheduler, not of others in the account', () => {
    expect(alarms).toContainEqual(
      expect.objectContaining({
        AlarmName: 'Test-fire-lag',
        Namespace: 'ductape-scheduler',
        MetricName: 'FireLag',
        ExtendedStatistic: 'p99',
        Dimensions: [{ Name: 'service', Value: 'Test' }],
        Threshold: 5000,
      }),
    );
  });

  test('tell nobody unless there is a topic to tell', () => {
    for (const alarm of alarms) expect(alarm['AlarmActions']).toBeUndefined();
    const stack = new Stack(quickApp(), 'Told');
    new JobScheduler(stack, 'Jobs', { config: EMPTY, alarmTopic: new Topic(stack, 'Topic') });
    const told = Object.values(propertiesOf(Template.fromStack(stack), 'AWS::CloudWatch::Alarm'));
    expect(told).toHaveLength(NAMES.length);
    for (const alarm of told) expect(alarm['AlarmActions']).toEqual(['<Topic>']);
  });

  test('are on the dashboard', () => {
    const dashboard = propertiesOf(synth(), 'AWS::CloudWatch::Dashboard')['JobsDashboard'];
    expect(dashboard?.['DashboardBody']).toContain('FireLag');
    for (const name of NAMES) {
      const id = `JobsAlarm${name.replaceAll('-', '')}`;
      expect(dashboard?.['DashboardBody']).toContain(`<${id}.Arn>`);
    }
  });
});
