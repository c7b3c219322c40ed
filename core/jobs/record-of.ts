import type { AuditFields } from '../../contract/audit.ts';
import { defined } from '../../contract/plain-data.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import { type AuditRecord, auditId } from './audit-record.ts';
import { isLive, type JobRow, statusOf } from './row.ts';
import type { RowChange } from './row-change.ts';

/** What the audit trail tells of a change; undefined where no command made it. */
export function recordOf({ before, after }: RowChange): AuditRecord | undefined {
  const done = after?.did?.command;
  if (!after || !done || before?.version === after.version) return undefined;
  const { id, version, product, env, namespace, target, commanded, updated_at } = after;
  const [from, to] = [before && fieldsOf(before), fieldsOf(after)];
  const isOver = to['status'] === 'cancelled' || to['status'] === 'deleted';
  const hasNewInput = before !== undefined && before.payload !== after.payload;
  const differences = {
    before: from && (isOver ? from : differing(from, to)),
    after: { ...(from ? differing(to, from) : to), ...(hasNewInput && { input: 'changed' }) },
  };
  const name = after.declared?.name;
  return {
    id: auditId(id, version),
    at: Math.floor(updated_at),
    product,
    env,
    namespace,
    job_id: id,
    target,
    ...done,
    ...defined({ name, nth: commanded?.count, ...differences }),
    ...(before && done.command === 'reschedule' && { restore: before.schedule }),
  };
}

/** The entry of the dispatch of a one-time job, which its row tells. */
export function dispatchOf(row: JobRow): AuditRecord | undefined {
  const { id, product, env, namespace, created_at, created_by, target } = row;
  if (!created_by) return undefined;
  return {
    id: auditId(id, 1),
    at: created_at,
    command: 'dispatch',
    product,
    env,
    namespace,
    job_id: id,
    target,
    ...created_by,
  };
}

/** What of a job a command may change, as callers read it. */
function fieldsOf(row: JobRow): AuditFields {
  const { schedule, target, timeout, fairness_key, expected_duration, retry, paused_by } = row;
  const recurrence = isRecurring(schedule) ? schedule : undefined;
  const start = schedule.kind === 'once' ? schedule.at : 'start' in schedule ? schedule.start : undefined;
  return defined({
    status: row.deleted_at === undefined ? statusOf(row) : 'deleted',
    target,
    cron: schedule.kind === 'cron' ? schedule.cron : undefined,
    tz: schedule.kind === 'cron' ? schedule.tz : undefined,
    every: schedule.kind === 'every' ? schedule.every : undefined,
    start_at: schedule.kind === 'every' ? schedule.anchor : start,
    limit: recurrence?.limit,
    end_date: recurrence?.end,
    overlap: recurrence?.overlap,
    missed: recurrence?.missed,
    precision: schedule.precision,
    next_run_at: isLive(row) ? (row.next_run_at ?? undefined) : undefined,
    paused_by: row.status === 'paused' ? paused_by : undefined,
    retries: retry.retries,
    timeout,
    fairness_key,
    expectedDuration: expected_duration,
  }) as AuditFields;
}

/** The fields that the other has not, or otherwise. */
function differing(fields: AuditFields, others: AuditFields): AuditFields {
  return Object.fromEntries(Object.entries(fields).filter(([name, value]) => others[name] !== value));
}
