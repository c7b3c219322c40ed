import type { Dispatches } from './dispatch.ts';
import type { Job } from './job.ts';
import type { Namespace } from './namespaces.ts';
import type { Schedule } from './schedule.ts';

/** What is declared under a name: what a dispatch of the namespace takes, with a `cron` or an `every`. */
export type ScheduleDeclaration<N extends Namespace = Namespace> = {
  [Each in N]: Undated<Dispatches[Each]> & { namespace: Each; schedule: Schedule };
}[N];

/** Distributes over unions, which a plain `Omit` would flatten. */
type Undated<T> = T extends unknown ? Omit<T, 'idempotency_key' | 'schedule'> : never;

/** What declares a named schedule: a call of the API, or the config that was deployed. */
export const DECLARED_BY = ['call', 'config'] as const;
export type DeclaredBy = (typeof DECLARED_BY)[number];

/** A schedule that was declared by its name, which is unique in a product and env. */
export interface NamedSchedule {
  name: string;
  declared_by: DeclaredBy;
  /** The job that does its runs; one that has ended keeps its history. */
  job: Job;
}

/** What declaring a schedule came to: `unchanged` has written nothing. */
export const UPSERT_OUTCOMES = ['created', 'changed', 'unchanged'] as const;
export type UpsertOutcome = (typeof UPSERT_OUTCOMES)[number];

/** The answer to a declaration. */
export interface UpsertedSchedule extends NamedSchedule {
  outcome: UpsertOutcome;
}

/** Which named schedules to list. */
export interface NamedScheduleFilter {
  product: string;
  env: string;
  /** Default 50, at most 100. */
  limit?: number;
  cursor?: string;
}

/** One page of named schedules in the order of their names; `cursor` is there while more may follow. */
export interface NamedSchedulePage {
  schedules: NamedSchedule[];
  cursor?: string;
}
