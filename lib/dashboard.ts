import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { MetricName } from '../lambdas/metric-names.ts';
import { serviceMetric } from './metrics.ts';
import type { Watched } from './watched.ts';

/** One page from alarms down to capacity: is something wrong, are runs on time, what waits, what is it made of. */
export function createDashboard(scope: Construct, props: Watched & { alarms: Alarm[] }): Dashboard {
  const {
    serviceName,
    api,
    dispatch,
    executor,
    deadLetter,
    webhooks,
    projector,
    table,
    queue,
    slowQueue,
    aloneQueue,
    bulkQueue,
    deadLetterQueue,
  } = props;
  const count = (name: string) => serviceMetric(serviceName, name, 'Sum');
  const lag = (statistic: string) => serviceMetric(serviceName, MetricName.fireLag, statistic);
  const functions = [dispatch, executor, deadLetter, webhooks, projector];
  const sum = { statistic: 'Sum', period: Duration.minutes(5) };
  const maximum = { statistic: 'Maximum', period: Duration.minutes(5) };

  const dashboard = new Dashboard(scope, 'Dashboard', {
    // The texts of the alarms link to it.
    dashboardName: serviceName,
    defaultInterval: Duration.hours(3),
  });
  dashboard.addWidgets(
    new AlarmStatusWidget({ title: 'Alarms', alarms: props.alarms, width: 24, height: 3 }),
  );
  dashboard.addWidgets(
    graph('Jobs', [count(MetricName.dispatches), count(MetricName.runs), count(MetricName.skipped)]),
    graph('Failures and retries', [
      count(MetricName.failedRuns),
      count(MetricName.failures),
      count(MetricName.retries),
    ]),
    graph('Fire lag, ms', [lag('p50'), lag('p99'), lag('Maximum')]),
  );
  dashboard.addWidgets(
    graph('Wake-ups', [
      queue.metricApproximateNumberOfMessagesVisible(maximum),
      queue.metricApproximateNumberOfMessagesDelayed(maximum),
      queue.metricApproximateNumberOfMessagesNotVisible(maximum),
    ]),
    graph('Oldest wake-up, s', [
      queue.metricApproximateAgeOfOldestMessage(maximum),
      slowQueue.metricApproximateAgeOfOldestMessage(maximum),
      aloneQueue.metricApproximateAgeOfOldestMessage(maximum),
      bulkQueue.metricApproximateAgeOfOldestMessage(maximum),
    ]),
    graph('Dead letters', [deadLetterQueue.metricNumberOfMessagesReceived(sum)]),
  );
  dashboard.addWidgets(
    graph('Webhooks', [count(MetricName.deliveries), count(MetricName.deliveryFailures)]),
    graph('Projector behind, ms', [projector.metric('IteratorAge', maximum)]),
    graph('Deliveries under way', [
      props.webhookQueue.metricApproximateNumberOfMessagesVisible(maximum),
      props.webhookQueue.metricApproximateNumberOfMessagesNotVisible(maximum),
    ]),
    graph('Deliveries dead-lettered', [
      props.webhookDeadLetterQueue.metricApproximateNumberOfMessagesVisible(maximum),
    ]),
  );
  dashboard.addWidgets(
    graph('API', [api.metricCount(sum), api.metricClientError(sum), api.metricServerError(sum)]),
    graph('API latency, ms', [
      api.metricLatency({ statistic: 'p50' }),
      api.metricLatency({ statistic: 'p99' }),
    ]),
    graph('Executor, ms', [
      executor.metricDuration({ statistic: 'p50' }),
      executor.metricDuration({ statistic: 'p99' }),
    ]),
  );
  dashboard.addWidgets(
    graph(
      'Errors',
      functions.map((each) => each.metricErrors(sum)),
    ),
    graph(
      'Throttles',
      functions.map((each) => each.metricThrottles(sum)),
    ),
    graph('Table, units', [
      table.metricConsumedReadCapacityUnits(sum),
      table.metricConsumedWriteCapacityUnits(sum),
    ]),
  );
  return dashboard;
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
