/** The CloudWatch namespace the functions write to. */
export const METRIC_NAMESPACE = 'ductape-scheduler';

/** What the functions count, and measure in ms. */
export const MetricName = {
  dispatches: 'Dispatches',
  runs: 'Runs',
  failures: 'Failures',
  retries: 'Retries',
  skipped: 'Skipped',
  /** Jobs whose wake-ups were lost and sent again. */
  overdue: 'Overdue',
  /** Attempts at telling a webhook. */
  deliveries: 'Deliveries',
  deliveryFailures: 'DeliveryFailures',
  /** From the moment a run with second precision was due to the moment it started, ms. */
  fireLag: 'FireLag',
} as const;
