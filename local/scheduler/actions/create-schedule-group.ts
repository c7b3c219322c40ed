import { z } from 'zod';
import { groupArn } from '../arns.ts';
import { SchedulerError } from '../errors.ts';
import { parseInput } from '../input-validation.ts';
import { clientTokenModel, nameModel } from '../schedule-model.ts';
import type { Action } from '../scheduler.ts';
import { tagsModel } from '../tag-model.ts';

/** Groups of one region, the service's default quota. */
const MOST_GROUPS = 500;

const inputModel = z.object({
  Name: nameModel,
  Tags: tagsModel.default([]),
  ClientToken: clientTokenModel.optional(),
});

/** CreateScheduleGroup: 409 where the name is taken (`default` always is), 402 beyond 500 groups. */
export const createScheduleGroup: Action = (scheduler, request) => {
  const input = parseInput(inputModel, { ...request.body, Name: request.resource });
  const now = scheduler.clock.now();
  return scheduler.tokens.once('CreateScheduleGroup', input, now, () => {
    const { groups, account } = scheduler;
    if (groups.get(input.Name) !== null) {
      throw new SchedulerError('ConflictException', `Schedule group ${input.Name} already exists.`);
    }
    if (groups.count() >= MOST_GROUPS) {
      throw new SchedulerError(
        'ServiceQuotaExceededException',
        `A region holds at most ${MOST_GROUPS} schedule groups.`,
      );
    }
    groups.put({ name: input.Name, created: now, modified: now, tags: input.Tags });
    return { ScheduleGroupArn: groupArn(account, input.Name) };
  });
};
