import type { RunFailure } from '../../contract/errors.ts';
import type { AttemptError, Execution, RunOutcome } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import { boundedFailure } from '../errors/run-error.ts';
import type { Failure } from '../retry/retry-policy.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import { DAY, HOUR } from '../time/units.ts';
import { disarmAll, timer } from './arm.ts';
import { withAttemptError } from './attempt-errors.ts';
import type { EndedRun } from './did.ts';
import type { Draft } from './draft.ts';
import { writeDown } from './last-execution.ts';
import type { RecordedExecution } from './recorded-execution.ts';
import { type JobRow, recentOf } from './row.ts';
import { Lease, type RunInFlight } from './run-in-flight.ts';
import { noteUnsettled } from './unsettled.ts';

/**
 * Ends a run as failed.
 * @param of those that it had, where the one it waits for is none, and when the target was called that failed
 */
export function failRun(
  draft: Draft,
  run: RunInFlight,
  startedAt: number,
  failure: RunFailure & Failure,
  { attempts = run.attempt, called }: { attempts?: number; called?: number | undefined } = {},
): void {
  const isOfAttempt = attempts === run.attempt && attempts > 0;
  const failed = isOfAttempt && withAttemptError(run, failure, draft.now, { started_at: called });
  const attempt_errors = failed || run.attempt_errors;
  const ending = { status: 'failed', error: boundedFailure(failure), attempt_errors } as const;
  endRun(draft, run, startedAt, ending, { attempts });
  noteUnsettled(draft, run, failure);
}

/** What comes of a run; without errors of attempts it has those that the row has. */
type Ending = Pick<Execution, 'error' | 'result'> & {
  status: RunOutcome['status'];
  attempt_errors?: AttemptError[] | undefined;
};

/** What is written down of an end that is not the plain one of an attempt that ends now. */
interface Recorded {
  /** Those the run had. */
  attempts?: number;
  /** Unix ms. */
  completedAt?: number;
  /** The rank of its record, see {@link rankOf}. */
  rank?: number;
}

/** Ends a run: writes down what came of it, and lets the job continue. */
export function endRun(
  draft: Draft,
  run: RunInFlight,
  startedAt: number,
  ending: Ending,
  { attempts = run.attempt, completedAt = draft.now, rank = rankOf(run) }: Recorded = {},
): void {
  const { row } = draft;
  const ended = executionOf(run, startedAt, ending, attempts, completedAt);
  const counted = countOf(draft, run, ended);
  const isInHour = Math.floor(counted.at / HOUR) === Math.floor(startedAt / HOUR);
  const execution = { ...ended, ...(!isInHour && { counts_at: counted.at }) };
  writeDown(draft, { execution, rank });
  draft.end(execution, counted);
  const ok = ending.status === 'completed';
  draft.emit(ok ? 'job.completed' : 'job.failed', ending.error);
  draft.set({
    runs: row.runs.filter((r) => r.number !== run.number),
    [ok ? 'succeeded' : 'failed']: row[ok ? 'succeeded' : 'failed'] + 1,
    // Another run of it may wait still, as a reschedule leaves what is under way.
    ...(row.status === 'queued' && { status: 'scheduled' as const }),
    retry_count: Math.max(0, attempts - 1),
    started_at: startedAt,
    // Of runs that end out of order the last end stands, and in a cancelled job the cancel, from which an undo counts.
    completed_at: Math.max(row.completed_at ?? completedAt, completedAt),
    ...withRecent(row, ok),
    ...(!ok && row.consecutive_failures === 1 && { failing_since: row.last_outcome?.at ?? completedAt }),
    last_outcome: {
      status: ending.status,
      at: completedAt,
      ...(ending.error && { code: ending.error.code }),
    },
  });
  if (ending.error) draft.set({ last_error: ending.error });
  else delete row.last_error;
  if (ok) delete row.failing_since;
  if (ok) delete row.consecutive_failures;
  else draft.set({ consecutive_failures: (row.consecutive_failures ?? 0) + 1 });
  continueBehind(draft);
  complete(draft);
}

/** How many of the last runs a row tells of. */
const RECENT = 8;

/** How the last runs ended, with one more; a single one is in the last outcome. */
function withRecent(row: JobRow, ok: boolean): Partial<JobRow> {
  const earlier = recentOf(row);
  return earlier === undefined ? {} : { recent: `${earlier}${ok ? 'c' : 'f'}`.slice(-RECENT) };
}

/**
 * How a run that ends counts: in the hour it was claimed in, or, when that was more than a day ago, a whole number of days later, as the
 * figures of an hour are closed some time. Its lag does not count where its start was not a matter of seconds.
 */
