import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import type { Blueprint } from './blueprint.ts';
import { LOCAL, LOCAL_CREDENTIALS } from './names.ts';

/** Creates the schedule groups and schedules that are not there yet. */
export async function createSchedules(
  endpoint: string,
  groups: readonly string[],
  schedules: readonly Record<string, unknown>[],
): Promise<void> {
  const client = new SchedulerClient({ endpoint, region: LOCAL.region, credentials: LOCAL_CREDENTIALS });
  for (const Name of groups) await unlessThere(client.send(new CreateScheduleGroupCommand({ Name })));
  // CloudFormation spells a schedule's properties as the API does.
  for (const properties of schedules) {
    const input = properties as unknown as CreateScheduleCommandInput;
    await unlessThere(client.send(new CreateScheduleCommand(input)));
  }
  client.destroy();
}

async function unlessThere(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!(error instanceof ConflictException)) throw error;
  }
}

/** A clock that is moved stops at every moment at which something is due: a sweep each minute would take it long. */
export function seldom(schedules: Blueprint['schedules']): Blueprint['schedules'] {
  return schedules.map((schedule) => ({ ...schedule, ScheduleExpression: 'rate(30 minutes)' }));
}
