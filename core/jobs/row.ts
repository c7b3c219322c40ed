import type { RunFailure } from '../../contract/errors.ts';
import type { DispatchResult, Execution, JobStatus, PausedBy, RunOutcome } from '../../contract/job.ts';
import type { DeclaredBy } from '../../contract/named-schedule.ts';
import type { Namespace } from '../../contract/namespaces.ts';
import { defined } from '../../contract/plain-data.ts';
import type { RetryPolicy } from '../retry/retry-policy.ts';
import type { ParsedSchedule } from '../schedule/parsed-schedule.ts';
import { ALERT, type Caller, type Commanded } from './caller.ts';
import type { Did, StoredStatus } from './did.ts';
import type { Payload } from './payload.ts';
import type { RecordedExecution } from './recorded-execution.ts';
import { hasBegun, isElsewhere, isUnderWay, type RunInFlight, type RunOrigin } from './run-in-flight.ts';

/** The truth about one job; small, as it is rewritten at every step. All moments in Unix ms. */
export interface JobRow {
  id: string;
  product: string;
  env: string;
  namespace: Namespace;
  /** What it calls, see `targetText`. */
  target: string;
  /** Whose work it is, which chooses its message group. */
  fairness_key?: string;
  /** What its named schedule was declared to be; absent of a job that was dispatched. */
  declared?: Declared;
  /** The first version of the payload, where it is small: then no item of its own is written and read. */
  inline?: Payload;
  /** The version of the payload of runs that are claimed from now on; absent for the first. */
  payload?: number;
  /** Earlier versions of the payload that runs in flight may still be sent. */
  earlier_payloads?: number[];
  /** Never `running`: that follows from `runs`, see {@link statusOf}. */
  status: StoredStatus;
  /** Counts the commits; the condition of each. */
  version: number;
  /** Counts the changes of schedule; wake-ups of another generation are stale. */
  gen: number;
  schedule: ParsedSchedule;
  retry: RetryPolicy;
  /** One attempt's limit, ms. */
  timeout: number;
  /** A run that takes longer with its retries is told of, ms. */
  expected_duration?: number;
  scheduled_at: number;
  created_at: number;
  updated_at: number;
  /** The one occurrence not yet claimed; kept while the job is paused, though nothing is claimed then. */
  next_run_at: number | null;
  /** The latest occurrence claimed so far: none is claimed again, whatever the schedule becomes. */
  claimed_to?: number;
  /** Runs claimed so far. */
  execution_count: number;
  succeeded: number;
  failed: number;
  /** How the run that ended last came to its end. */
  last_outcome?: RunOutcome;
  /** How the last runs ended, `c` or `f` each, the last one last; absent while there was one at most. */
  recent?: string;
  /** Runs that have failed since the last one that succeeded, in the order of their ends; absent for none. */
  consecutive_failures?: number;
  /** When the first of them ended, Unix ms, where there are several. */
  failing_since?: number;
  /** Runs in flight: being tried, or waiting for their next attempt. */
  runs: RunInFlight[];
  /** Skipped stretches that the last commit decided on; written into the history again before the next one. */
  skips?: Execution[];
  /** Under `overlap: 'queue'`, occurrences up to here wait behind a run rather than being missed. */
  queued_until?: number;
  /** Retries the latest run has needed so far. */
  retry_count: number;
  /** The run that a job failed with though its target may have done it: a retry runs under its idempotency key. */
  unsettled?: RunOrigin;
  /** How the run that ended last came to its end, where that is small: then it is not in the history yet. */
  last_execution?: RecordedExecution;
  /** The occurrence of the run that completed last, where that is in the history. */
  last_success?: number;
  last_error?: RunFailure;
  started_at?: number;
  completed_at?: number;
  /** Why it was cancelled or paused last. */
  reason?: string;
  paused_at?: number;
  /** Whether it was paused last by its id or with others; docs/commands.md has the table. */
  paused_by?: PausedBy;
  /** What the dispatch answered, which its idempotency key repeats; absent of a job without one. */
  answer?: DispatchResult;
  /** It is being deleted: callers no longer see it, and the row goes last. */
  deleted_at?: number;
  /** All that belonged to the deleted job is gone, and the row is a tombstone that its idempotency key asks for. */
  purged_at?: number;
  /** The run behind which occurrences waited or were skipped for so long that `job.missed` told of it; its number. */
  missed_behind?: number;
  /** Nothing of it begins before, Unix ms: what a caller asks of it is about to be committed, and had lost to its many runs. */
  held_until?: number;
  /** What was due of it has met a hold, and it is still due. */
  met_hold?: MetHold;
  /** When its lost wake-ups were last sent again, Unix ms. */
  healed_at?: number;
  /** The keys of the last triggers that had one, the latest first: the same trigger again does nothing. */
  trigger_keys?: string[];
  /** The caller that dispatched a one-time job; the audit trail has an entry of the dispatch of others. */
  created_by?: Caller;
  /** Its commands so far; absent of a one-time job without any. */
  commanded?: Commanded;
  /** What the commit of this very version did. */
  did?: Did;
}

/** The hold that what is due of a job has met. */
export interface MetHold {
  reason: string;
  /** It is over: what was due until then, Unix ms, has passed in the hold. */
  to?: number;
}

