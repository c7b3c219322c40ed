import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { MetricName } from '../lambdas/metric-names.ts';
import { serviceMetric } from './metrics.ts';
import type { Watched } from './watched.ts';

/** SQS's longest delay, during which a wake-up grows old as it should. */
const LONGEST_DELAY = Duration.minutes(15);
const PERIOD = Duration.minutes(5);

export interface AlarmProps extends Watched {
  topic?: ITopic | undefined;
  /** p99 of `FireLag` above which runs are called late. */
  fireLagThreshold: Duration;
  executorTimeout: Duration;
}

interface Rule {
  /** The alarm's name after the scheduler's, and its heading in `docs/operator-runbook.md`. */
  name: string;
  /** What it means that this alarm rings. */
  meaning: string;
  metric: IMetric;
  /** Rings when the metric is above this. */
  above: number;
  /** Periods of five minutes in a row; default 1. */
  periods?: number;
}

/** One alarm for each way the scheduler can fail its promise; each is a heading of the operator's runbook. */
export function createAlarms(scope: Construct, props: AlarmProps): Alarm[] {
  return rulesOf(props).map((rule) => {
    const alarm = new Alarm(scope, `Alarm-${rule.name}`, {
      alarmName: `${props.serviceName}-${rule.name}`,
      alarmDescription: `${rule.meaning} See docs/operator-runbook.md#${rule.name}`,
      metric: rule.metric,
      threshold: rule.above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: rule.periods ?? 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (props.topic) alarm.addAlarmAction(new SnsAction(props.topic));
    return alarm;
  });
}

function rulesOf(props: AlarmProps): Rule[] {
  const { queue, deadLetterQueue, dispatch, executor, deadLetter, webhooks, api, table } = props;
  const sum = { period: PERIOD, statistic: 'Sum' };
  const lambdaThrottles = [dispatch, executor, deadLetter, webhooks].map((each) => each.metricThrottles(sum));
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
      meaning: 'A dead letter could not be recorded: its run still looks unfinished.',
      metric: deadLetter.metricErrors(sum),
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
      metric: total([api.metricServerError(sum), dispatch.metricErrors(sum)], 'Dispatch errors'),
      above: 0,
    },
    {
      name: 'fire-lag',
      meaning: `One run in a hundred starts over ${props.fireLagThreshold.toSeconds()} s late.`,
      metric: serviceMetric(props.serviceName, MetricName.fireLag, 'p99'),
      above: props.fireLagThreshold.toMilliseconds(),
      // One cold start among few runs is no trend.
      periods: 3,
    },
    {
      name: 'overdue',
      meaning: 'Wake-ups of jobs were lost: their schedules or messages are gone. They were sent again.',
      metric: serviceMetric(props.serviceName, MetricName.overdue, 'Sum'),
      above: 0,
    },
    {
      name: 'throttles',
      meaning: 'Lambda or DynamoDB refuses work for lack of capacity.',
      metric: total(
        [
          ...lambdaThrottles,
          table.metric('ReadThrottleEvents', sum),
          table.metric('WriteThrottleEvents', sum),
        ],
        'Throttles',
      ),
      above: 0,
      periods: 2,
    },
    {
      name: 'oldest-wake-up',
      meaning: 'Wake-ups wait longer than a delay and an attempt can explain: the executor falls behind.',
      metric: queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: 'Maximum' }),
      above: LONGEST_DELAY.toSeconds() + 2 * props.executorTimeout.toSeconds(),
    },
    {
      name: 'webhook-dead-letters',
      meaning: 'Deliveries to a webhook were given up after a day; it rings until their queue is emptied.',
      // Nobody takes them out, so the length of the queue is what there is to see.
      metric: props.webhookDeadLetterQueue.metricApproximateNumberOfMessagesVisible({
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

/** The sum of metrics of which some may have no data yet. */
function total(metrics: IMetric[], label: string): MathExpression {
  const named = Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric]));
  const expression = Object.keys(named)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return new MathExpression({ expression, usingMetrics: named, label, period: PERIOD });
}
