import type { z } from 'zod';
import { applySchema } from '../../../core/input/apply-request.ts';
import { bulkSchemas } from '../../../core/input/bulk-request.ts';
import { commandSchemas, undoSchema } from '../../../core/input/commands.ts';
import { holdSchemas } from '../../../core/input/hold-request.ts';
import { calendarSchema, jobPreviewSchema, previewSchema } from '../../../core/input/preview-request.ts';
import { webhookSchema } from '../../../core/webhooks/webhook-request.ts';
import type { RouteKey } from '../route-keys.ts';
import type { AnswerName } from './answers.ts';

/** One operation of the API as the document describes it. */
export interface Operation {
  id: string;
  summary: string;
  /** Of dispatches it differs by namespace, see `document`. */
  body?: z.ZodType;
  /** The answers that are no problems, by status. */
  answers: Record<number, AnswerName>;
  /** It has an ETag, and is not answered again to who has it. */
  hasVersion?: true;
}

/** What each route takes and answers, from the schemas that validate it. */
export const OPERATIONS: Record<RouteKey, Operation> = {
  'POST /v1/dispatch': {
    id: 'dispatchMany',
    summary: 'Creates up to 100 jobs; each dispatch is accepted or refused by itself, as its result says',
    answers: { 200: 'DispatchedMany' },
  },
  'POST /v1/{namespace}/dispatch': {
    id: 'dispatch',
    summary: 'Creates a job, now or by its schedule; 200 repeats what an idempotency key stands for',
    answers: { 201: 'DispatchResult', 200: 'DispatchResult' },
  },
  'GET /v1/jobs': {
    id: 'listJobs',
    summary: 'A page of jobs, newest first',
    answers: { 200: 'JobPage' },
  },
  'GET /v1/jobs/{id}': {
    id: 'getJob',
    summary: 'One job with its input and last result',
    answers: { 200: 'Job' },
    hasVersion: true,
  },
  'GET /v1/jobs/{id}/history': {
    id: 'getHistory',
    summary: 'What came of each occurrence, newest first',
    answers: { 200: 'History' },
  },
  'GET /v1/jobs/{id}/history/{occurrence}': {
    id: 'getExecution',
    summary:
      'What came of one occurrence, by when it was due, Unix ms or ISO 8601; 404 while that is not known',
    answers: { 200: 'Execution' },
  },
  'GET /v1/runs': {
    id: 'listRuns',
    summary: 'Executions that went wrong, with their jobs, newest first',
    answers: { 200: 'RunPage' },
  },
  'GET /v1/changes': {
    id: 'pollChanges',
    summary: 'Which jobs have changed since an earlier answer, and what is held',
    answers: { 200: 'Changes' },
    hasVersion: true,
  },
  'GET /v1/upcoming': {
    id: 'listUpcoming',
    summary: 'What is due to run in a time ahead, an hour unless told',
    answers: { 200: 'Upcoming' },
  },
  'POST /v1/jobs/{id}/preview': {
    id: 'previewJob',
    summary: 'What follows of a job, or would if its schedule were changed so; nothing is changed',
    body: jobPreviewSchema,
    answers: { 200: 'SchedulePreview' },
  },
  'GET /v1/jobs/{id}/audit': {
    id: 'getAudit',
    summary: 'Who changed a job, when, how and why, newest first, and whether that can be undone',
    answers: { 200: 'AuditPage' },
  },
  'POST /v1/jobs/{id}/cancel': change('cancel', 'Nothing further runs; an attempt under way ends'),
  'POST /v1/jobs/{id}/pause': change('pause', 'Nothing further starts until the job is resumed'),
  'POST /v1/jobs/{id}/resume': change('resume', 'A paused job continues from now'),
  'POST /v1/jobs/{id}/reschedule': change('reschedule', 'Changes the fields named; null takes one away'),
  'POST /v1/jobs/{id}/trigger': change('trigger', 'One run now, beside the schedule'),
  'POST /v1/jobs/{id}/retry': change('retry', 'A failed job once more'),
  'DELETE /v1/jobs/{id}': {
    id: 'deleteJob',
    summary: 'Deletes a job with its history, unless it is running',
    answers: { 200: 'Deleted' },
  },
  'POST /v1/jobs/bulk/cancel': bulk('cancel'),
  'POST /v1/jobs/bulk/pause': bulk('pause'),
  'POST /v1/jobs/bulk/resume': bulk('resume'),
  'POST /v1/jobs/bulk/retry': bulk('retry'),
  'POST /v1/jobs/bulk/delete': bulk('delete'),
  'POST /v1/jobs/pause-all': {
    id: 'pauseAll',
    summary: 'Holds all jobs of a product, env or namespace by one write, until resumeAll or a moment',
    body: holdSchemas.pauseAll,
    answers: { 200: 'Hold' },
  },
  'POST /v1/jobs/resume-all': {
    id: 'resumeAll',
    summary: 'Ends the hold of exactly this scope; tells those that are still in force there',
    body: holdSchemas.resumeAll,
    answers: { 200: 'HoldList' },
  },
  'GET /v1/holds': {
    id: 'listHolds',
    summary: 'The holds in force on a product and env, all unless told, and the maintenance windows to come',
    answers: { 200: 'HoldPlan' },
  },
  'GET /v1/me': {
    id: 'getMe',
    summary: 'Who asks, what that caller may do, and by which clock the API goes',
    answers: { 200: 'Me' },
  },
  'GET /v1/audit': {
    id: 'listAudit',
    summary: 'Who changed what of some products and envs, all unless told, newest first',
    answers: { 200: 'AuditPage' },
  },
  'POST /v1/audit/{id}/undo': {
    id: 'undoCommand',
    summary: 'Undoes a reschedule, pause, resume or cancel of a recurring job, unless it was changed since',
    body: undoSchema,
    answers: { 200: 'Job' },
  },
  'GET /v1/bulk/{id}': {
    id: 'getBulk',
    summary: 'How far a bulk operation has come',
    answers: { 200: 'BulkProgress' },
  },
  'GET /v1/stats': {
    id: 'getStats',
    summary: 'Jobs and runs in figures, of all time or of the hours asked for',
    answers: { 200: 'Stats' },
  },
  'GET /v1/stats/series': {
    id: 'getSeries',
    summary: 'Jobs and runs in figures by hours or days, with how late runs started',
    answers: { 200: 'StatsSeries' },
  },
  'PUT /v1/schedules': {
    id: 'applySchedules',
    summary:
      'Makes the schedules that a product and env has from code exactly these; others are left alone. With dry_run it only tells',
    body: applySchema,
    answers: { 200: 'AppliedSchedules' },
  },
  'PUT /v1/schedules/{name}': {
    id: 'upsertSchedule',
    summary:
      'Declares a named schedule: makes its job or changes it; what is declared already writes nothing',
    answers: { 201: 'UpsertedSchedule', 200: 'UpsertedSchedule' },
  },
  'GET /v1/schedules': {
    id: 'listSchedules',
    summary: 'A page of the named schedules of a product and env, by their names',
    answers: { 200: 'NamedSchedulePage' },
  },
  'GET /v1/schedules/{name}': {
    id: 'getSchedule',
    summary: 'One named schedule with its job',
    answers: { 200: 'NamedSchedule' },
  },
  'DELETE /v1/schedules/{name}': {
    id: 'deleteSchedule',
    summary: 'Ends a named schedule: its job is cancelled, its history stays, the name is free',
    answers: { 200: 'Deleted' },
  },
  'POST /v1/schedules/preview': {
    id: 'previewSchedule',
    summary: 'What a schedule means: its next occurrences, a reading, warnings, a price; no job is made',
    body: previewSchema,
    answers: { 200: 'SchedulePreview' },
  },
  'POST /v1/schedules/calendar': {
    id: 'calendarOfSchedule',
    summary:
      'On which days of a year a schedule runs, and what changes of the clock do to it; no job is made',
    body: calendarSchema,
    answers: { 200: 'ScheduleCalendar' },
  },
  'PUT /v1/webhooks': {
    id: 'setWebhook',
    summary: 'Sets who is told of what; the one of this URL, product and env is replaced and enabled',
    body: webhookSchema,
    answers: { 200: 'Webhook' },
  },
  'GET /v1/webhooks': {
    id: 'listWebhooks',
    summary: 'A page of the webhooks that were set for a product and env, all unless told',
    answers: { 200: 'WebhookList' },
  },
  'DELETE /v1/webhooks/{id}': {
    id: 'deleteWebhook',
    summary: 'Deletes a webhook; what is still to be delivered to it is dropped',
    answers: { 200: 'Deleted' },
  },
  'POST /v1/webhooks/{id}/test': {
    id: 'testWebhook',
    summary: 'Sends a webhook.test at once and tells how it went',
    answers: { 200: 'WebhookTest' },
  },
  'GET /v1/openapi.json': { id: 'getOpenApi', summary: 'This document', answers: { 200: 'OpenApi' } },
  'GET /v1/health': { id: 'getHealth', summary: 'Whether the API answers', answers: { 200: 'Health' } },
};

function change(name: Exclude<keyof typeof commandSchemas, 'delete'>, summary: string): Operation {
  return { id: `${name}Job`, summary, body: commandSchemas[name], answers: { 200: 'Job' } };
}

function bulk(name: keyof typeof bulkSchemas): Operation {
  return {
    id: `${name}Many`,
    summary: `Does ${name} to all jobs of a filter; 202 when the executor continues it`,
    body: bulkSchemas[name],
    answers: { 200: 'BulkProgress', 202: 'BulkProgress' },
  };
}
