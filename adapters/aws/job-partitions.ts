import { JOB_STATUSES, type JobStatus } from '../../contract/job.ts';
import { isHeld, isLive, type JobRow } from '../../core/jobs/row.ts';
import { hashOf, type Scope, scopeKey } from '../../core/jobs/scope.ts';
import type { JobQuery } from '../../core/ports/job-store.ts';
import { isRecurring } from '../../core/schedule/parsed-schedule.ts';
import { HOUR } from '../../core/time/units.ts';
import { Table } from './table.ts';

const { byFailing, byStatus, byRunning } = Table.indexes;

const STORED = JOB_STATUSES.filter((status) => status !== 'running');

/** A partition of an index of the table. */
interface Partition {
  index: { name: string; partitionKey: string; sortKey: string };
  value: string;
}

/**
 * The part of a scope's jobs that a job is in, in every index: a partition of DynamoDB takes 1 000 write units a second. With more shards a
 * job may be in another one from its next commit on, so their number may grow, and never shrink.
 */
export function shardKey(scope: Scope, id: string, shards: number): string {
  return `${scopeKey(scope)}#${hashOf(id) % shards}`;
}

/** All parts of a scope. */
export function shardKeys(scope: Scope, shards: number): string[] {
  return Array.from({ length: shards }, (_, shard) => `${scopeKey(scope)}#${shard}`);
}

/** The lists of brief jobs: each is read whole by every sweep. */
const BRIEF_LISTS = ['brief', 'queued'];

/** The list of jobs that have met a hold. */
const HELD_LIST = 'held';

/** The lists with jobs of a status, where there are several. */
const LISTS: { [Status in JobStatus]?: readonly string[] } = {
  scheduled: ['scheduled', 'brief', HELD_LIST],
  queued: ['queued', HELD_LIST],
};

/** A one-time job that is due so soon after its dispatch, ms, is brief: it leaves the list of its status soon. */
const BRIEF = HOUR;

/** Whether a job that can go on is there for a short time only; one that has met a hold may stay for long. */
export function isBrief(row: JobRow): boolean {
  const { schedule, created_at } = row;
  const isSoon = !isRecurring(schedule) && schedule.at <= created_at + BRIEF;
  return isSoon && isLive(row) && row.deleted_at === undefined && !isHeld(row);
}

/** The list that has a job: that of its status, but for brief ones that wait and those that have met a hold. */
export function listOf(row: JobRow): string {
  if (isHeld(row)) return HELD_LIST;
  return row.status === 'scheduled' && isBrief(row) ? 'brief' : row.status;
}

/** The partitions of all brief jobs of a scope. */
export function briefPartitions(scope: Scope, shards: number): string[] {
  return shardKeys(scope, shards).flatMap((key) => BRIEF_LISTS.map((list) => `${key}#${list}`));
}

/** The partitions that a page of jobs of a scope is merged from. */
export function partitionsOf(
  scope: Scope,
  { statuses, failing, held }: JobQuery,
  shards: number,
): Partition[] {
  return shardKeys(scope, shards).flatMap((key): Partition[] => {
    if (held) return [{ index: byStatus, value: `${key}#${HELD_LIST}` }];
    if (failing) return [{ index: byFailing, value: key }];
    const byList = (list: string): Partition => ({ index: byStatus, value: `${key}#${list}` });
    const byStored = (some: readonly JobStatus[]) =>
      [...new Set(some.flatMap((status) => LISTS[status] ?? [status]))].map(byList);
    // A running job is stored in another status.
    if (!statuses || statuses.length === JOB_STATUSES.length) return byStored(STORED);
    const running = statuses.includes('running') ? [{ index: byRunning, value: key }] : [];
    return [...running, ...byStored(statuses.filter((status) => status !== 'running'))];
  });
}

/** Above every job id, as ids are `job_` and upper-case letters and digits. */
export const BEYOND = 'job_~';

/** The highest text below an id, for a range that includes its end. */
export function justBelow(id: string): string {
  const last = id.charCodeAt(id.length - 1);
  return `${id.slice(0, -1)}${String.fromCharCode(last - 1)}~`;
}
