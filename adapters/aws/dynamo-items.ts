import type { Execution } from '../../contract/job.ts';
import { Limits } from '../../contract/limits.ts';
import { overdueAt } from '../../core/jobs/heal-overdue.ts';
import type { Payload } from '../../core/jobs/payload.ts';
import { isFailing, type JobRow } from '../../core/jobs/row.ts';
import { isUnderWay } from '../../core/jobs/run-in-flight.ts';
import { type Scope, scopeKey } from '../../core/jobs/scope.ts';
import type { PayloadVersion } from '../../core/ports/job-store.ts';
import { Attribute, documentIn, documentOf, Formats } from './formats.ts';
import { isBrief, listOf, shardKey } from './job-partitions.ts';
import { Table } from './table.ts';

const { byOverdue, byFailing, byStatus, byRunning } = Table.indexes;

/** When to look at a brief job. */
export const [BRIEF_CHECK] = byStatus.with;

/** A moment, Unix ms, as text that sorts by time. */
export const momentKey = (time: number) => String(time).padStart(15, '0');

/** Keys of items: of one job, an idempotency key, a webhook, and the counts of a target with limits. */
export const Key = {
  row: (id: string) => ({ [Table.partitionKey]: `JOB#${id}`, [Table.sortKey]: 'ROW' }),
  payload: ({ id, payload }: PayloadVersion) => ({
    [Table.partitionKey]: `JOB#${id}`,
    [Table.sortKey]: payload === undefined ? PAYLOAD : `${PAYLOAD}#${payload}`,
  }),
  named: (scope: Scope, name: string) => ({
    [Table.partitionKey]: `SCHEDULES#${scopeKey(scope)}`,
    [Table.sortKey]: name,
  }),
  applied: (scope: Scope) => ({
    [Table.partitionKey]: `APPLIED#${scopeKey(scope)}`,
    [Table.sortKey]: 'SET',
  }),
  execution: (id: string, occurrence: number) => ({
    [Table.partitionKey]: `JOB#${id}`,
    [Table.sortKey]: `${EXECUTION}${momentKey(occurrence)}`,
  }),
  progress: (identity: string) => ({
    [Table.partitionKey]: `RUN#${identity}`,
    [Table.sortKey]: 'PROGRESS',
  }),
  bulk: (id: string) => ({ [Table.partitionKey]: `BULK#${id}`, [Table.sortKey]: 'BULK' }),
  webhook: (id: string) => ({ [Table.partitionKey]: WEBHOOKS, [Table.sortKey]: `HOOK#${id}` }),
  slow: (scope: string) => ({ [Table.partitionKey]: SLOW, [Table.sortKey]: scope }),
  hold: (scope: string) => ({ [Table.partitionKey]: HOLDS, [Table.sortKey]: scope }),
  rate: (target: string) => ({ [Table.partitionKey]: `LIMIT#${target}`, [Table.sortKey]: 'RATE' }),
  places: (target: string) => ({ [Table.partitionKey]: `LIMIT#${target}`, [Table.sortKey]: 'PLACES' }),
  idempotency: (scope: Scope, digest: string) => ({
    [Table.partitionKey]: `KEY#${scopeKey(scope)}#${digest}`,
    [Table.sortKey]: 'KEY',
  }),
};

/** The keys of an item of the table, also as an index has it. */
export function keysIn(item: Record<string, unknown>) {
  return { [Table.partitionKey]: item[Table.partitionKey], [Table.sortKey]: item[Table.sortKey] };
}

/** The sort key of an item that the stream is to tell of. */
export const PULSE = 'PULSE';

/** Keys of what is counted: sums by scope and hour, the total of a scope, what is counted again, and how far the stream is read. */
export const StatsKey = {
  scope: (scope: string) => `STATS#${scope}`,
  hour: (hour: number) => `HOUR#${momentKey(hour)}`,
  hourIn: (key: string) => Number(key.slice('HOUR#'.length)),
  total: 'TOTAL',
  recount: 'RECOUNT',
  reading: { [Table.partitionKey]: 'STATS#', [Table.sortKey]: 'READ' },
  pulse: { [Table.partitionKey]: 'STATS#', [Table.sortKey]: PULSE },
};

/** A partition of what went wrong, by the part of the jobs of a product and env. */
export const wrongPartition = (shard: string) => `WRONG#${shard}`;

/** The partition of the products and envs whose runs take long. */
export const SLOW = 'SLOW';

/** The partition of all holds. */
export const HOLDS = 'HOLDS';

/** The partition of all webhooks. */
export const WEBHOOKS = 'HOOKS';

/** Sort keys of payloads begin with it. */
export const PAYLOAD = 'PAYLOAD';

/** Sort keys of executions begin with it and go on with the occurrence, so they sort by time. */
export const EXECUTION = 'RUN#';

/**
 * A row as an item: what keys, conditions and TTL need, and all else as one JSON text: each field stands there once, as a row of
 * more than 1 KB costs another unit at every write. A deleted row is in no list.
 */
export function rowItem(row: JobRow, token: string, expires: number | undefined, shards = 1) {
  const { id, version, ...rest } = Formats.row.pack(row);
  const shard = shardKey(row, row.id, shards);
  const listed = {
    [byStatus.partitionKey]: `${shard}#${listOf(row)}`,
    ...(isLongUnderWay(row) && { [byRunning.partitionKey]: shard }),
    ...(isFailing(row) && { [byFailing.partitionKey]: shard }),
  };
  return {
    ...Key.row(row.id),
    ...checkOf(row, shard),
    [byStatus.sortKey]: id,
    ...(row.deleted_at === undefined && listed),
    version,
    token,
    [Attribute.format]: Formats.row.version,
    [Attribute.document]: JSON.stringify(rest),
    ...(expires !== undefined && { [Table.ttl]: expires }),
  };
}

/** Where the sweep finds when to look at a job: a brief one among the jobs of its status, as it leaves them soon. */
function checkOf(row: JobRow, shard: string) {
  const check = overdueAt(row);
  if (check === undefined) return {};
  if (isBrief(row)) return { [BRIEF_CHECK]: momentKey(check) };
  return { [byOverdue.partitionKey]: shard, [byOverdue.sortKey]: momentKey(check) };
}

/** Whether a run of a job has been under way for so long that lists of running jobs have it. */
function isLongUnderWay({ runs, updated_at }: JobRow): boolean {
  return runs.some((run) => isUnderWay(run) && updated_at - run.started_at >= Limits.runningShownAfterMs);
}

/** The row that {@link rowItem} made an item of. @throws NewerFormat for one that a newer release wrote */
export function rowOf(item: Record<string, unknown>): JobRow {
  const { [byStatus.sortKey]: id, version } = item;
  return documentIn(Formats.row, item, { id: String(id), version: Number(version) });
}

/** A version of a payload as an item. @param expires Unix s */
export function payloadItem(which: PayloadVersion, payload: Payload, expires: number | undefined) {
  return {
    ...Key.payload(which),
    ...documentOf(Formats.payload, payload),
    ...(expires !== undefined && { [Table.ttl]: expires }),
  };
}

/** An execution as an item. */
export function executionItem(id: string, execution: Execution, rank: number, expires: number) {
  return {
    ...Key.execution(id, execution.occurrence),
    rank,
    ...documentOf(Formats.execution, execution),
    [Table.ttl]: expires,
  };
}
