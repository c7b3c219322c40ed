import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { MetricName } from '../lambdas/metric-names.ts';
import { FAILED_RUNS, manyFailed, oldest, PERIOD, serviceMetric, tableThrottles, total } from './metrics.ts';
import type { Watched } from './watched.ts';

/** SQS's longest delay, during which a wake-up grows old as it should. */
const LONGEST_DELAY = Duration.minutes(15);

export interface RuleProps extends Watched {
  /** p99 of `FireLag` above which runs are called late. */
  fireLagThreshold: Duration;
  executorTimeout: Duration;
  failuresInARow: number;
  /** Jobs dispatched a minute above which something is taken to dispatch without end. */
  dispatchesPerMinute: number;
  /** Whether the dispatch function is also called by a URL of its own. */
  functionUrl?: boolean | undefined;
}

export type Rule = {
  /** The alarm's name after the scheduler's, and its heading in `docs/operator-runbook.md`. */
  name: string;
  /** What it means that this alarm rings. */
  meaning: string;
  metric: IMetric;
  /** Periods of the metric in a row; default 1. */
  periods?: number;
} & (
  | {
      /** Rings when the metric is above this; it does not ring without data. */
      above: number;
    }
  | {
      /** Rings when the metric is below this, and when there is no data. */
      below: number;
    }
);

