import { z } from 'zod';
import { IN_FLIGHT_STATES, JOB_STATUSES, PAUSED_BY, SKIP_REASONS } from '../../../contract/job.ts';
import { CALLER_VIAS } from '../../../contract/me.ts';
import { DECLARED_BY } from '../../../contract/named-schedule.ts';
import { NAMESPACES } from '../../../contract/namespaces.ts';
import { RUN_OUTCOMES } from '../../../contract/run.ts';
import { MISSED_POLICIES, OVERLAP_POLICIES, PRECISIONS } from '../../../contract/schedule.ts';
import { SERIES_BY } from '../../../contract/stats.ts';
import { retryConfigSchema } from '../../../core/input/envelope.ts';

export const time = z.int().meta({ description: 'Unix ms' });
export const count = z.int().min(0);
export const ms = z.int().meta({ description: 'ms' });

const runFailure = z.strictObject({ code: z.string(), message: z.string() });

const result = z.unknown().optional();
const MARKS =
  '`{truncated: true, bytes, text}` past 64 KB; `{kept: false, reason, status?}` where the target answered a success ' +
  'that cannot be kept; an answer that itself reads so is `{answer}`';

const attemptErrors = z
  .array(
    z.strictObject({
      attempt: count,
      started_at: time.optional(),
      at: time,
      ...runFailure.shape,
      delay_ms: ms.optional().meta({ description: 'the backoff after it, ms' }),
    }),
  )
  .optional()
  .meta({ description: 'of the attempts that failed, oldest first; of very many the newest' });

const inFlight = z.strictObject({
  number: count,
  occurrence: time,
  state: z.enum(IN_FLIGHT_STATES),
  attempt: count,
  attempts: count.meta({ description: 'at most' }),
  started_at: time,
  next_at: time.optional().meta({ description: 'when it is called next, where nothing has it now, Unix ms' }),
  lost: count.optional().meta({ description: 'how often its worker was lost' }),
  attempt_errors: attemptErrors,
});

export const job = z.strictObject({
  id: z.string(),
  name: z.string().optional().meta({ description: 'the named schedule whose job it is' }),
  status: z.enum(JOB_STATUSES),
  namespace: z.enum(NAMESPACES),
  target: z.string().meta({ description: 'what it calls, such as `payments:charge`' }),
  product: z.string(),
  env: z.string(),
  scheduled_at: time,
  started_at: time.optional(),
  completed_at: time.optional(),
  recurring: z.boolean(),
  cron: z.string().optional(),
  every: ms.optional(),
  tz: z.string().optional(),
  next_run_at: time.optional(),
  next_attempt_at: time.optional().meta({ description: 'when a run in backoff is tried again' }),
  overdue_since: time
    .optional()
    .meta({ description: 'since when something of it should have begun or ended' }),
  healed_at: time.optional().meta({ description: 'when its lost wake-ups were sent again last' }),
  runs: z.array(inFlight).optional().meta({ description: 'in flight, oldest first' }),
  execution_count: count,
  limit: count.optional(),
  end_date: time.optional(),
  retries: count,
  retry_count: count,
  last_error: runFailure.optional(),
  last_outcome: z
    .strictObject({ status: z.enum(['completed', 'failed']), at: time, code: z.string().optional() })
    .optional()
    .meta({ description: 'of the run that ended last' }),
  recent: z
    .string()
    .regex(/^[cf]{1,8}$/)
    .optional()
    .meta({ description: 'how its last runs ended, oldest first: c for completed, f for failed' }),
  consecutive_failures: count,
  input: z.record(z.string(), z.unknown()).optional().meta({ description: 'absent in lists' }),
  result: result.meta({ description: `of the last completed run; absent in lists; ${MARKS}` }),
  created_at: time,
  updated_at: time,
  retryConfig: retryConfigSchema.optional(),
  overlap: z.enum(OVERLAP_POLICIES).optional(),
  missed: z.enum(MISSED_POLICIES).optional(),
  precision: z.enum(PRECISIONS).optional(),
  fairness_key: z.string().optional(),
  expectedDuration: z.number().optional(),
  reason: z.string().optional(),
  paused_at: time.optional(),
  paused_by: z.enum(PAUSED_BY).optional().meta({
    description: 'a job paused by `hand` is resumed by name, one paused in `bulk` also with others',
  }),
  held: z
    .strictObject({ reason: z.string(), until: time.optional() })
    .optional()
    .meta({ description: 'the hold that keeps it from starting' }),
  version: z.string().optional().meta({ description: 'the ETag; absent in answers to commands' }),
});

export const jobCounts = z.strictObject({
  failing: count.meta({ description: 'jobs now whose last run failed, but for cancelled ones' }),
  retrying: count.meta({ description: 'jobs now of which a run waits for another attempt' }),
});

