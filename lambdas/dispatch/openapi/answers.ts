import { z } from 'zod';
import { BULK_ACTIONS, type BulkProgress } from '../../../contract/bulk.ts';
import type { Problem } from '../../../contract/errors.ts';
import {
  type DispatchResult,
  type Execution,
  type History,
  JOB_STATUSES,
  type Job,
  type JobPage,
  PAUSED_BY,
  SKIP_REASONS,
} from '../../../contract/job.ts';
import {
  DECLARED_BY,
  type NamedSchedule,
  type NamedSchedulePage,
  UPSERT_OUTCOMES,
  type UpsertedSchedule,
} from '../../../contract/named-schedule.ts';
import { NAMESPACES } from '../../../contract/namespaces.ts';
import { END_CAUSES, type SchedulePreview, TRANSPORTS, WARNING_CODES } from '../../../contract/preview.ts';
import { MISSED_POLICIES, OVERLAP_POLICIES, PRECISIONS } from '../../../contract/schedule.ts';
import type { Stats } from '../../../contract/stats.ts';
import {
  WEBHOOK_EVENTS,
  type Webhook,
  type WebhookList,
  type WebhookTest,
} from '../../../contract/webhook.ts';
import { retryConfigSchema } from '../../../core/input/envelope.ts';

const time = z.int().meta({ description: 'Unix ms' });
const count = z.int().min(0);
const ms = z.int().meta({ description: 'ms' });

const runFailure = z.strictObject({ code: z.string(), message: z.string() });

const result = z.unknown().optional();
const MARKS =
  '`{truncated: true, bytes, text}` past 64 KB; `{kept: false, reason, status?}` where the target answered a success ' +
  'that cannot be kept; an answer that itself reads so is `{answer}`';

const job = z.strictObject({
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
  consecutive_failures: count,
  input: z.record(z.string(), z.unknown()).optional().meta({ description: 'absent in lists' }),
  result: result.meta({ description: `of the last completed run; absent in lists; ${MARKS}` }),
  created_at: time,
  updated_at: time,
  retryConfig: retryConfigSchema.optional(),
  overlap: z.enum(OVERLAP_POLICIES).optional(),
  missed: z.enum(MISSED_POLICIES).optional(),
  precision: z.enum(PRECISIONS).optional(),
  reason: z.string().optional(),
  paused_at: time.optional(),
  paused_by: z.enum(PAUSED_BY).optional().meta({
    description: 'a job paused by `hand` is resumed by name, one paused in `bulk` also with others',
  }),
});

const namedSchedule = z.strictObject({
  name: z.string(),
  declared_by: z.enum(DECLARED_BY),
  job,
});

const execution = z.strictObject({
  number: count.meta({ description: 'counts the runs from 1; 0 for a skipped occurrence' }),
  occurrence: time,
  status: z.enum(['completed', 'failed', 'skipped']),
  started_at: time.optional(),
  completed_at: time.optional(),
  duration_ms: ms.optional(),
  lag_ms: ms.optional(),
  attempts: count,
  error: runFailure.optional(),
  attempt_errors: z
    .array(z.strictObject({ attempt: count, at: time, ...runFailure.shape }))
    .optional()
    .meta({ description: 'of the attempts that failed, oldest first; of very many the newest' }),
  result: result.meta({ description: MARKS }),
  reason: z.enum(SKIP_REASONS).optional(),
  through: time.optional().meta({ description: 'last of a stretch of skipped occurrences' }),
  count: count.optional().meta({ description: 'how many the stretch holds' }),
});

const moment = { at: time, utc: z.string(), local: z.string() };
const endCause = z.enum(END_CAUSES);

const schedulePreview = z.strictObject({
  from: time,
  recurring: z.boolean(),
  tz: z.string(),
  reading: z.string().meta({ description: 'in plain English' }),
  occurrences: z.array(z.strictObject({ ...moment, ends_by: endCause.optional() })),
  ends: z
    .strictObject({
      by: endCause,
      at: time.optional(),
      utc: z.string().optional(),
      local: z.string().optional(),
    })
    .optional()
    .meta({ description: 'what ends it, and the last run where it can be told' }),
  warnings: z.array(
    z.strictObject({ code: z.enum(WARNING_CODES), message: z.string(), at: time.optional() }),
  ),
  transport: z.strictObject({
    by: z.enum(TRANSPORTS),
    expressions: z.array(z.string()).meta({ description: 'of EventBridge Scheduler' }),
    timezone: z.string().optional(),
  }),
  price: z.strictObject({
    usd: z.number().meta({ description: 'for the next 30 days' }),
    runs: count,
    ticks: count,
    basis: z.string(),
  }),
});

