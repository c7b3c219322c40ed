import { JOB_STATUSES, type JobStatus } from '../../contract/job.ts';
import { type Scope, scopeKey } from '../../core/jobs/scope.ts';
import type { JobQuery } from '../../core/ports/job-store.ts';
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
  let hash = 0;
  for (let i = 0; i < id.length; i += 1) hash = (Math.imul(hash, 31) + id.charCodeAt(i)) >>> 0;
  return `${scopeKey(scope)}#${hash % shards}`;
}

/** All parts of a scope. */
export function shardKeys(scope: Scope, shards: number): string[] {
  return Array.from({ length: shards }, (_, shard) => `${scopeKey(scope)}#${shard}`);
}

/** The partitions that a page of jobs of a scope is merged from. */
export function partitionsOf(scope: Scope, { statuses, failing }: JobQuery, shards: number): Partition[] {
  return shardKeys(scope, shards).flatMap((key): Partition[] => {
    if (failing) return [{ index: byFailing, value: key }];
    const byStored = (status: JobStatus) => ({ index: byStatus, value: `${key}#${status}` });
    // A running job is stored in another status.
    if (!statuses || statuses.length === JOB_STATUSES.length) return STORED.map(byStored);
    return statuses.map((status) =>
      status === 'running' ? { index: byRunning, value: key } : byStored(status),
    );
  });
}

/** The highest text below an id, for a range that includes its end. */
export function justBelow(id: string): string {
  const last = id.charCodeAt(id.length - 1);
  return `${id.slice(0, -1)}${String.fromCharCode(last - 1)}~`;
}
