import { z } from 'zod';
import { parseInput } from '../input-validation.ts';
import { DEFAULT_GROUP, nameModel } from '../schedule-model.ts';
import { type Action, queryOf, requireSchedule, scheduleArn } from '../scheduler.ts';

const inputModel = z.object({ Name: nameModel, GroupName: nameModel.default(DEFAULT_GROUP) });

/** GetSchedule: everything given at creation, defaults filled in; times are epoch seconds. */
export const getSchedule: Action = (scheduler, request) => {
  const input = parseInput(inputModel, {
    Name: request.resource,
    GroupName: queryOf(request, 'groupName'),
  });
  const schedule = requireSchedule(scheduler, { groupName: input.GroupName, name: input.Name });
  const { definition, groupName, name, created, modified } = schedule;
  return {
    ...definition,
    ...(definition.StartDate === undefined ? {} : { StartDate: definition.StartDate / 1000 }),
    ...(definition.EndDate === undefined ? {} : { EndDate: definition.EndDate / 1000 }),
    Arn: scheduleArn(scheduler.account, schedule),
    GroupName: groupName,
    Name: name,
    CreationDate: created / 1000,
    LastModificationDate: modified / 1000,
  };
};
