import type { JobFilter, JobStatus } from './job.ts';

/** What can be done to many jobs at once. */
export const BULK_ACTIONS = ['cancel', 'pause', 'resume', 'retry', 'delete'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** Which jobs, and how. Without any of the filter's fields `all: true` is needed, but for `pause`. */
export interface BulkRequest
  extends Pick<
    JobFilter,
    'status' | 'recurring' | 'product' | 'env' | 'namespace' | 'target' | 'failing' | 'error' | 'from' | 'to'
  > {
  /** Only these, at most 100; those that are not there, or that the caller has no access to, are left out without a word. */
  ids?: string[];
  /**
   * Only jobs that matched at this moment, such as when they were counted, Unix ms or ISO 8601: those that were made, paused or ended after
   * it, or have begun to fail, are left alone.
   */
  as_of?: number | string;
  /** How many jobs the caller has counted, by a dry run say: the `total` of the progress, and nothing else. */
  total?: number;
  /** Says that really all jobs are meant. */
  all?: boolean;
  /** Only counts. */
  dry_run?: boolean;
  /** Why, as the audit trail tells it; that of `cancel` and `pause` stands in the jobs too. */
  reason?: string;
  /** Of `resume`: also jobs that were paused by hand, which else stay paused. */
  include_paused_by_hand?: boolean;
  /** Of `retry`, ms. */
  delay?: number;
  /** Of `retry`: under new idempotency keys, also where it is unknown whether the target did what it was asked. */
  new_key?: boolean;
  /** Of `retry`: at most this many jobs begin in a second. */
  rate?: number;
}

/** Jobs of one product, env and state. */
export interface BulkCount {
  product: string;
  env: string;
  status: JobStatus;
  count: number;
}

/** A job that a bulk operation could not change. */
export interface BulkFailure {
  job_id: string;
  /** The name of the fault. */
  error: string;
}

/** How far a bulk operation has come; times in Unix ms. */
export interface BulkProgress {
  id: string;
  action: BulkAction;
  /** The caller that began it, as the audit trail names it. */
  by?: string;
  /** `failed` when its wake-up was dead-lettered, so that it ends where it stands. */
  status: 'running' | 'completed' | 'failed';
  /** Jobs changed, or with `dry_run` those that would be. A page done again after a crash may count less. */
  count: number;
  /** How many it is about, where the caller has counted them. */
  total?: number;
  /** Jobs that match and could not be changed because something failed. */
  failed: number;
  /** The first 20 of these; absent where there are none. */
  failures?: BulkFailure[];
  dry_run: boolean;
  /** With `dry_run`: the jobs that would be changed, by product, env and state; together `count`. */
  counts?: BulkCount[];
  created_at: number;
  updated_at: number;
}
