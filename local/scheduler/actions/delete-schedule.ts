import { z } from 'zod';
import { parseInput } from '../input-validation.ts';
import { clientTokenModel, DEFAULT_GROUP, nameModel } from '../schedule-model.ts';
import { type Action, queryOf, requireSchedule } from '../scheduler.ts';

const inputModel = z.object({
  Name: nameModel,
  GroupName: nameModel.default(DEFAULT_GROUP),
  ClientToken: clientTokenModel.optional(),
});

/** DeleteSchedule: 404 where there is none; retries still to come are given up. */
export const deleteSchedule: Action = (scheduler, request) => {
  const input = parseInput(inputModel, {
    Name: request.resource,
    GroupName: queryOf(request, 'groupName'),
    ClientToken: queryOf(request, 'clientToken'),
  });
  return scheduler.tokens.once('DeleteSchedule', input, scheduler.clock.now(), () => {
    const schedule = requireSchedule(scheduler, { groupName: input.GroupName, name: input.Name });
    scheduler.schedules.delete(schedule);
    scheduler.executions.endOf(schedule);
    return {};
  });
};
