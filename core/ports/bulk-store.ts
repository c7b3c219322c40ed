import type { BulkAction, BulkProgress } from '../../contract/bulk.ts';
import type { JobStatus } from '../../contract/job.ts';
import type { Namespace } from '../../contract/namespaces.ts';
import type { AuditRecord } from '../jobs/audit-record.ts';
import type { Caller } from '../jobs/caller.ts';
import type { Scope } from '../jobs/scope.ts';

/** A bulk operation: what it does to which jobs, and how far it has come. */
export interface Bulk extends BulkProgress {
  action: BulkAction;
  /** The caller that began it. */
  caller?: Caller | undefined;
  /** Counts the writes; the condition of each. */
  version: number;
  scopes: Scope[];
  statuses: JobStatus[];
  namespace?: Namespace | undefined;
  target?: string | undefined;
  recurring?: boolean | undefined;
  /** Only jobs whose last ended run failed, or only all others. */
  failing?: boolean | undefined;
  /** Only jobs whose last error has this code. */
  error?: string | undefined;
  /** Only these, newest first. */
  ids?: string[] | undefined;
  /** Jobs that came to match after it are left alone, Unix ms. */
  as_of?: number | undefined;
  /** Only jobs with ids at or above it. */
  from?: string;
  /** Jobs with ids below it are still to do. */
  below: string;
  reason?: string | undefined;
  /** Resumes also jobs that were paused by hand. */
  include_paused_by_hand?: boolean | undefined;
  delay?: number | undefined;
  /** Retries carry new idempotency keys. */
  new_key?: boolean | undefined;
  /** Retries begin at most so often a second. */
  rate?: number | undefined;
}

/** Where bulk operations are noted; kept for a week. */
export interface BulkStore {
  create(bulk: Bulk, record?: AuditRecord): Promise<void>;
  get(id: string): Promise<Bulk | null>;
  /** Replaces it if its version is still the one before; false when it is not. */
  save(bulk: Bulk): Promise<boolean>;
}
