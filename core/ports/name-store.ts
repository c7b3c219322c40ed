import type { Scope } from '../jobs/scope.ts';

/** The job that holds the name of a schedule. */
export interface NameHolder {
  job_id: string;
  /** Digest of the declaration that the job was made by. */
  digest: string;
  /** When the job took the name, Unix ms; its row is written after that. */
  held_at: number;
}

/** Which job does the runs of a named schedule. Reads are strongly consistent. */
export interface NameStore {
  find(scope: Scope, name: string): Promise<NameHolder | null>;
  /** Gives the name to a job, if the job `over` holds it, or without `over` none does; false otherwise. */
  hold(scope: Scope, name: string, holder: NameHolder, over?: string): Promise<boolean>;
  /** Takes the name from the job, if that holds it. */
  release(scope: Scope, name: string, jobId: string): Promise<void>;
  /** Names in their order, those after `after`; fewer than `limit` only when there are no more. */
  list(
    scope: Scope,
    page: { limit: number; after?: string },
  ): Promise<{ name: string; holder: NameHolder }[]>;
}
