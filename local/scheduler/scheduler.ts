import type { ClientTokens } from './client-tokens.ts';
import { SchedulerError } from './errors.ts';
import type { ExecutionStore } from './execution-store.ts';
import type { GroupStore, ScheduleGroup } from './group-store.ts';
import type { Lateness } from './planning.ts';
import type { RequestRates } from './request-rates.ts';
import type { Schedule, ScheduleKey, ScheduleStore } from './schedule-store.ts';

/** Time as the server sees it; tests pass their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `run` once after `ms` milliseconds (at most 2^31 − 1) unless the returned function is called first. */
  after(ms: number, run: () => void): () => void;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** Where the server pretends to be. */
export interface Account {
  readonly region: string;
  readonly accountId: string;
}

/** The ARN of a schedule. */
export function scheduleArn({ region, accountId }: Account, { groupName, name }: ScheduleKey): string {
  return `arn:aws:scheduler:${region}:${accountId}:schedule/${groupName}/${name}`;
}

/** The ARN of a schedule group. */
export function groupArn({ region, accountId }: Account, name: string): string {
  return `arn:aws:scheduler:${region}:${accountId}:schedule-group/${name}`;
}

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
