import type { RunFailure } from './errors.ts';
import type { SkipReason } from './job.ts';
import type { Namespace } from './namespaces.ts';

/** What became of an occurrence that did not go well: its run failed after all attempts, nothing came in time to start it, or it was skipped for another reason. */
export const RUN_OUTCOMES = ['failed', 'missed', 'skipped'] as const;
export type WrongOutcome = (typeof RUN_OUTCOMES)[number];

/** An execution that went wrong, and its job; times in Unix ms. */
export interface WrongRun {
  job_id: string;
  /** The named schedule whose job it is. */
  name?: string;
  product: string;
  env: string;
  namespace: Namespace;
  /** See `Job.target`. */
  target: string;
  outcome: WrongOutcome;
  /** When it went wrong: when the run ended, or when the last occurrence that was skipped was due. */
  at: number;
  /** Counts the job's runs from 1; 0 for a skipped occurrence. */
  number: number;
  /** When it was due; of a stretch of skipped occurrences the first one. */
  occurrence: number;
  attempts: number;
  /** What a failed run ended with; its message has at most 200 characters here, the history has more. */
  error?: RunFailure;
  /** Why it was skipped. */
  reason?: SkipReason;
  /** What the call that paused all jobs gave as its reason. */
  detail?: string;
  /** Last of a stretch of occurrences skipped for one reason. */
  through?: number;
  /** How many occurrences the stretch holds. */
  count?: number;
}

/** Which executions `jobs.listRuns` shows. */
export interface RunFilter {
  outcome?: WrongOutcome | WrongOutcome[];
  product?: string;
  env?: string;
  namespace?: Namespace;
  /** Only of jobs that call exactly this, see `Job.target`. */
  target?: string;
  /** Only runs that failed with this code. */
  error?: string;
  /** Went wrong at or after, Unix ms or ISO 8601. */
  from?: number | string;
  /** Went wrong at or before, Unix ms or ISO 8601. */
  to?: number | string;
  /** Default 50, at most 100. */
  limit?: number;
  cursor?: string;
}

/** One page of executions that went wrong, newest first; `cursor` is there while more may follow. */
export interface RunPage {
  runs: WrongRun[];
  cursor?: string;
}
