import type { JobStatus } from '../../contract/job.ts';
import type { Payload } from '../jobs/payload.ts';
import type { JobRow } from '../jobs/row.ts';
import type { Scope } from '../jobs/scope.ts';

/** Which jobs to list, newest first. */
export interface JobQuery {
  /** The page is merged from these; reads grow with the page and their number, never with the table. */
  scopes: readonly Scope[];
  /** Only jobs in one of these; absent: any. */
  statuses?: readonly JobStatus[];
  /** Only jobs whose last ended run failed, see `isFailing`; with `statuses`, reads grow with the failing jobs. */
  failing?: true;
  /** Only jobs that have met a hold, see `isHeld`, whatever else is asked for; reads grow with these. */
  held?: true;
  /** Only ids below this one: the cursor of the page before, or an upper bound in time. */
  below?: string;
  /** Only ids at or above this one: a lower bound in time. */
  from?: string;
  /** At most this many. */
  limit: number;
  /** Rows may be as they were a moment ago, which costs half. */
  stale?: true;
}

/** A version of the payload of a job; without one the first, which is the only one of a job that was dispatched. */
export interface PayloadVersion {
  id: string;
  payload?: number | undefined;
}

/** Where job rows and payloads are; every write is one conditional write of one item. */
export interface JobStore {
  /** The row as last committed (strongly consistent), or null. */
  get(id: string): Promise<JobRow | null>;
  /** The rows of some jobs, at most 100, as they were a moment ago, in any order and without those that are not there. */
  getMany(ids: readonly string[]): Promise<JobRow[]>;
  /** Writes the first version of a row; false when a row with that id is there. */
  create(row: JobRow): Promise<boolean>;
  /** Replaces the row if its version is still the one before `row.version`; false when it is not. */
  commit(row: JobRow): Promise<boolean>;
  /**
   * Has lists show a job as running whose run is not over within seconds, which commits do not. @returns false when it was changed meanwhile
   */
  showRunning(id: string): Promise<boolean>;
  /** Deletes the row if its version is still `row.version`; false when it is not. */
  remove(row: JobRow): Promise<boolean>;
  putPayload(which: PayloadVersion, payload: Payload): Promise<void>;
  getPayload(which: PayloadVersion): Promise<Payload | null>;
  /** Keeps a payload that is there until it is of no use, Unix ms; without `until`, until the job has ended. */
  keepPayload(which: PayloadVersion, until?: number): Promise<void>;
  /** Removes one version of a payload, which no run will be sent any more. */
  deletePayload(which: PayloadVersion): Promise<void>;
  /** Removes all versions of the payload of a job whose row never came or is gone. */
  deletePayloads(id: string): Promise<void>;
  /** Rows whose {@link checkAt} has come, the longest due first; an index finds them, so few rows cost few reads. */
  listOverdue(scopes: readonly Scope[], now: number, limit: number): Promise<JobRow[]>;
  /** Jobs that match and are not deleted, newest first; fewer than `limit` only when there are no more. */
  list(query: JobQuery): Promise<JobRow[]>;
}

/** A version of the payload of a job, which may be in its row. */
export async function payloadOf(
  row: JobRow,
  payload: number | undefined,
  jobs: Pick<JobStore, 'getPayload'>,
): Promise<Payload | null> {
  if (payload === undefined && row.inline) return row.inline;
  return await jobs.getPayload({ id: row.id, payload });
}

/** A claim on an idempotency key. */
export interface Reservation {
  job_id: string;
  /** Digest of the body it was made with. */
  digest: string;
}

/** Which job an idempotency key stands for. */
export interface IdempotencyStore {
  /** The reservation that holds the key at `now`: an earlier one that has not expired, else this one. */
  reserve(scope: Scope, key: string, mine: Reservation, now: number, expires: number): Promise<Reservation>;
  /** The reservation that holds the key at `now` (strongly consistent), or null. */
  find(scope: Scope, key: string, now: number): Promise<Reservation | null>;
}
