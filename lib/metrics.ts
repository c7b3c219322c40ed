import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** The CloudWatch namespace the functions write to. */
export const METRIC_NAMESPACE = 'ductape-scheduler';

/** What the functions count, and measure in ms. */
export const MetricName = {
  dispatches: 'Dispatches',
  runs: 'Runs',
  failures: 'Failures',
  retries: 'Retries',
  skipped: 'Skipped',
  /** From the moment a run was due to the moment it started, ms. */
  fireLag: 'FireLag',
} as const;

/** A metric of one scheduler, told from others of the account by its `service` dimension. */
export function serviceMetric(service: string, metricName: string, statistic: string): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    dimensionsMap: { service },
    statistic,
    period: Duration.minutes(5),
  });
}
