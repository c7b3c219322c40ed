import { SchedulerError } from '../errors.ts';
import { parseInput } from '../input-validation.ts';
import { firstPlan } from '../planning.ts';
import { checkDefinition, scheduleInputModel } from '../schedule-model.ts';
import { type Action, requireGroup, scheduleArn } from '../scheduler.ts';

/**
 * CreateSchedule: 404 without its group, 409 where the name is taken. A rate without StartDate fires at once
 * and counts from its creation; an `at` in the past is accepted and fires soon.
 */
export const createSchedule: Action = (scheduler, request) => {
  const input = parseInput(scheduleInputModel, { ...request.body, Name: request.resource });
  const { Name: name, GroupName: groupName, ClientToken: _token, ...definition } = input;
  const now = scheduler.clock.now();

  return scheduler.tokens.once('CreateSchedule', input, now, () => {
    checkDefinition(definition, now);
    requireGroup(scheduler, groupName);
    if (scheduler.schedules.get({ groupName, name }) !== null) {
      throw new SchedulerError('ConflictException', `Schedule ${name} already exists.`);
    }
    const plan = firstPlan(definition, now, scheduler.lateness);
    const revision = 1;
    scheduler.schedules.put({ groupName, name, definition, created: now, modified: now, revision, ...plan });
    return { ScheduleArn: scheduleArn(scheduler.account, { groupName, name }) };
  });
};
