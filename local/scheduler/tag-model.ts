import { z } from 'zod';
import { SchedulerError } from './errors.ts';
import type { ScheduleGroup } from './group-store.ts';
import { text } from './input-validation.ts';
import { groupArn, requireGroup, type Scheduler } from './scheduler.ts';

const GROUP_ARN = /^arn:aws(-[a-z]+)?:scheduler:[a-z0-9-]+:\d{12}:schedule-group\/[0-9a-zA-Z-_.]+$/;

/** `ResourceArn`: only schedule groups carry tags. */
export const resourceArnModel = text(1, 1011, GROUP_ARN);
/** `TagKey`: 1–128 characters. */
export const tagKeyModel = text(1, 128);
/** `TagList`: at most 200 tags, each value 1–256 characters. */
export const tagsModel = z.array(z.object({ Key: tagKeyModel, Value: text(1, 256) })).max(200);

/** The group an ARN of this account names; throws ResourceNotFoundException. */
export function requireTaggedGroup(scheduler: Scheduler, arn: string): ScheduleGroup {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  if (arn === groupArn(scheduler.account, name)) return requireGroup(scheduler, name);
  throw new SchedulerError('ResourceNotFoundException', `Resource ${arn} does not exist.`);
}
