import type { Dispatches } from './dispatch.ts';
import type { Job } from './job.ts';
import type { Namespace } from './namespaces.ts';
import type { Schedule } from './schedule.ts';

/** What is declared under a name: what a dispatch of the namespace takes, with a `cron` or an `every`. */
export type ScheduleDeclaration<N extends Namespace = Namespace> = {
  [Each in N]: Undated<Dispatches[Each]> & { namespace: Each; schedule: Schedule };
}[N];

/** What a config declares under a name; the config says of which product and env it is. */
export type DeclaredSchedule = Unplaced<ScheduleDeclaration>;

/** Schedules that are declared together, by their names. */
export type DeclaredSchedules = Record<string, DeclaredSchedule>;

/** Distributes over unions, which a plain `Omit` would flatten. */
type Undated<T> = T extends unknown ? Omit<T, 'idempotency_key' | 'schedule'> : never;
type Unplaced<T> = T extends unknown ? Omit<T, 'product' | 'env'> : never;

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

/** All schedules that a product and env is to have from code. */
export interface ApplySchedules {
  product: string;
  env: string;
  schedules: DeclaredSchedules;
  /** Only tell what it would come to. */
  dry_run?: boolean;
  /** Only end what is not declared any more: make and change nothing. */
  prune?: boolean;
}

/** What became of one schedule of a set: `ended` is not declared any more, `failed` was refused or met a fault. */
export const APPLY_OUTCOMES = [...UPSERT_OUTCOMES, 'ended', 'failed'] as const;
export type ApplyOutcome = (typeof APPLY_OUTCOMES)[number];

/** A field of a dispatch that is declared otherwise than it stands; absent texts are fields that are not there. */
export interface ScheduleChange {
  /** `schedule.cron`, `input.amount`. */
  path: string;
  /** JSON, of a long one the beginning. */
  from?: string;
  /** Likewise. */
  to?: string;
}

/** One schedule of a set, with its job where it has one, and the error of one that failed. */
export interface AppliedSchedule {
  name: string;
  outcome: ApplyOutcome;
  job_id?: string;
  /** What `changed` comes to, the first ten fields; only of a dry run. */
  changes?: ScheduleChange[];
  error?: { code: string; message: string };
}

/** The answer to a set: each schedule that is declared, and each that was and is not any more, in the order of their names. */
export interface AppliedSchedules {
  product: string;
  env: string;
  dry_run: boolean;
  schedules: AppliedSchedule[];
}
