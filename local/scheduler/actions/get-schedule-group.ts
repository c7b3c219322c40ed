import { z } from 'zod';
import { groupView } from '../group-view.ts';
import { parseInput } from '../input-validation.ts';
import { nameModel } from '../schedule-model.ts';
import { type Action, requireGroup } from '../scheduler.ts';

const inputModel = z.object({ Name: nameModel });

/** GetScheduleGroup: the group without its tags; 404 where there is none. */
export const getScheduleGroup: Action = (scheduler, request) => {
  const { Name } = parseInput(inputModel, { Name: request.resource });
  return groupView(scheduler.account, requireGroup(scheduler, Name));
};