function countOf({ row, now }: Draft, run: RunInFlight, ended: Execution): EndedRun {
  const { status, attempts, lag_ms, number, occurrence, completed_at = now } = ended;
  // The clock of this process may be behind the one that claimed it.
  const days = Math.max(0, Math.floor((now - run.claimed_at) / DAY));
  const isTimed = row.schedule.precision === 'second' && !run.triggered && !run.held && attempts > 0;
  return {
    at: run.claimed_at + days * DAY,
    ok: status === 'completed',
    attempts,
    ...(isTimed && defined({ lag: lag_ms })),
    ...(status === 'failed' && { failed: { number, occurrence, completed_at } }),
  };
}

/** What is written down of a run that ended. */
export function executionOf(
  run: RunInFlight,
  startedAt: number,
  { attempt_errors = run.attempt_errors, ...ending }: Ending,
  attempts: number,
  completedAt: number,
): Execution {
  const { number, occurrence } = run;
  const moments = { started_at: startedAt, completed_at: completedAt };
  const lasted = { duration_ms: completedAt - startedAt, lag_ms: startedAt - occurrence };
  const errors = attempt_errors && { attempt_errors };
  return { number, occurrence, ...ending, ...moments, ...lasted, attempts, ...errors };
}

/**
 * Ends a run as its record says, at the times it says.
 * @param rank what the record has from then on
 */
export function endAsRecorded(
  draft: Draft,
  run: RunInFlight,
  execution: Execution,
  rank = rankOf(run),
): void {
  const { started_at = draft.now, completed_at = draft.now, error, result, attempt_errors } = execution;
  const status = execution.status === 'failed' ? 'failed' : 'completed';
  const ending = {
    status,
    attempt_errors,
    ...(error && { error }),
    ...defined({ result }),
  } as const;
  endRun(draft, run, started_at, ending, { completedAt: completed_at, rank });
  if (error) noteUnsettled(draft, run, error);
}

/**
 * Whether a record is how an earlier worker ended the very attempt that `run` is: its target has answered, though the row
 * does not say so. Records of decisions that no worker made, such as that a wake-up was dead-lettered, are not.
 */
export function isEndOf(run: RunInFlight, { execution, rank }: RecordedExecution): boolean {
  if (execution.number !== run.number || rank >= rankOf(run)) return false;
  const lost = Math.floor(rank / DEFERRALS) - run.attempt * STEPS;
  const [call, last] = [rank % DEFERRALS, 2 * (run.deferrals ?? 0) + 1];
  // A run that waited its turn has not called its target since.
  const isSameCall = run.slot === undefined ? call === last : call % 2 === 1 && call <= last;
  return lost >= 0 && lost < run.lost && isSameCall;
}

/** Steps of rank from one attempt to the next: its workers, and that it was abandoned. */
const STEPS = Lease.recoveries + 2;

/** More often than this no attempt leaves the executor. */
const DEFERRALS = 1_000_000;

/**
 * What is written down before a commit may belong to a decision that then loses, or to a worker that died: the process that
 * wins must outrank it. So ranks grow with each attempt, recovery and deferral, and from waiting to being started.
 */
export function rankOf({ attempt, lost, deferrals = 0, state }: RunInFlight): number {
  const step = attempt * STEPS + lost;
  return step * DEFERRALS + 2 * deferrals + (state === 'running' ? 1 : 0);
}

/**
 * Time that the commit of a run's end may take, ms: a timer that reads the row meanwhile leaves its occurrence to the end of the
 * run, which was decided before it was due.
 */
const COMMIT_MS = 500;

/** Occurrences that came due behind the run, or do so before its end is committed, are taken up; they need a wake-up of their own. */
function continueBehind(draft: Draft): void {
  const { row, now } = draft;
  const waits = isRecurring(row.schedule) && row.schedule.overlap === 'queue';
  if (!draft.live || row.next_run_at === null || row.next_run_at > now + (waits ? COMMIT_MS : 0)) return;
  // What passed in a hold before the run is for `missed` to decide about.
  const isHeldBack = row.met_hold?.to !== undefined && row.next_run_at <= row.met_hold.to;
  if (waits && row.next_run_at <= now && !isHeldBack) draft.set({ queued_until: now });
  draft.after.push(timer(row, row.next_run_at, now));
}

/**
 * Ends a job that has no occurrence left and no run in flight: a recurring one is completed whatever its runs came to, and
 * while it is paused only when it is resumed, as it may be given more; a one-time one as its run ended.
 */
export function complete(draft: Draft): void {
  const { row, now } = draft;
  if (draft.ended || row.next_run_at !== null || row.runs.length > 0) return;
  if (row.status === 'paused' && isRecurring(row.schedule)) return;
  const status = isRecurring(row.schedule) || !row.last_error ? 'completed' : 'failed';
  draft.set({ status, completed_at: row.completed_at ?? now });
  if (isRecurring(row.schedule)) draft.after.push(...disarmAll(row, now));
}
