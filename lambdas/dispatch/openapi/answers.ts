import { z } from 'zod';
import type { AuditPage } from '../../../contract/audit.ts';
import { BULK_ACTIONS, type BulkProgress } from '../../../contract/bulk.ts';
import type { Changes } from '../../../contract/changes.ts';
import type { DispatchedMany } from '../../../contract/dispatch-many.ts';
import type { Problem } from '../../../contract/errors.ts';
import type { Hold, HoldList, HoldPlan } from '../../../contract/hold.ts';
import {
  type DispatchResult,
  type Execution,
  type History,
  JOB_STATUSES,
  type Job,
  type JobPage,
} from '../../../contract/job.ts';
import { Limits } from '../../../contract/limits.ts';
import type { Me } from '../../../contract/me.ts';
import {
  APPLY_OUTCOMES,
  type AppliedSchedules,
  type NamedSchedule,
  type NamedSchedulePage,
  UPSERT_OUTCOMES,
  type UpsertedSchedule,
} from '../../../contract/named-schedule.ts';
import { NAMESPACES } from '../../../contract/namespaces.ts';
import type { ScheduleCalendar, SchedulePreview } from '../../../contract/preview.ts';
import type { RunPage } from '../../../contract/run.ts';
import type { Stats, StatsSeries } from '../../../contract/stats.ts';
import type { Upcoming } from '../../../contract/upcoming.ts';
import {
  WEBHOOK_EVENTS,
  type Webhook,
  type WebhookList,
  type WebhookTest,
} from '../../../contract/webhook.ts';
import { auditEntry } from './audit-answers.ts';
import {
  changes,
  count,
  execution,
  hold,
  job,
  jobCounts,
  me,
  ms,
  namedSchedule,
  series,
  time,
  upcoming,
  wrongRun,
} from './job-answers.ts';
import { scheduleCalendar, schedulePreview } from './preview-answers.ts';

const webhook = z.strictObject({
  id: z.string(),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  product: z.string().optional(),
  env: z.string().optional(),
  enabled: z.boolean().meta({ description: 'false after a day of nothing but failures' }),
  failing_since: time.optional(),
  last_failure: z.strictObject({ at: time, status: z.int().optional(), error: z.string() }).optional(),
  disabled_reason: z.string().optional(),
  created_at: time,
  updated_at: time,
});

const dispatchResult = z.strictObject({
  job_id: z.string(),
  status: z.enum(['scheduled', 'queued']),
  scheduled_at: time,
  recurring: z.boolean(),
  next_run_at: time.optional(),
});

const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  issues: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
});

