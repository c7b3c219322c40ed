import type { RunFailure } from './errors.ts';
import type { Held } from './hold.ts';
import type { Namespace } from './namespaces.ts';
import type { MissedPolicy, OverlapPolicy, Precision, RetryConfig } from './schedule.ts';

/** The states of a job. */
export const JobStatus = {
  Scheduled: 'scheduled',
  Queued: 'queued',
  Running: 'running',
  Completed: 'completed',
  Failed: 'failed',
  Cancelled: 'cancelled',
  Paused: 'paused',
} as const;

/** One of the states of a job. */
export type JobStatus = (typeof JobStatus)[keyof typeof JobStatus];

/** All states of a job. */
export const JOB_STATUSES = Object.values(JobStatus);

/** How a job was paused: by a call about that job alone, or by one about many. */
export const PAUSED_BY = ['hand', 'bulk'] as const;
export type PausedBy = (typeof PAUSED_BY)[number];

/** How a run came to its end: its error's code where it failed, and when, Unix ms. */
export interface RunOutcome {
  status: 'completed' | 'failed';
  at: number;
  code?: string;
}

/** What a run in flight does; `waiting_for_limit` of one that waits its turn at a target with a limit. */
export const IN_FLIGHT_STATES = ['running', 'waiting', 'deferred', 'waiting_for_limit'] as const;

/** A run that has begun and not ended; times in Unix ms. */
export interface InFlight {
  /** Counts the job's runs from 1. */
  number: number;
  occurrence: number;
  state: (typeof IN_FLIGHT_STATES)[number];
  /** The attempt under way, or the next one. */
  attempt: number;
  /** How many it has at most. */
  attempts: number;
  started_at: number;
  /** When it is called next, where nothing has it now. */
  next_at?: number;
  /** How often its worker was lost. */
  lost?: number;
  /** What its attempts failed with so far, see {@link Execution.attempt_errors}; absent in lists. */
  attempt_errors?: AttemptError[];
}

/** A job as `jobs.get` and `jobs.list` show it; times in Unix ms. */
export interface Job {
  id: string;
  /** The named schedule whose job it is; absent of a job that was dispatched. */
  name?: string;
  status: JobStatus;
  namespace: Namespace;
  /** What it calls: the resource and, after a colon, the operation, event or topic there, such as `payments:charge`. */
  target: string;
  product: string;
  env: string;
  scheduled_at: number;
  started_at?: number;
  completed_at?: number;
  recurring: boolean;
  cron?: string;
  every?: number;
  tz?: string;
  next_run_at?: number;
  /** When a run in backoff has its next attempt. */
  next_attempt_at?: number;
  /** Since when something of it should have begun or ended, and nothing came; absent while it is in time. */
  overdue_since?: number;
  /** When its wake-ups were lost and sent again last; absent where they never were. */
  healed_at?: number;
  /** Its runs in flight, oldest first; absent for none. */
  runs?: InFlight[];
  execution_count: number;
  limit?: number;
  end_date?: number;
  retries: number;
  retry_count: number;
  last_error?: RunFailure;
  /** How the run that ended last came to its end; absent before the first. */
  last_outcome?: RunOutcome;
  /** How its last runs ended, at most eight, oldest first: `c` for completed, `f` for failed; absent before the first. */
  recent?: string;
  /** Runs that have failed since the last one that succeeded; a run counts once, however many attempts it took. */
  consecutive_failures: number;
  /** Whose work it is, see the dispatch. */
  fairness_key?: string;
  /** How long a run should take at most with its retries, ms, as dispatched. */
  expectedDuration?: number;
  /** What was dispatched; absent in lists. */
  input?: Record<string, unknown>;
  /** What the last completed run returned; absent in lists. */
  result?: unknown;
  created_at: number;
  updated_at: number;
  retryConfig?: RetryConfig;
  overlap?: OverlapPolicy;
  missed?: MissedPolicy;
  precision?: Precision;
  /** Why it was cancelled, or paused, where the call said it. */
  reason?: string;
  paused_at?: number;
  /** Of a paused job: one paused by `hand` is resumed by name, one paused in `bulk` also with others. */
  paused_by?: PausedBy;
  /** Of a job that can go on: the hold that keeps it from starting, if one does; of several the one that lasts longest. */
  held?: Held;
  /** Another text whenever the job, or what is told of it, is another: what `jobs.getIfChanged` compares. Absent in answers to commands. */
  version?: string;
}

