/** The CloudWatch namespace the functions write to. */
export const METRIC_NAMESPACE = 'ductape-scheduler';

/** What the functions count, and measure in ms. */
export const MetricName = {
  dispatches: 'Dispatches',
  runs: 'Runs',
  failures: 'Failures',
  retries: 'Retries',
  /** Runs that came to their end, by success or with all their attempts. */
  endedRuns: 'EndedRuns',
  /** Those of them that failed. */
  failedRuns: 'FailedRuns',
  /** Times that a job had failed a number of runs in a row, see `FAILURES_IN_A_ROW`. */
  failingJobs: 'FailingJobs',
  /** Messages that met a refusal for lack of capacity and were sent on. */
  sentOn: 'SentOn',
  /** Sweeps that came to their end; one a minute. */
  sweeps: 'Sweeps',
  /** By how much the clock of a worker differs from AWS's, where it had to be corrected, ms. */
  clockSkew: 'ClockSkew',
  skipped: 'Skipped',
  /** Jobs whose wake-ups were lost and sent again. */
  overdue: 'Overdue',
  /** Attempts to deliver to a webhook. */
  deliveries: 'Deliveries',
  deliveryFailures: 'DeliveryFailures',
  /** From the moment a run with second precision was due to the moment it started, ms. */
  fireLag: 'FireLag',
} as const;
