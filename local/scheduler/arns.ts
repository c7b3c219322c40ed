import type { ScheduleKey } from './schedule-store.ts';

/** Where the server pretends to be. */
export interface Account {
  readonly region: string;
  readonly accountId: string;
}

/** The ARN of a schedule. */
export function scheduleArn({ region, accountId }: Account, { groupName, name }: ScheduleKey): string {
  return `arn:aws:scheduler:${region}:${accountId}:schedule/${groupName}/${name}`;
}

/** The ARN of a schedule group. */
export function groupArn({ region, accountId }: Account, name: string): string {
  return `arn:aws:scheduler:${region}:${accountId}:schedule-group/${name}`;
}