export const hold = z.strictObject({
  product: z.string().optional(),
  env: z.string().optional(),
  namespace: z.enum(NAMESPACES).optional(),
  reason: z.string(),
  since: time,
  by: z.string().optional().meta({ description: 'the actor that began it' }),
  until: time.optional().meta({ description: 'when it ends by itself' }),
  window: z.string().optional().meta({ description: 'the maintenance window that it is' }),
});

/** What changed. */
export const changes = z.strictObject({
  cursor: z.string().meta({ description: 'the `since` of the next call, and the ETag' }),
  now: time,
  changed: z.array(z.string()).meta({ description: 'the last five characters of ids' }),
  more: z.boolean().meta({ description: 'more have changed, or it is not known which' }),
  holds: z.array(hold).meta({ description: 'in force on something of it' }),
  counts: jobCounts,
});

export const namedSchedule = z.strictObject({
  name: z.string(),
  declared_by: z.enum(DECLARED_BY),
  job,
});

export const execution = z.strictObject({
  number: count.meta({ description: 'counts the runs from 1; 0 for a skipped occurrence' }),
  occurrence: time,
  status: z.enum(['completed', 'failed', 'skipped']),
  started_at: time.optional(),
  completed_at: time.optional(),
  duration_ms: ms.optional(),
  lag_ms: ms.optional(),
  attempts: count,
  counts_at: time.optional().meta({
    description: 'in its hour the statistics count the run, where that is not the hour of started_at',
  }),
  error: runFailure.optional(),
  attempt_errors: attemptErrors,
  result: result.meta({ description: MARKS }),
  reason: z.enum(SKIP_REASONS).optional(),
  detail: z.string().optional().meta({ description: 'the reason of the hold in which it passed' }),
  through: time.optional().meta({ description: 'last of a stretch of skipped occurrences' }),
  count: count.optional().meta({ description: 'how many the stretch holds' }),
});

export const me = z.strictObject({
  actor: z.string().meta({ description: 'an ARN of IAM, the subject of a token, or the word of via' }),
  via: z.enum(CALLER_VIAS),
  may: z.strictObject({
    read: z.literal(true),
    write: z.boolean().optional().meta({ description: 'absent where IAM decides by the path' }),
  }),
  scopes: z.array(z.strictObject({ product: z.string(), env: z.string() })),
  now: time,
  clock: z.literal('virtual').optional().meta({ description: 'a clock that can be moved' }),
  version: z.string(),
  retention_days: count,
});

export const wrongRun = z.strictObject({
  job_id: z.string(),
  name: z.string().optional().meta({ description: 'the named schedule whose job it is' }),
  product: z.string(),
  env: z.string(),
  namespace: z.enum(NAMESPACES),
  target: z.string(),
  outcome: z.enum(RUN_OUTCOMES),
  at: time.meta({
    description: 'when the run ended, or the last occurrence that was skipped was due, Unix ms',
  }),
  number: execution.shape.number,
  occurrence: time,
  attempts: count,
  error: runFailure
    .optional()
    .meta({ description: 'of a failed run; the message has at most 200 characters' }),
  reason: execution.shape.reason,
  detail: execution.shape.detail,
  through: execution.shape.through,
  count: execution.shape.count,
});

export const upcoming = z.strictObject({
  from: time,
  to: time,
  jobs: z.array(
    z.strictObject({
      id: z.string(),
      name: z.string().optional(),
      namespace: z.enum(NAMESPACES),
      target: z.string(),
      product: z.string(),
      env: z.string(),
      times: z.array(time).meta({ description: 'the first sixty' }),
      count: count.optional().meta({ description: 'where there are more: how many' }),
      last: time.optional().meta({ description: 'where there are more: the last one, Unix ms' }),
      retry_at: time.optional().meta({ description: 'the next attempt of a run in backoff, Unix ms' }),
      held: job.shape.held,
    }),
  ),
  bucket_ms: ms,
  buckets: z
    .array(z.tuple([time, count]))
    .meta({ description: 'when a stretch of that length begins, and how many runs start in it' }),
  more: z.boolean(),
});

export const series = z.strictObject({
  by: z.enum(SERIES_BY),
  points: z.array(
    z.strictObject({
      at: time.meta({ description: 'when it begins, Unix ms' }),
      dispatched: count,
      cancelled: count,
      completed: count,
      completed_first_try: count,
      failed: count,
      retries: count,
      lag: z
        .array(z.tuple([ms, count]))
        .meta({ description: 'lags, ms, to within 5 %, and how many runs each stands for' }),
      groups: z
        .record(z.string(), z.strictObject({ completed: count, failed: count }))
        .optional()
        .meta({ description: 'its runs by namespaces or codes of errors, where that was asked for' }),
    }),
  ),
  grouped_from: time
    .optional()
    .meta({ description: 'by errors, where there were too many: from then on all are told apart, Unix ms' }),
});
