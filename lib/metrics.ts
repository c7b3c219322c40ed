import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Table as Names } from '../adapters/aws/table.ts';
import { METRIC_NAMESPACE } from '../lambdas/metric-names.ts';

/** What alarms look at. */
export const PERIOD = Duration.minutes(5);

/** When failed runs are too many: this fraction of those that ended within `over`, at least `least` of them. */
export const FAILED_RUNS = { fraction: 0.25, least: 20, over: Duration.minutes(15) };

/** A metric of one scheduler, told from others of the account by its `service` dimension. */
export function serviceMetric(service: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { service },
    statistic,
    period: PERIOD,
  });
}

/**
 * The reads or writes that the table refuses: at an index it says so under the index alone. An alarm takes ten metrics at most
 * (CloudWatch quotas), so reads and writes are apart.
 */
export function tableThrottles(table: ITable, kind: 'Read' | 'Write'): IMetric[] {
  const places = [
    {},
    ...Object.values(Names.indexes).map(({ name }) => ({ GlobalSecondaryIndexName: name })),
  ];
  return places.map((place) =>
    table.metric(`${kind}ThrottleEvents`, {
      period: PERIOD,
      statistic: 'Sum',
      dimensionsMap: { TableName: table.tableName, ...place },
    }),
  );
}

/** 1 while too many of the runs that ended have failed, else 0; few runs say nothing. */
export function manyFailed(ended: IMetric, failed: IMetric): MathExpression {
  const { least, fraction, over } = FAILED_RUNS;
  return new MathExpression({
    expression: `IF(FILL(ended, 0) >= ${least} AND FILL(failed, 0) > ${fraction} * FILL(ended, 0), 1, 0)`,
    usingMetrics: { ended, failed },
    label: 'Too many failed',
    period: over,
  });
}

/** The age of the oldest message in any of the queues, s. */
export function oldest(queues: readonly Queue[]): MathExpression {
  const ages = queues.map((queue) =>
    queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' }),
  );
  const usingMetrics = Object.fromEntries(ages.map((age, index) => [`m${index}`, age]));
  const filled = Object.keys(usingMetrics).map((name) => `FILL(${name}, 0)`);
  return new MathExpression({
    expression: `MAX([${filled.join(', ')}])`,
    usingMetrics,
    label: 'Oldest',
    period: PERIOD,
  });
}

/** The sum of metrics of which some may have no data yet. */
export function total(metrics: IMetric[], label: string): MathExpression {
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  const expression = Object.keys(named)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics: named, label, period: PERIOD });
}