const webhook = z.strictObject({
  id: z.string(),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  product: z.string().optional(),
  env: z.string().optional(),
  enabled: z.boolean().meta({ description: 'false after a day of nothing but failures' }),
  failing_since: time.optional(),
  disabled_reason: z.string().optional(),
  created_at: time,
  updated_at: time,
});

/** What the API answers with, by the names it has in the document. */
export const answers = {
  DispatchResult: z.strictObject({
    job_id: z.string(),
    status: z.enum(['scheduled', 'queued']),
    scheduled_at: time,
    recurring: z.boolean(),
    next_run_at: time.optional(),
  }),
  Job: job,
  JobPage: z.strictObject({ jobs: z.array(job), cursor: z.string().optional() }),
  NamedSchedule: namedSchedule,
  NamedSchedulePage: z.strictObject({ schedules: z.array(namedSchedule), cursor: z.string().optional() }),
  UpsertedSchedule: namedSchedule.extend({ outcome: z.enum(UPSERT_OUTCOMES) }),
  History: z.strictObject({
    job_id: z.string(),
    total_executions: count,
    successful_executions: count,
    failed_executions: count,
    next_attempt_at: time.optional().meta({ description: 'of a run in backoff, which is not listed yet' }),
    executions: z.array(execution),
    cursor: z.string().optional(),
  }),
  Deleted: z.strictObject({ deleted: z.literal(true) }),
  BulkProgress: z.strictObject({
    id: z.string(),
    action: z.enum(BULK_ACTIONS),
    status: z.enum(['running', 'completed', 'failed']),
    count,
    failed: count,
    dry_run: z.boolean(),
    counts: z
      .array(z.strictObject({ product: z.string(), env: z.string(), status: z.enum(JOB_STATUSES), count }))
      .optional()
      .meta({ description: 'of a dry run: the jobs by product, env and state; together `count`' }),
    created_at: time,
    updated_at: time,
  }),
  Stats: z.strictObject({
    total: count.meta({ description: 'jobs dispatched within the hours asked for' }),
    scheduled: count.meta({ description: 'jobs now' }),
    queued: count.meta({ description: 'jobs now' }),
    running: count.meta({ description: 'jobs now' }),
    completed: count.meta({ description: 'runs' }),
    failed: count.meta({ description: 'runs, after all retries' }),
    cancelled: count.meta({ description: 'jobs' }),
    paused: count.meta({ description: 'jobs now' }),
    success_rate: z.number().min(0).max(1),
    completed_first_try: count,
    completed_after_retry: count,
    avg_retry_count: z.number().min(0),
    lag_ms: z.strictObject({ p50: ms, p99: ms }),
  }),
  SchedulePreview: schedulePreview,
  Webhook: webhook,
  WebhookList: z.strictObject({ webhooks: z.array(webhook), cursor: z.string().optional() }),
  WebhookTest: z.strictObject({
    delivered: z.boolean(),
    status: z.int().optional().meta({ description: 'what the receiver answered' }),
    duration_ms: ms,
    error: z.string().optional(),
  }),
  Health: z.strictObject({ status: z.literal('ok') }),
  OpenApi: z.looseObject({ openapi: z.literal('3.1.0') }),
  Problem: z.strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    issues: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  }),
} as const;

/** The name of an answer. */
export type AnswerName = keyof typeof answers;

/** The answers are what the contract says: an assignment that the compiler refuses tells the difference. */
type Says<Name extends AnswerName, Contract> =
  z.output<(typeof answers)[Name]> extends Loose<Contract>
    ? Contract extends Loose<z.output<(typeof answers)[Name]>>
      ? true
      : Name
    : Name;
/** Optional fields may be undefined to zod. */
type Loose<T> = T extends readonly (infer Item)[]
  ? readonly Loose<Item>[]
  : T extends object
    ? { [K in keyof T]: Loose<T[K]> | (undefined extends T[K] ? undefined : never) }
    : T;
const agreed: [
  Says<'DispatchResult', DispatchResult>,
  Says<'Job', Job>,
  Says<'JobPage', JobPage>,
  Says<'NamedSchedule', NamedSchedule>,
  Says<'NamedSchedulePage', NamedSchedulePage>,
  Says<'UpsertedSchedule', UpsertedSchedule>,
  Says<'History', History>,
  Says<'BulkProgress', BulkProgress>,
  Says<'Stats', Stats>,
  Says<'SchedulePreview', SchedulePreview>,
  Says<'Webhook', Webhook>,
  Says<'WebhookList', WebhookList>,
  Says<'WebhookTest', WebhookTest>,
  Says<'Problem', Problem>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true];
void agreed;

export type { Execution };
