import { parseInput } from '../input-validation.ts';
import { firstPlan } from '../planning.ts';
import { checkDefinition, scheduleInputModel } from '../schedule-model.ts';
import { type Action, requireSchedule, scheduleArn } from '../scheduler.ts';

/**
 * UpdateSchedule: a full replacement, members left out go back to their defaults. The schedule is planned as if
 * it were created now (undocumented for rates without StartDate); an execution already begun keeps its target.
 */
export const updateSchedule: Action = (scheduler, request) => {
  const input = parseInput(scheduleInputModel, { ...request.body, Name: request.resource });
  const { Name: name, GroupName: groupName, ClientToken: _token, ...definition } = input;
  const now = scheduler.clock.now();

  return scheduler.tokens.once('UpdateSchedule', input, now, () => {
    checkDefinition(definition, now);
    const { created, revision } = requireSchedule(scheduler, { groupName, name });
    const plan = firstPlan(definition, now, scheduler.lateness);
    scheduler.schedules.put({
      groupName,
      name,
      definition,
      created,
      modified: now,
      revision: revision + 1,
      ...plan,
    });
    return { ScheduleArn: scheduleArn(scheduler.account, { groupName, name }) };
  });
};
