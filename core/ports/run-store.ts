import type { WrongRun } from '../../contract/run.ts';
import type { Scope } from '../jobs/scope.ts';

/** Where an execution is among all that went wrong. */
export type RunPlace = Pick<WrongRun, 'at' | 'job_id' | 'number'>;

/** Which executions that went wrong to list, newest first. */
export interface RunQuery {
  /** The page is merged from these. */
  scopes: readonly Scope[];
  /** Only what comes after this one in the list. */
  after?: RunPlace;
  /** Unix ms, both included. */
  from?: number;
  to?: number;
  /** At most this many. */
  limit: number;
}

/** What went wrong, by product and env and by time; kept as long as the history. */
export interface RunStore {
  /** Writes executions that went wrong; written again, each is there once. */
  put(runs: readonly WrongRun[]): Promise<void>;
  /** Newest first (may lag by a moment); fewer than `limit` only when there are no more. */
  list(query: RunQuery): Promise<WrongRun[]>;
}

/** A text by which executions that went wrong sort by time, the same for the same execution. */
export function placeKey({ at, job_id, number }: RunPlace): string {
  return `${String(at).padStart(15, '0')}#${job_id}#${String(number).padStart(10, '0')}`;
}
