import type { DispatchResult, Execution, Job } from '../../contract/job.ts';
import { boundedFailure } from '../errors/run-error.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import type { Payload } from './payload.ts';
import { type JobRow, nextAttemptAt, statusOf } from './row.ts';

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
    execution_count: row.execution_count,
    limit: isRecurring(schedule) ? schedule.limit : undefined,
    end_date: isRecurring(schedule) ? schedule.end : undefined,
    retries,
    retry_count: row.retry_count,
    last_error: row.last_error && boundedFailure(row.last_error),
    last_outcome: row.last_outcome,
    consecutive_failures: row.consecutive_failures ?? 0,
    fairness_key: row.fairness_key,
    input: payload?.input,
    result: last?.result,
    created_at: row.created_at,
    updated_at: row.updated_at,
    retryConfig: Object.keys(retryConfig).length > 0 ? retryConfig : undefined,
    overlap: isRecurring(schedule) ? schedule.overlap : undefined,
    missed: isRecurring(schedule) ? schedule.missed : undefined,
    precision: schedule.precision,
    reason: row.reason,
    paused_at: row.status === 'paused' ? row.paused_at : undefined,
    paused_by: row.status === 'paused' ? row.paused_by : undefined,
  });
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
