import type { Execution } from './execution-store.ts';
import { type Account, scheduleArn } from './scheduler.ts';

/** One message for one target. */
export interface Delivery {
  readonly arn: string;
  readonly input: string;
  /** For a FIFO queue. */
  readonly messageGroupId?: string;
  /** String attributes; only dead letters have them. */
  readonly messageAttributes?: Readonly<Record<string, string>>;
}

/** Hands a message to its target; a rejection is a failed attempt. */
export type Deliver = (delivery: Delivery) => Promise<void>;

/** Which bound of the retry policy ended an execution. */
export type ExhaustedRetryCondition = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';

/** `2022-03-22T18:59:43Z`: the service shows whole seconds. */
function toSeconds(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`;
}

/** What a target without `Input` is sent: the notification that scheduled rules send too. */
function defaultNotification(execution: Execution, account: Account): string {
  return JSON.stringify({
    version: '0',
    id: execution.id,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: account.accountId,
    time: toSeconds(execution.scheduled),
    region: account.region,
    resources: [scheduleArn(account, execution)],
    detail: '{}',
  });
}

/** The message of an execution's present attempt, its context attributes filled in. */
export function deliveryOf(execution: Execution, account: Account): Delivery {
  const { id, scheduled, attempt, target } = execution;
  const attributes: Readonly<Record<string, string>> = {
    'schedule-arn': scheduleArn(account, execution),
    'scheduled-time': toSeconds(scheduled),
    'execution-id': id,
    'attempt-number': String(attempt),
  };
  const template = target.Input ?? defaultNotification(execution, account);
  const input = template.replace(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name) => attributes[name] ?? whole);
  const messageGroupId = target.SqsParameters?.MessageGroupId;
  return { arn: target.Arn, input, ...(messageGroupId === undefined ? {} : { messageGroupId }) };
}

/**
 * The dead letter of an execution given up: the message as last sent, and the attributes of the user guide's
 * page on dead-letter queues.
 */
export function deadLetterOf(
  execution: Execution,
  account: Account,
  queueArn: string,
  error: unknown,
  condition: ExhaustedRetryCondition,
): Delivery {
  return {
    arn: queueArn,
    input: deliveryOf(execution, account).input,
    messageAttributes: {
      ERROR_CODE: error instanceof Error ? error.name : 'Error',
      ERROR_MESSAGE: (error instanceof Error ? error.message : String(error)) || 'Unknown',
      EXECUTION_ID: execution.id,
      EXHAUSTED_RETRY_CONDITION: condition,
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: String(execution.attempt - 1),
      SCHEDULED_TIME: toSeconds(execution.scheduled),
      SCHEDULE_ARN: scheduleArn(account, execution),
      TARGET_ARN: execution.target.Arn,
    },
  };
}
