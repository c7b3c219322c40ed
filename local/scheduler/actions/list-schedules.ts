import { z } from 'zod';
import { parseInput } from '../input-validation.ts';
import { pageModel, pageOf, positionOf } from '../pagination.ts';
import { nameModel, stateModel } from '../schedule-model.ts';
import { type Action, queryOf, requireGroup, scheduleArn } from '../scheduler.ts';

const inputModel = z.object({
  GroupName: nameModel.optional(),
  NamePrefix: nameModel.optional(),
  State: stateModel.optional(),
  ...pageModel,
});

/** ListSchedules: summaries in the order of group and name; 404 where the group asked for does not exist. */
export const listSchedules: Action = (scheduler, request) => {
  const input = parseInput(inputModel, {
    GroupName: queryOf(request, 'ScheduleGroup'),
    NamePrefix: queryOf(request, 'NamePrefix'),
    State: queryOf(request, 'State'),
    NextToken: queryOf(request, 'NextToken'),
    MaxResults: queryOf(request, 'MaxResults'),
  });
  if (input.GroupName !== undefined) requireGroup(scheduler, input.GroupName);

  const [groupName, name] = positionOf(input.NextToken, 2);
  const found = scheduler.schedules.list({
    groupName: input.GroupName,
    namePrefix: input.NamePrefix,
    state: input.State,
    after: groupName === undefined || name === undefined ? undefined : { groupName, name },
    limit: input.MaxResults + 1,
  });
  const { page, ...next } = pageOf(found, input.MaxResults, (last) => [last.groupName, last.name]);
  return {
    Schedules: page.map((schedule) => ({
      Arn: scheduleArn(scheduler.account, schedule),
      Name: schedule.name,
      GroupName: schedule.groupName,
      State: schedule.definition.State,
      CreationDate: schedule.created / 1000,
      LastModificationDate: schedule.modified / 1000,
      Target: { Arn: schedule.definition.Target.Arn },
    })),
    ...next,
  };
};