/** The answer to a dispatch; times in Unix ms. */
export interface DispatchResult {
  job_id: string;
  status: 'scheduled' | 'queued';
  scheduled_at: number;
  recurring: boolean;
  next_run_at?: number;
}

/** Which jobs `jobs.list` shows. */
export interface JobFilter {
  status?: JobStatus | JobStatus[];
  recurring?: boolean;
  product?: string;
  env?: string;
  namespace?: Namespace;
  /** Only jobs that call exactly this, such as `payments:charge`; see {@link Job.target}. */
  target?: string;
  /** Only jobs whose last ended run failed and that are not cancelled, whatever their state; `false` for all others. */
  failing?: boolean;
  /** Only jobs whose last error has this code, such as `DEAD_LETTERED`. */
  error?: string;
  /** Only jobs whose name or target begins so, in whatever case; a whole id finds its job. */
  q?: string;
  /** Only these, at most 24, in one page. */
  ids?: string[];
  /** Only jobs of which something should have begun or ended, and nothing came: in one page, of at most `limit`. */
  overdue?: true;
  /** `false` reads jobs as they were a moment ago, at half the price. */
  consistent?: false;
  /** Created at or after, Unix ms or ISO 8601. */
  from?: number | string;
  /** Created at or before, Unix ms or ISO 8601. */
  to?: number | string;
  /** Default 50, at most 100. */
  limit?: number;
  /** Jobs to pass over, at most 1000, on the first page; a `cursor` goes deeper and knows what is left of it. */
  offset?: number;
  cursor?: string;
}

/** One page of jobs, newest first; `cursor` is there while more may follow. */
export interface JobPage {
  jobs: Job[];
  cursor?: string;
}

/** Why an occurrence did not run. */
export const SKIP_REASONS = ['overlap', 'missed', 'paused', 'limit', 'rescheduled', 'cancelled'] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** What may have come of an occurrence: `missed` is skipped with that reason, `skipped` with any other. */
export const EXECUTION_OUTCOMES = ['completed', 'failed', 'missed', 'skipped'] as const;
export type ExecutionOutcome = (typeof EXECUTION_OUTCOMES)[number];

/** What one attempt of a run failed with, and when, Unix ms. */
export interface AttemptError {
  /** Counts the run's attempts from 1. */
  attempt: number;
  /** When its target was called, Unix ms; absent where that was earlier than the call that failed, or its worker was lost. */
  started_at?: number;
  at: number;
  code: string;
  /** At most 200 characters; the `error` of the run has more of the last one. */
  message: string;
  /** The backoff after it, ms; absent where no attempt was to follow. */
  delay_ms?: number;
}

/** One occurrence of a job and what came of it; times in Unix ms. */
export interface Execution {
  /** Counts the runs from 1; 0 for a skipped occurrence. */
  number: number;
  occurrence: number;
  status: 'completed' | 'failed' | 'skipped';
  started_at?: number;
  completed_at?: number;
  duration_ms?: number;
  /** Start of the first attempt minus occurrence, ms. */
  lag_ms?: number;
  attempts: number;
  /** The moment in whose hour the statistics count the run, where that is not the hour of `started_at`. */
  counts_at?: number;
  error?: RunFailure;
  /** Attempts that failed, oldest first; of very many the newest, 2 KB of JSON beside their times. */
  attempt_errors?: AttemptError[];
  result?: unknown;
  reason?: SkipReason;
  /** Of what passed in a pause: the reason that was given for it. */
  detail?: string;
  /** Last of a stretch of occurrences skipped for one reason. */
  through?: number;
  /** How many occurrences the stretch holds. */
  count?: number;
}

/** One page of a job's executions, newest first. */
export interface History {
  job_id: string;
  total_executions: number;
  successful_executions: number;
  failed_executions: number;
  /** When a run in backoff, which is not among the executions yet, has its next attempt. */
  next_attempt_at?: number;
  executions: Execution[];
  cursor?: string;
}
