import type { Scope } from '../../core/jobs/scope.ts';
import { BRIEF_CHECK, keysIn, momentKey } from './dynamo-items.ts';
import type { DynamoTable } from './dynamo-table.ts';
import { BEYOND, briefPartitions, shardKeys } from './job-partitions.ts';
import { Table } from './table.ts';

const { byOverdue, byStatus } = Table.indexes;

/** The keys of jobs whose `overdueAt` has come, the longest due first: from their index, and of brief jobs from the lists that have them. */
export async function overdueKeys(
  table: DynamoTable,
  scopes: readonly Scope[],
  shards: number,
  now: number,
  limit: number,
) {
  const [from, to] = ['0', momentKey(now)];
  const brief = {
    index: byStatus,
    from: 'job_',
    to: BEYOND,
    limit,
    atMost: { attribute: BRIEF_CHECK, value: to },
  };
  const pages = await Promise.all(
    scopes.flatMap((scope) => [
      ...shardKeys(scope, shards).map((partition) =>
        table.queryUp({ index: byOverdue, partition, from, to, limit }),
      ),
      ...briefPartitions(scope, shards).map((partition) => table.queryUp({ ...brief, partition })),
    ]),
  );
  const check = (item: Record<string, unknown>) => String(item[byOverdue.sortKey] ?? item[BRIEF_CHECK]);
  return pages
    .flat()
    .sort((a, b) => (check(a) < check(b) ? -1 : 1))
    .slice(0, limit)
    .map(keysIn);
}
