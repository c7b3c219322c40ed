import { type Account, groupArn } from './arns.ts';
import type { ScheduleGroup } from './group-store.ts';

/** A group as GetScheduleGroup and ListScheduleGroups show it; times are epoch seconds. */
export function groupView(account: Account, { name, created, modified }: ScheduleGroup) {
  return {
    Arn: groupArn(account, name),
    Name: name,
    State: 'ACTIVE',
    CreationDate: created / 1000,
    LastModificationDate: modified / 1000,
  };
}
