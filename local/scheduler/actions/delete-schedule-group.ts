import { z } from 'zod';
import { SchedulerError } from '../errors.ts';
import { parseInput } from '../input-validation.ts';
import { clientTokenModel, DEFAULT_GROUP, nameModel } from '../schedule-model.ts';
import { type Action, queryOf, requireGroup } from '../scheduler.ts';

const inputModel = z.object({ Name: nameModel, ClientToken: clientTokenModel.optional() });

/**
 * DeleteScheduleGroup: takes its schedules with it. The service does so eventually, showing the group as
 * DELETING meanwhile; here it is done when the request is answered. The default group stays.
 */
export const deleteScheduleGroup: Action = (scheduler, request) => {
  const input = parseInput(inputModel, {
    Name: request.resource,
    ClientToken: queryOf(request, 'clientToken'),
  });
  if (input.Name === DEFAULT_GROUP) {
    throw new SchedulerError('ValidationException', 'The default schedule group cannot be deleted.');
  }
  return scheduler.tokens.once('DeleteScheduleGroup', input, scheduler.clock.now(), () => {
    requireGroup(scheduler, input.Name);
    scheduler.groups.delete(input.Name);
    return {};
  });
};
