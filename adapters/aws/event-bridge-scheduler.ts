import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { ScheduleLane } from '../../core/messages/wake-up.ts';
import type { Scheduler, ScheduleSpec } from '../../core/ports/scheduler.ts';
import { wholeSecond } from '../../core/schedule/transport.ts';
import type { Patience } from './patient.ts';

/** Where schedules are made and what they send to. */
export interface SchedulerSettings {
  group: string;
  /** The wake-ups queues that schedules send to. */
  queueArns: Record<ScheduleLane, string>;
  /** Where EventBridge leaves what it could not deliver. */
  deadLetterQueueArn: string;
  /** The role EventBridge takes to send. */
  roleArn: string;
}

/** EventBridge gives up on a delivery after so long and leaves it in the dead-letter queue, seconds. */
const EVENT_AGE_MAX = 3600;

/** Schedules of EventBridge Scheduler in one group. */
export class EventBridgeScheduler implements Scheduler {
  private readonly client: SchedulerClient;
  private readonly settings: SchedulerSettings;
  private readonly patience: Patience;

  constructor(client: SchedulerClient, settings: SchedulerSettings, patience: Patience) {
    this.client = client;
    this.settings = settings;
    this.patience = patience;
  }

  async create(schedule: ScheduleSpec): Promise<void> {
    const { group, queueArns, deadLetterQueueArn, roleArn } = this.settings;
    const command = new CreateScheduleCommand({
      Name: schedule.name,
      GroupName: group,
      ScheduleExpression: schedule.expression,
      ScheduleExpressionTimezone: schedule.timezone,
      StartDate: schedule.start === undefined ? undefined : wholeSecond(schedule.start),
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: schedule.once ? 'DELETE' : 'NONE',
      Target: {
        Arn: queueArns[schedule.lane ?? 'main'],
        RoleArn: roleArn,
        Input: schedule.body,
        ...(schedule.expiresAfter === undefined
          ? {
              DeadLetterConfig: { Arn: deadLetterQueueArn },
              RetryPolicy: { MaximumEventAgeInSeconds: EVENT_AGE_MAX, MaximumRetryAttempts: 185 },
            }
          : { RetryPolicy: { MaximumEventAgeInSeconds: schedule.expiresAfter, MaximumRetryAttempts: 0 } }),
      },
    });
    await unless(
      ConflictException,
      this.patience.call(() => this.client.send(command)),
    );
  }

  async remove(name: string): Promise<void> {
    const command = new DeleteScheduleCommand({ Name: name, GroupName: this.settings.group });
    await unless(
      ResourceNotFoundException,
      this.patience.call(() => this.client.send(command)),
    );
  }
}

/** Takes one kind of refusal for success: what was asked for is so already. */
async function unless(harmless: new (...args: never[]) => Error, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof harmless)) throw error;
  }
}