/** One rule for each way the scheduler can fail its promise; each is a heading of the operator's runbook. */
export function alarmRules(props: RuleProps): Rule[] {
  const {
    queue,
    slowQueue,
    aloneQueue,
    bulkQueue,
    deadLetterQueue,
    dispatch,
    executor,
    deadLetter,
    webhooks,
    projector,
    api,
    schedules,
  } = props;
  const sum = { period: PERIOD, statistic: 'Sum' };
  const counted = (name: string) => serviceMetric(props.serviceName, name, 'Sum');
  const lambdaThrottles = [dispatch, executor, deadLetter, webhooks, projector].map((each) =>
    each.metricThrottles(sum),
  );
  return [
    {
      name: 'dead-letters',
      meaning: 'A wake-up failed five times, or EventBridge Scheduler could not deliver one.',
      // The handler empties the queue at once, so its length is mostly 0; each letter is received at least once.
      metric: deadLetterQueue.metricNumberOfMessagesReceived(sum),
      above: 0,
    },
    {
      name: 'dead-letter-errors',
      meaning: 'The function that records dead letters crashed or ran out of time.',
      metric: deadLetter.metricErrors(sum),
      above: 0,
    },
    {
      name: 'dead-letters-waiting',
      meaning: 'Dead letters are not recorded: their runs still look unfinished.',
      // A letter that is returned is not an error of the function, nor is a function that is never called.
      metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: PERIOD,
        statistic: 'Maximum',
      }),
      above: 0,
      periods: 3,
    },
    {
      name: 'lost-schedules',
      meaning: 'EventBridge Scheduler could neither deliver messages nor leave them with the dead letters.',
      metric: schedules.metricFailedToBeSentToDLQ(undefined, sum),
      above: 0,
    },
    {
      name: 'sweep-missing',
      meaning: 'No sweep has come to its end for ten minutes: nothing looks after jobs that do not go on.',
      metric: counted(MetricName.sweeps),
      below: 1,
      periods: 2,
    },
    {
      name: 'failed-runs',
      meaning: `More than a quarter of at least ${FAILED_RUNS.least} runs that ended in a quarter of an hour failed.`,
      metric: manyFailed(counted(MetricName.endedRuns), counted(MetricName.failedRuns)),
      above: 0,
    },
    {
      name: 'failing-job',
      meaning: `A job has failed ${props.failuresInARow} times in a row, or that many times again.`,
      metric: counted(MetricName.failingJobs),
      above: 0,
    },
    {
      name: 'runaway-chain',
      meaning: `More than ${props.dispatchesPerMinute} jobs a minute were dispatched for a quarter of an hour.`,
      metric: counted(MetricName.dispatches),
      above: props.dispatchesPerMinute * PERIOD.toMinutes(),
      // A burst is not a chain, which does not end by itself.
      periods: 3,
    },
    {
      name: 'clock-skew',
      meaning: "The clock of a worker differs from AWS's by more than 10 s; the worker corrects it.",
      metric: serviceMetric(props.serviceName, MetricName.clockSkew, 'Maximum'),
      above: 0,
    },
    {
      name: 'executor-errors',
      meaning: 'The executor crashed, ran out of memory or out of time; its wake-ups come again.',
      metric: executor.metricErrors(sum),
      above: 0,
    },
    {
      name: 'dispatch-errors',
      meaning: 'A caller got a 5xx answer, or a direct invocation failed.',
      metric: total(
        [
          api.metricServerError(sum),
          dispatch.metricErrors(sum),
          ...(props.functionUrl ? [dispatch.metric('Url5xxCount', sum)] : []),
        ],
        'Dispatch errors',
      ),
      above: 0,
    },
    {
      name: 'fire-lag',
      meaning: `One run in a hundred starts over ${props.fireLagThreshold.toSeconds()} s late.`,
      metric: serviceMetric(props.serviceName, MetricName.fireLag, 'p99'),
      above: props.fireLagThreshold.toMilliseconds(),
      // One cold start among few runs is not a trend.
      periods: 3,
    },
    {
      name: 'overdue',
      meaning: 'Wake-ups of jobs were lost: their schedules or messages are gone. They were sent again.',
      metric: counted(MetricName.overdue),
      above: 0,
    },
    {
      name: 'throttles',
      meaning: 'Lambda or EventBridge Scheduler refuses work for lack of capacity.',
      metric: total([...lambdaThrottles, schedules.metricThrottled(sum)], 'Throttles'),
      above: 0,
      periods: 2,
    },
    {
      name: 'sent-on',
      meaning: 'Wake-ups met refusals for lack of capacity and wait: jobs are late, and none is lost.',
      metric: counted(MetricName.sentOn),
      above: 0,
      periods: 2,
    },
    ...(['Read', 'Write'] as const).map((kind) => ({
      name: `table-${kind.toLowerCase()}-throttles`,
      meaning: `DynamoDB refuses ${kind.toLowerCase()}s of the table, or of one of its indexes.`,
      metric: total(tableThrottles(props.table, kind), 'Throttles'),
      above: 0,
      periods: 2,
    })),
    {
      name: 'oldest-wake-up',
      meaning: 'Wake-ups wait longer than a delay and an attempt can explain: the executor falls behind.',
      metric: oldest([queue, slowQueue, aloneQueue, bulkQueue]),
      above: LONGEST_DELAY.toSeconds() + 2 * props.executorTimeout.toSeconds(),
    },
    {
      name: 'webhook-dead-letters',
      meaning:
        'Deliveries to a webhook were dead-lettered after a day; it rings until their queue is emptied.',
      // No function takes them out, so the length of the queue is what there is to see.
      metric: props.webhookDeadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: PERIOD,
        statistic: 'Maximum',
      }),
      above: 0,
    },
    {
      name: 'oldest-delivery',
      meaning:
        'A delivery is older than the day after which it is dead-lettered: the sender does not come to it.',
      metric: props.webhookQueue.metricApproximateAgeOfOldestMessage({
        period: PERIOD,
        statistic: 'Maximum',
      }),
      above: Duration.hours(26).toSeconds(),
    },
    ...(
      [
        ['projector-behind', 5],
        ['projector-far-behind', 12 * 60],
      ] as const
    ).map(([name, minutes]) => ({
      name,
      meaning: `Figures and deliveries to webhooks are ${minutes} minutes late; the stream keeps what they come of for 24 hours, after which figures are rebuilt and deliveries lost.`,
      metric: projector.metric('IteratorAge', { period: PERIOD, statistic: 'Maximum' }),
      above: Duration.minutes(minutes).toMilliseconds(),
    })),
    {
      name: 'projector-dead-letters',
      meaning: 'The projector could not read a change of the table; it rings until the queue is emptied.',
      metric: props.projectorDeadLetterQueue.metricApproximateNumberOfMessagesVisible({
        period: PERIOD,
        statistic: 'Maximum',
      }),
      above: 0,
    },
    {
      name: 'webhook-errors',
      meaning: 'The sender of deliveries crashed or ran out of time; they come again.',
      metric: webhooks.metricErrors(sum),
      above: 0,
    },
  ];
}
