/** Names of the environment variables that the construct sets and the functions read. */
export const Env = {
  tableName: 'TABLE_NAME',
  /** URL of the wake-ups queue. */
  queueUrl: 'QUEUE_URL',
  /** URL of the queue of wake-ups of products whose runs take long. */
  slowQueueUrl: 'SLOW_QUEUE_URL',
  /** ARN of that queue. */
  slowQueueArn: 'SLOW_QUEUE_ARN',
  /** URL of the queue of wake-ups that are answered one at a time. */
  aloneQueueUrl: 'ALONE_QUEUE_URL',
  /** ARN of that queue. */
  aloneQueueArn: 'ALONE_QUEUE_ARN',
  /** URL of the queue of what takes seconds and runs nothing: bulk operations and the sweep. */
  bulkQueueUrl: 'BULK_QUEUE_URL',
  /** ARN of that queue, the target of the sweep's schedule. */
  bulkQueueArn: 'BULK_QUEUE_ARN',
  /** ARN of the wake-ups queue, the target of the schedules of jobs. */
  queueArn: 'QUEUE_ARN',
  /** ARN of the dead-letter queue, where EventBridge Scheduler leaves what it could not deliver. */
  deadLetterQueueArn: 'DEAD_LETTER_QUEUE_ARN',
  scheduleGroup: 'SCHEDULE_GROUP',
  /** ARN of the role that EventBridge Scheduler takes to send to the queue. */
  schedulerRoleArn: 'SCHEDULER_ROLE_ARN',
  /** Occurrences at most this many seconds away wait in SQS, others in EventBridge Scheduler; at most 900. */
  nearBoundSeconds: 'NEAR_BOUND_SECONDS',
  /** Into how many parts the jobs of each product and env are cut in the indexes of the table. */
  jobShards: 'JOB_SHARDS',
  /** Days a job and its history are kept after its end. */
  retentionDays: 'RETENTION_DAYS',
  /** The longest attempt a dispatch may ask for, ms: the executor's timeout less a margin. */
  maxTimeoutMs: 'MAX_TIMEOUT_MS',
  /** The claim of a token that lists the products its bearer may see; default `products`. */
  productsClaim: 'PRODUCTS_CLAIM',
  /** The claim of a token that says whether its bearer may change anything; default `access`. */
  accessClaim: 'ACCESS_CLAIM',
  /** How users of the dashboard sign in, as JSON; absent where the dispatch function does not serve it. */
  dashboard: 'DASHBOARD',
  /** URL below which a browser finds the dashboard, for the links of alerts; absent where none is served. */
  dashboardUrl: 'DASHBOARD_URL',
  /** `secrets-manager` (default) or `environment`, where `$Secret{NAME}` is read from. */
  secretSource: 'SECRET_SOURCE',
  /** What the ARNs of the roles begin with that hold what each product may reach in each env. */
  scopeRolePrefix: 'SCOPE_ROLE_PREFIX',
  /** URL of the DynamoDB that has the table, where it is not that of the resources; the construct never sets it. */
  tableEndpoint: 'TABLE_ENDPOINT',
  /** URL of the queue of deliveries to webhooks. */
  webhookQueueUrl: 'WEBHOOK_QUEUE_URL',
  /** URL of the queue of dead-lettered deliveries. */
  webhookDeadLetterQueueUrl: 'WEBHOOK_DEAD_LETTER_QUEUE_URL',
  /** URL of the queue of changes that the projector could not read. */
  projectorDeadLetterQueueUrl: 'PROJECTOR_DEAD_LETTER_QUEUE_URL',
  /** Name or ARN of the secret whose text the secrets of webhooks are encrypted with. */
  webhookKey: 'WEBHOOK_KEY',
  /** How long a list of webhooks is good for, seconds. */
  webhookListSeconds: 'WEBHOOK_LIST_SECONDS',
  /** `allowed` where deliveries may go to this machine, as on a laptop; the construct never sets it. */
  localReceivers: 'LOCAL_RECEIVERS',
  /** Name of the schedule that lets the executor sweep; it is made again when it is gone. */
  sweepSchedule: 'SWEEP_SCHEDULE',
  /** Failed runs in a row at whose multiples a job counts as failing. */
  failuresInARow: 'FAILURES_IN_A_ROW',
  /** The deployed values of the config, where it has tokens; absent where it has none. */
  deployedValues: 'DEPLOYED_VALUES',
  /** Another with each change of them. */
  deployedRevision: 'DEPLOYED_REVISION',
  /** Of an own function: the names of its secrets, a list in JSON. */
  ownSecrets: 'JOB_SECRETS',
  /** `off` where functions have a clock of their own that engines do not share; the construct never sets it. */
  clockCheck: 'CLOCK_CHECK',
} as const;

/** The value of an environment variable. @throws Error naming it when it is missing */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is missing`);
  return value;
}

/** The number in an environment variable. @throws Error naming it when it is missing or not a number */
export function requiredNumber(name: string): number {
  const value = Number(required(name));
  if (Number.isFinite(value)) return value;
  throw new Error(`the environment variable ${name} is not a number`);
}

/** How long jobs and their history are kept, ms. */
export const retention = () => requiredNumber(Env.retentionDays) * 24 * 60 * 60 * 1000;
