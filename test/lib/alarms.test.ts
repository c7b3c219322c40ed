import { readFileSync } from 'node:fs';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { JobScheduler } from '../../lib/job-scheduler.ts';
import { EMPTY, propertiesOf, quickApp, synth } from './synth.ts';

const NAMES = [
  'clock-skew',
  'dead-letter-errors',
  'dead-letters',
  'dead-letters-waiting',
  'dispatch-errors',
  'executor-errors',
  'failed-runs',
  'failing-job',
  'fire-lag',
  'lost-schedules',
  'oldest-delivery',
  'oldest-wake-up',
  'overdue',
  'projector-behind',
  'projector-dead-letters',
  'projector-far-behind',
  'runaway-chain',
  'sent-on',
  'sweep-missing',
  'table-read-throttles',
  'table-write-throttles',
  'throttles',
  'webhook-dead-letters',
  'webhook-errors',
];

describe('the alarms', () => {
  const metricsOf = (name: string) => {
    const alarm = alarms.find(({ AlarmName }) => AlarmName === name);
    const metrics: Record<string, unknown>[] = JSON.parse(JSON.stringify(alarm?.['Metrics'] ?? []));
    return metrics.sort((a, b) => ('Expression' in a ? -1 : 0) - ('Expression' in b ? -1 : 0));
  };
  const alarms = Object.values(propertiesOf(synth(), 'AWS::CloudWatch::Alarm'));

  test('are these, each a heading of the runbook, and silent while nothing runs but for the one on missing sweeps', () => {
    expect(alarms.map((alarm) => alarm['AlarmName']).sort()).toEqual(NAMES.map((name) => `Test-${name}`));
    const runbook = readFileSync('docs/operator-runbook.md', 'utf8');
    const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, name]) => name);
    for (const alarm of alarms) {
      const heading = String(alarm['AlarmName']).replace('Test-', '');
      expect(JSON.stringify(alarm['AlarmDescription'])).toContain(`docs/operator-runbook.md#${heading}`);
      expect(headings).toContain(heading);
      expect([heading, alarm['TreatMissingData']]).toEqual([
        heading,
        heading === 'sweep-missing' ? 'breaching' : 'notBreaching',
      ]);
    }
  });

  test('link to the dashboard of the same name, and to their entries where the runbook is served', () => {
    const template = synth({ runbookUrl: 'https://wiki.example/runbook' });
    const [dashboard] = Object.values(propertiesOf(template, 'AWS::CloudWatch::Dashboard'));
    expect(dashboard?.['DashboardName']).toBe('Test');
    for (const alarm of Object.values(propertiesOf(template, 'AWS::CloudWatch::Alarm'))) {
      const text = JSON.stringify(alarm['AlarmDescription']);
      expect(text).toContain(
        `https://wiki.example/runbook#${String(alarm['AlarmName']).replace('Test-', '')} `,
      );
      expect(text).toMatch(
        /https:\/\/.*console\.aws\.amazon\.com\/cloudwatch\/home\?region=.*#dashboards\/dashboard\/Test"/,
      );
      // AWS's bound on the text of an alarm.
      expect(text.length).toBeLessThan(1024);
    }
  });

  test('ring when more jobs are dispatched for a quarter of an hour than anything but a runaway chain dispatches', () => {
    const set = propertiesOf(synth({ dispatchesPerMinute: 100 }), 'AWS::CloudWatch::Alarm');
    expect(Object.values(set)).toContainEqual(
      expect.objectContaining({
        AlarmName: 'Test-runaway-chain',
        MetricName: 'Dispatches',
        Statistic: 'Sum',
        Threshold: 500,
        Period: 300,
        EvaluationPeriods: 3,
        ComparisonOperator: 'GreaterThanThreshold',
      }),
    );
  });

  test('ring when no sweep came to its end for ten minutes, though every one was counted before', () => {
    expect(alarms).toContainEqual(
      expect.objectContaining({
        AlarmName: 'Test-sweep-missing',
        MetricName: 'Sweeps',
        Dimensions: [{ Name: 'service', Value: 'Test' }],
        ComparisonOperator: 'LessThanThreshold',
        Threshold: 1,
        Period: 300,
        EvaluationPeriods: 2,
      }),
    );
  });

  test('compare the failed runs with all that ended, and say nothing of a few', () => {
    const [expression, ...metrics] = metricsOf('Test-failed-runs');
    expect(expression?.['Expression']).toBe(
      'IF(FILL(ended, 0) >= 20 AND FILL(failed, 0) > 0.25 * FILL(ended, 0), 1, 0)',
    );
    expect(metrics.map(({ Id }) => Id).sort()).toEqual(['ended', 'failed']);
  });

  test('look at each index of the table, as what is refused there is not counted for the table', () => {
    for (const kind of ['Read', 'Write']) {
      const metrics = metricsOf(`Test-table-${kind.toLowerCase()}-throttles`).slice(1);
      expect(metrics).toHaveLength(5);
      const text = JSON.stringify(metrics);
      for (const place of ['by_overdue', 'by_failing', `${kind}ThrottleEvents`])
        expect(text).toContain(place);
    }
  });

  test('have no more metrics in one expression than CloudWatch allows', () => {
    for (const alarm of alarms) expect(metricsOf(String(alarm['AlarmName'])).length).toBeLessThanOrEqual(11);
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

  test('look at the oldest wake-up of every lane', () => {
    const queues = JSON.stringify(metricsOf('Test-oldest-wake-up'));
    for (const name of ['WakeUps', 'Slow', 'Alone', 'Bulk'])
      expect(queues).toContain(`<JobsQueue${name}.QueueName>`);
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

  test('notify no one unless there is a topic to notify', () => {
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