/** What the API answers with, by the names it has in the document. */
export const answers = {
  DispatchResult: dispatchResult,
  DispatchedMany: z.strictObject({
    accepted: count,
    refused: count,
    results: z.array(
      z.union([
        z.strictObject({ index: count, status: z.literal([200, 201]), job: dispatchResult }),
        z.strictObject({ index: count, status: z.int(), problem }),
      ]),
    ),
  }),
  Job: job,
  JobPage: z.strictObject({ jobs: z.array(job), cursor: z.string().optional() }),
  NamedSchedule: namedSchedule,
  NamedSchedulePage: z.strictObject({ schedules: z.array(namedSchedule), cursor: z.string().optional() }),
  UpsertedSchedule: namedSchedule.extend({ outcome: z.enum(UPSERT_OUTCOMES) }),
  AppliedSchedules: z.strictObject({
    product: z.string(),
    env: z.string(),
    dry_run: z.boolean(),
    schedules: z.array(
      z.strictObject({
        name: z.string(),
        outcome: z.enum(APPLY_OUTCOMES),
        job_id: z.string().optional(),
        changes: z
          .array(z.strictObject({ path: z.string(), from: z.string().optional(), to: z.string().optional() }))
          .optional(),
        error: z.strictObject({ code: z.string(), message: z.string() }).optional(),
      }),
    ),
  }),
  Execution: execution,
  History: z.strictObject({
    job_id: z.string(),
    total_executions: count,
    successful_executions: count,
    failed_executions: count,
    next_attempt_at: time.optional().meta({ description: 'of a run in backoff, which is not listed yet' }),
    executions: z.array(execution),
    cursor: z.string().optional(),
  }),
  AuditPage: z.strictObject({ entries: z.array(auditEntry), cursor: z.string().optional() }),
  RunPage: z.strictObject({ runs: z.array(wrongRun), cursor: z.string().optional() }),
  Changes: changes,
  Upcoming: upcoming,
  Hold: hold,
  HoldList: z.strictObject({ holds: z.array(hold) }),
  HoldPlan: z.strictObject({
    holds: z.array(hold),
    planned: z.array(hold).meta({ description: 'the next time of each maintenance window to come' }),
  }),
  Deleted: z.strictObject({ deleted: z.literal(true) }),
  BulkProgress: z.strictObject({
    id: z.string(),
    action: z.enum(BULK_ACTIONS),
    by: z.string().optional().meta({ description: 'the caller that began it' }),
    status: z.enum(['running', 'completed', 'failed']),
    count,
    total: count.optional().meta({ description: 'how many it is about, as the caller has counted' }),
    failed: count,
    failures: z
      .array(z.strictObject({ job_id: z.string(), error: z.string() }))
      .optional()
      .meta({ description: `the first ${Limits.bulkFailures} of \`failed\`, by the names of their faults` }),
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
    ...jobCounts.shape,
    success_rate: z.number().min(0).max(1),
    completed_first_try: count,
    completed_after_retry: count,
    avg_retry_count: z.number().min(0),
    lag_ms: z.strictObject({ p50: ms, p99: ms }),
    namespaces: z
      .partialRecord(z.enum(NAMESPACES), z.strictObject({ completed: count, failed: count }))
      .meta({ description: 'runs, of the namespaces that have any' }),
  }),
  StatsSeries: series,
  SchedulePreview: schedulePreview,
  ScheduleCalendar: scheduleCalendar,
  Webhook: webhook,
  WebhookList: z.strictObject({ webhooks: z.array(webhook), cursor: z.string().optional() }),
  WebhookTest: z.strictObject({
    delivered: z.boolean(),
    status: z.int().optional().meta({ description: 'what the receiver answered' }),
    duration_ms: ms,
    error: z.string().optional(),
  }),
  Me: me,
  Health: z.strictObject({ status: z.literal('ok') }),
  OpenApi: z.looseObject({ openapi: z.literal('3.1.0') }),
  Problem: problem,
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
type Checks = [
  Says<'DispatchResult', DispatchResult>,
  Says<'DispatchedMany', DispatchedMany>,
  Says<'Job', Job>,
  Says<'JobPage', JobPage>,
  Says<'NamedSchedule', NamedSchedule>,
  Says<'NamedSchedulePage', NamedSchedulePage>,
  Says<'UpsertedSchedule', UpsertedSchedule>,
  Says<'AppliedSchedules', AppliedSchedules>,
  Says<'Execution', Execution>,
  Says<'History', History>,
  Says<'RunPage', RunPage>,
  Says<'Changes', Changes>,
  Says<'Upcoming', Upcoming>,
  Says<'BulkProgress', BulkProgress>,
  Says<'AuditPage', AuditPage>,
  Says<'Hold', Hold>,
  Says<'HoldList', HoldList>,
  Says<'HoldPlan', HoldPlan>,
  Says<'Me', Me>,
  Says<'Stats', Stats>,
  Says<'StatsSeries', StatsSeries>,
  Says<'SchedulePreview', SchedulePreview>,
  Says<'ScheduleCalendar', ScheduleCalendar>,
  Says<'Webhook', Webhook>,
  Says<'WebhookList', WebhookList>,
  Says<'WebhookTest', WebhookTest>,
  Says<'Problem', Problem>,
];
/** The names of answers that are not what the contract says; none. */
type Wrong = Exclude<Checks[number], true>;
const agreed: [Wrong] extends [never] ? true : Wrong = true;
void agreed;