/** Which named schedule a job is, and digests of what that was last declared to be. */
export interface Declared {
  name: string;
  by: DeclaredBy;
  /** Of all that was declared; a job that was changed by hand since has an empty one. */
  digest: string;
  /** Of the schedule in it; empty when the job was rescheduled by hand since. */
  schedule_digest: string;
  /** The latest set applied from code that made, changed, kept or ended it: nothing of an earlier one does. */
  generation?: number;
  /** It was paused when it was ended for not being declared any more: declared again, it is still. */
  held?: PausedBy;
  /** It does not stand for its name any more: that is free, not declared, or another job's. */
  left?: true;
}

/** What the run was when it was claimed, or what the run was that it continues. */
export function originOf(row: JobRow, run: RunInFlight): RunOrigin {
  const { number, occurrence, claimed_at } = run;
  const { payload, schedule, scheduled_at } = row;
  const tz = schedule.kind === 'cron' ? schedule.tz : 'UTC';
  return run.origin ?? { number, occurrence, claimed_at, scheduled_at, tz, ...defined({ payload }) };
}

/** The status a caller sees: a job with a run under way is running, one between attempts is scheduled. */
export function statusOf(row: JobRow): JobStatus {
  if (!isLive(row)) return row.status;
  return row.runs.some(isUnderWay) ? 'running' : row.status;
}

/** Whether anything may still be claimed. */
export function isLive(row: JobRow): boolean {
  return row.status === 'scheduled' || row.status === 'queued';
}

/** Whether what is due of the job has met a hold, and nothing has been claimed since. */
export function isHeld(row: JobRow): boolean {
  return isLive(row) && row.met_hold !== undefined && row.met_hold.to === undefined;
}

/** Whether an alert dispatched the job, to tell people of another one. */
export function isOfAlert({ created_by }: Pick<JobRow, 'created_by'>): boolean {
  return created_by?.via === ALERT.via;
}

/** What a job becomes whose run waits for its next attempt. */
export function waitingStatus(row: JobRow): 'scheduled' | 'paused' {
  return row.status === 'paused' ? 'paused' : 'scheduled';
}

/** Whether the job has come to its end; a paused one has not. */
export function isEnded(row: JobRow): boolean {
  return !isLive(row) && row.status !== 'paused';
}

/** Whether the run that ended last failed; a cancelled job is not failing, as its caller has dealt with it. */
export function isFailing({ last_outcome, status }: JobRow): boolean {
  return last_outcome?.status === 'failed' && status !== 'cancelled';
}

/** Whether a run that waits is called when its time comes: while its job is paused only one whose attempt has left the executor. */
export function mayContinue(row: JobRow, run: RunInFlight): boolean {
  return isLive(row) || (row.status === 'paused' && isElsewhere(run));
}

/** Since when the runs of the job fail, Unix ms: without one that has, since the first attempt that did; undefined where none has. */
function failingSince({ consecutive_failures = 0, failing_since, last_outcome, runs }: JobRow) {
  if (consecutive_failures > 0) return consecutive_failures > 1 ? failing_since : last_outcome?.at;
  const attempts = runs.flatMap(({ attempt_errors = [] }) => attempt_errors.map(({ at }) => at));
  return attempts.length > 0 ? Math.min(...attempts) : undefined;
}

/**
 * Whether it is only since `moment`, Unix ms, that the job is paused or has ended, or that it fails.
 * @param isOfFailures whether it matters that it fails
 */
export function isSince(row: JobRow, moment: number, isOfFailures: boolean): boolean {
  const state = isEnded(row) ? row.completed_at : row.status === 'paused' ? row.paused_at : undefined;
  const since = [state, isOfFailures ? failingSince(row) : undefined];
  return since.some((at = 0) => at > moment);
}

/** How the last runs ended, `c` or `f` each, the last one last; undefined before the first has. */
export function recentOf({ recent, last_outcome }: JobRow): string | undefined {
  return recent ?? (last_outcome && (last_outcome.status === 'completed' ? 'c' : 'f'));
}

/**
 * When the next attempt of a run in backoff is due, Unix ms, the earliest; undefined while none waits for one. A run that was
 * triggered and has not begun waits for its first attempt, and is in no backoff.
 */
export function nextAttemptAt(row: JobRow): number | undefined {
  if (!isLive(row)) return undefined;
  const moments = row.runs.flatMap((run) =>
    run.state === 'waiting' && run.deferrals === undefined && hasBegun(run) ? run.retry_at : [],
  );
  return moments.length > 0 ? Math.min(...moments) : undefined;
}

/** The runs that the schedule started, but for those that were abandoned. */
export function scheduledRuns(row: JobRow): RunInFlight[] {
  return row.runs.filter((run) => !run.triggered && run.state !== 'abandoned');
}

/** The earliest moment from one on that no run has claimed as its occurrence. */
export function unclaimedFrom({ claimed_to }: JobRow, moment: number): number {
  return claimed_to === undefined ? moment : Math.max(moment, claimed_to + 1);
}

/** The idempotency key of a run by its origin's occurrence: the same on every attempt and duplicate, fit for every target. */
export function runIdentity(jobId: string, occurrence: number): string {
  return `${jobId}-${occurrence}`;
}
