import { z } from 'zod';
import { groupView } from '../group-view.ts';
import { parseInput } from '../input-validation.ts';
import { pageModel, pageOf, positionOf } from '../pagination.ts';
import { nameModel } from '../schedule-model.ts';
import { type Action, queryOf } from '../scheduler.ts';

const inputModel = z.object({ NamePrefix: nameModel.optional(), ...pageModel });

/** ListScheduleGroups: by name, the default group among them. */
export const listScheduleGroups: Action = (scheduler, request) => {
  const input = parseInput(inputModel, {
    NamePrefix: queryOf(request, 'NamePrefix'),
    NextToken: queryOf(request, 'NextToken'),
    MaxResults: queryOf(request, 'MaxResults'),
  });
  const [after = ''] = positionOf(input.NextToken, 1);
  const found = scheduler.groups.list(input.NamePrefix ?? '', after, input.MaxResults + 1);
  const { page, ...next } = pageOf(found, input.MaxResults, (last) => [last.name]);
  return { ScheduleGroups: page.map((group) => groupView(scheduler.account, group)), ...next };
};
