import { createSchedule } from './actions/create-schedule.ts';
import { deleteSchedule } from './actions/delete-schedule.ts';
import { getSchedule } from './actions/get-schedule.ts';
import {
  createScheduleGroup,
  deleteScheduleGroup,
  getScheduleGroup,
  listScheduleGroups,
} from './actions/groups.ts';
import { listSchedules } from './actions/list-schedules.ts';
import { listTagsForResource, tagResource, untagResource } from './actions/tags.ts';
import { updateSchedule } from './actions/update-schedule.ts';
import { SchedulerError } from './errors.ts';
import type { Action } from './scheduler.ts';

/** By method and path; `{}` is the one encoded part that names the resource. */
const ROUTES: Readonly<Record<string, Action>> = {
  'POST /schedules/{}': createSchedule,
  'GET /schedules/{}': getSchedule,
  'PUT /schedules/{}': updateSchedule,
  'DELETE /schedules/{}': deleteSchedule,
  'GET /schedules': listSchedules,
  'POST /schedule-groups/{}': createScheduleGroup,
  'GET /schedule-groups/{}': getScheduleGroup,
  'DELETE /schedule-groups/{}': deleteScheduleGroup,
  'GET /schedule-groups': listScheduleGroups,
  'GET /tags/{}': listTagsForResource,
  'POST /tags/{}': tagResource,
  'DELETE /tags/{}': untagResource,
};

/** The action a request asks for, and the resource its path names. */
export interface Route {
  /** Its method and path, such as `POST /schedules/{}`. */
  readonly operation: string;
  readonly action: Action;
  readonly resource: string | undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw new SchedulerError('ValidationException', `Malformed path part ${part}.`, { cause });
  }
}

/** Finds the action of a request; throws UnknownOperationException. */
export function route(method: string, path: string): Route {
  const [, kind, part, ...rest] = path.replace(/\/$/, '').split('/');
  const pattern = `${method} /${kind}${part === undefined ? '' : '/{}'}`;
  const action = rest.length === 0 && Object.hasOwn(ROUTES, pattern) ? ROUTES[pattern] : undefined;
  if (action === undefined) {
    throw new SchedulerError('UnknownOperationException', `There is no operation ${method} ${path}.`);
  }
  return { operation: pattern, action, resource: part === undefined ? undefined : decode(part) };
}
