import { z } from 'zod';
import { SchedulerError } from '../errors.ts';
import type { ScheduleGroup } from '../group-store.ts';
import { parseInput } from '../input-validation.ts';
import { pageModel, pageOf, positionOf } from '../pagination.ts';
import { clientTokenModel, DEFAULT_GROUP, nameModel } from '../schedule-model.ts';
import { type Account, type Action, groupArn, queryOf, requireGroup } from '../scheduler.ts';
import { tagsModel } from '../tag-model.ts';

/** Groups of one region, the service's default quota. */
const MOST_GROUPS = 500;

const createInput = z.object({
  Name: nameModel,
  Tags: tagsModel.default([]),
  ClientToken: clientTokenModel.optional(),
});

/** CreateScheduleGroup: 409 where the name is taken (`default` always is), 402 beyond 500 groups. */
export const createScheduleGroup: Action = (scheduler, request) => {
  const input = parseInput(createInput, { ...request.body, Name: request.resource });
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

const getInput = z.object({ Name: nameModel });

/** GetScheduleGroup: the group without its tags; 404 where there is none. */
export const getScheduleGroup: Action = (scheduler, request) => {
  const { Name } = parseInput(getInput, { Name: request.resource });
  return groupView(scheduler.account, requireGroup(scheduler, Name));
};

const listInput = z.object({ NamePrefix: nameModel.optional(), ...pageModel });

/** ListScheduleGroups: by name, the default group among them. */
export const listScheduleGroups: Action = (scheduler, request) => {
  const input = parseInput(listInput, {
    NamePrefix: queryOf(request, 'NamePrefix'),
    NextToken: queryOf(request, 'NextToken'),
    MaxResults: queryOf(request, 'MaxResults'),
  });
  const [after = ''] = positionOf(input.NextToken, 1);
  const found = scheduler.groups.list(input.NamePrefix ?? '', after, input.MaxResults + 1);
  const { page, ...next } = pageOf(found, input.MaxResults, (last) => [last.name]);
  return { ScheduleGroups: page.map((group) => groupView(scheduler.account, group)), ...next };
};

const deleteInput = z.object({ Name: nameModel, ClientToken: clientTokenModel.optional() });

/**
 * DeleteScheduleGroup: takes its schedules with it. The service does so eventually, showing the group as
 * DELETING meanwhile; here it is done when the request is answered. The default group stays.
 */
export const deleteScheduleGroup: Action = (scheduler, request) => {
  const input = parseInput(deleteInput, {
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
