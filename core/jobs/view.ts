import type { Hold } from '../../contract/hold.ts';
import type { DispatchResult, Execution, InFlight, Job } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import { boundedFailure } from '../errors/run-error.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import { overdueSince } from './heal-overdue.ts';
import { withHold } from './hold.ts';
import type { Payload } from './payload.ts';
import { type JobRow, mayContinue, nextAttemptAt, recentOf, statusOf } from './row.ts';
import { isIdle, type RunInFlight } from './run-in-flight.ts';
import { hashOf } from './scope.ts';

/** A job as callers see it. */
export function toJob(row: JobRow, payload?: Payload, last?: Execution): Job {
  const { schedule } = row;
  const { retries, ...retryConfig } = row.retry;
  return given({
    id: row.id,
    name: row.declared?.name,
    status: statusOf(row),
    namespace: row.namespace,
    target: row.target,
    product: row.product,
    env: row.env,
    scheduled_at: row.scheduled_at,
    started_at: row.started_at,
    completed_at: row.completed_at,
    recurring: isRecurring(schedule),
    cron: schedule.kind === 'cron' ? schedule.cron : undefined,
    every: schedule.kind === 'every' ? schedule.every : undefined,
    tz: schedule.kind === 'cron' ? schedule.tz : undefined,
    next_run_at: row.status === 'paused' ? undefined : (row.next_run_at ?? undefined),
    next_attempt_at: nextAttemptAt(row),
    runs: row.runs.length > 0 ? row.runs.map((run) => inFlight(row, run)) : undefined,
    healed_at: row.healed_at,
    execution_count: row.execution_count,
    limit: isRecurring(schedule) ? schedule.limit : undefined,
    end_date: isRecurring(schedule) ? schedule.end : undefined,
    retries,
    retry_count: row.retry_count,
    last_error: row.last_error && boundedFailure(row.last_error),
    last_outcome: row.last_outcome,
    recent: recentOf(row),
    consecutive_failures: row.consecutive_failures ?? 0,
    fairness_key: row.fairness_key,
    expectedDuration: row.expected_duration,
    input: payload?.input,
    result: last?.result,
    created_at: row.created_at,
    updated_at: row.updated_at,
    retryConfig: Object.keys(retryConfig).length > 0 ? retryConfig : undefined,
    overlap: isRecurring(schedule) ? schedule.overlap : undefined,
    missed: isRecurring(schedule) ? schedule.missed : undefined,
    precision: schedule.precision,
    reason: row.status === 'cancelled' || row.status === 'paused' ? row.reason : undefined,
    paused_at: row.status === 'paused' ? row.paused_at : undefined,
    paused_by: row.status === 'paused' ? row.paused_by : undefined,
  });
}

function inFlight(row: JobRow, run: RunInFlight): InFlight {
  const { number, occurrence, attempt, started_at, lost, slot } = run;
  const waits = isIdle(run);
  const state = run.state === 'abandoned' ? 'running' : run.state;
  return {
    number,
    occurrence,
    state: waits && slot !== undefined ? 'waiting_for_limit' : state,
    attempt,
    attempts: (run.retry ?? row.retry).retries + 1,
    started_at,
    ...(waits && mayContinue(row, run) && { next_at: run.retry_at }),
    ...(lost > 0 && { lost }),
  };
}

/** A job as callers see it among what else is known at a moment, Unix ms: what holds it, and whether it is overdue. */
export function toJobAt(
  row: JobRow,
  holds: readonly Hold[],
  now: number,
  payload?: Payload,
  last?: Execution,
): Job {
  const overdue_since = overdueSince(row, now);
  const job = withHold({ ...toJob(row, payload, last), ...defined({ overdue_since }) }, holds, now);
  return { ...job, version: versionOf(row, job) };
}

/** The runs of a job in flight, with what their attempts failed with so far, as the answer about one job has them. */
export function runsInFull(row: JobRow): Pick<Job, 'runs'> {
  const runs = row.runs.map((run) => {
    const { attempt_errors } = run;
    return { ...inFlight(row, run), ...defined({ attempt_errors }) };
  });
  return runs.length > 0 ? { runs } : {};
}

/** A text for what is told of a row. */
function versionOf({ version }: JobRow, { held, overdue_since }: Job): string {
  const beside = { held, overdue_since };
  const text = JSON.stringify(beside);
  return text === '{}' ? String(version) : `${version}-${hashOf(text).toString(36)}`;
}

/** The answer to the dispatch that made a job. */
export function toDispatchResult(row: JobRow): DispatchResult {
  const recurring = isRecurring(row.schedule);
  return {
    job_id: row.id,
    status: recurring || row.scheduled_at > row.created_at ? 'scheduled' : 'queued',
    scheduled_at: row.scheduled_at,
    recurring,
    ...(recurring && { next_run_at: row.scheduled_at }),
  };
}

type Given<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The same object without the fields that are undefined. */
function given<T extends object>(fields: T): Given<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;
}
