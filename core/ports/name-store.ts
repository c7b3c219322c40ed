import type { PausedBy } from '../../contract/job.ts';
import type { Scope } from '../jobs/scope.ts';

/** The job that holds the name of a schedule. */
export interface NameHolder {
  job_id: string;
  /** Digest of the declaration that the job was made by. */
  digest: string;
  /** When the job took the name, Unix ms; its row is written after that. */
  held_at: number;
  /** The latest set applied from code that took or ended the name. */
  generation?: number;
  /** By whom the job is to be paused when it is made. */
  held?: PausedBy;
}

/** Which schedules of a product and env were applied from code. */
export interface AppliedSet {
  /** Counts the sets that were begun; of two, that of the higher one stands. */
  generation: number;
  /** Digest of the set. */
  digest: string;
  /** Every name that may stand from code; exactly those of the set when it is complete. */
  names: string[];
  /** Not all of it is done. */
  open: boolean;
  /** The set before was open when it began, so a process may still be applying that. */
  fences: boolean;
  /** When it began, Unix ms. */
  begun_at: number;
}

/** Which job does the runs of a named schedule. Reads are strongly consistent. */
export interface NameStore {
  find(scope: Scope, name: string): Promise<NameHolder | null>;
  /**
   * Gives the name to a job, if the job `over` holds it, or without `over` none does; false otherwise. A holder of a generation takes
   * it from none of a later one.
   */
  hold(scope: Scope, name: string, holder: NameHolder, over?: string): Promise<boolean>;
  /** Takes the name from the job, if that holds it. */
  release(scope: Scope, name: string, jobId: string): Promise<void>;
  /** Names in their order, those after `after`; fewer than `limit` only when there are no more. */
  list(
    scope: Scope,
    page: { limit: number; after?: string },
  ): Promise<{ name: string; holder: NameHolder }[]>;
  /** The latest set that was applied from code. */
  findApplied(scope: Scope): Promise<AppliedSet | null>;
  /** Puts a set in the place of that of the generation `over`, or without `over` of none; false when another stands there. */
  setApplied(scope: Scope, applied: AppliedSet, over?: number): Promise<boolean>;
}
