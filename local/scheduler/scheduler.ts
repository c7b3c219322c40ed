import type { Account } from './arns.ts';
import type { ClientTokens } from './client-tokens.ts';
import type { Clock } from './clock.ts';
import { SchedulerError } from './errors.ts';
import type { ExecutionStore } from './execution-store.ts';
import type { GroupStore, ScheduleGroup } from './group-store.ts';
import type { Lateness } from './planning.ts';
import type { RequestRates } from './request-rates.ts';
import type { Schedule, ScheduleKey, ScheduleStore } from './schedule-store.ts';

/** What the API actions work on. */
export interface Scheduler {
  readonly account: Account;
  readonly clock: Clock;
  readonly lateness: Lateness;
  readonly groups: GroupStore;
  readonly schedules: ScheduleStore;
  readonly executions: ExecutionStore;
  readonly tokens: ClientTokens;
  readonly rates: RequestRates;
}

/** A request as an action sees it: the last part of its path, its query, its JSON body without nulls. */
export interface ApiRequest {
  readonly resource: string | undefined;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One action of the API: answers a JSON body or throws SchedulerError. */
export type Action = (scheduler: Scheduler, request: ApiRequest) => object;

/** The schedule; throws ResourceNotFoundException. */
export function requireSchedule({ schedules }: Scheduler, key: ScheduleKey): Schedule {
  const schedule = schedules.get(key);
  if (schedule !== null) return schedule;
  throw new SchedulerError('ResourceNotFoundException', `Schedule ${key.name} does not exist.`);
}

/** The group; throws ResourceNotFoundException. */
export function requireGroup({ groups }: Scheduler, name: string): ScheduleGroup {
  const group = groups.get(name);
  if (group !== null) return group;
  throw new SchedulerError('ResourceNotFoundException', `Schedule group ${name} does not exist.`);
}

/** A query parameter, absent rather than null. */
export function queryOf(request: ApiRequest, name: string): string | undefined {
  return request.query.get(name) ?? undefined;
}
