import { JOB_STATUSES, type JobStatus } from '../../contract/job.ts';
import { isLive, type JobRow } from '../../core/jobs/row.ts';
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

/** A one-time job that is due so soon after its dispatch, ms, is brief: it leaves the list of its status soon. */
const BRIEF = HOUR;

/** Whether a job that can go on is there for a short time only. */
export function isBrief(row: JobRow): boolean {
  const { schedule, created_at } = row;
  return (
    isLive(row) && row.deleted_at === undefined && !isRecurring(schedule) && schedule.at <= created_at + BRIEF
  );
}

/** The list that has a job: that of its status, but for brief ones that wait. */
export function listOf(row: JobRow): string {
  return row.status === 'scheduled' && isBrief(row) ? 'brief' : row.status;
}

/** The partitions of all brief jobs of a scope. */
export function briefPartitions(scope: Scope, shards: number): string[] {
  return shardKeys(scope, shards).flatMap((key) => BRIEF_LISTS.map((list) => `${key}#${list}`));
}

/** The partitions that a page of jobs of a scope is merged from. */
export function partitionsOf(scope: Scope, { statuses, failing }: JobQuery, shards: number): Partition[] {
  return shardKeys(scope, shards).flatMap((key): Partition[] => {
    if (failing) return [{ index: byFailing, value: key }];
    const byList = (list: string): Partition => ({ index: byStatus, value: `${key}#${list}` });
    const byStored = (status: JobStatus) =>
      status === 'scheduled' ? ['scheduled', 'brief'].map(byList) : [byList(status)];
    // A running job is stored in another status.
    if (!statuses || statuses.length === JOB_STATUSES.length) return STORED.flatMap(byStored);
    const running = { index: byRunning, value: key };
    return statuses.flatMap((status) => (status === 'running' ? running : byStored(status)));
  });
}

/** Above every job id, as ids are `job_` and upper-case letters and digits. */
export const BEYOND = 'job_~';

/** The highest text below an id, for a range that includes its end. */
export function justBelow(id: string): string {
  const last = id.charCodeAt(id.length - 1);
  return `${id.slice(0, -1)}${String.fromCharCode(last - 1)}~`;
}
