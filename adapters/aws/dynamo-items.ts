import type { Execution } from '../../contract/job.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import { statusOf } from '../../core/jobs/row.ts';
import type { Owner } from '../../core/ports/job-store.ts';
import { Table } from './table.ts';

const { byOwner, byStatus, byRunning } = Table.indexes;

/** Partition of the lists of a product and env. */
export const ownerKey = ({ product, env }: Owner) => `${product}#${env}`;

/** Keys of the items that stand for one job, of an idempotency key, of a webhook, and of the counts of a target with limits. */
export const Key = {
  row: (id: string) => ({ [Table.partitionKey]: `JOB#${id}`, [Table.sortKey]: 'ROW' }),
  payload: (id: string) => ({ [Table.partitionKey]: `JOB#${id}`, [Table.sortKey]: 'PAYLOAD' }),
  execution: (id: string, occurrence: number) => ({
    [Table.partitionKey]: `JOB#${id}`,
    [Table.sortKey]: `${EXECUTION}${String(occurrence).padStart(15, '0')}`,
  }),
  progress: (identity: string) => ({
    [Table.partitionKey]: `RUN#${identity}`,
    [Table.sortKey]: 'PROGRESS',
  }),
  bulk: (id: string) => ({ [Table.partitionKey]: `BULK#${id}`, [Table.sortKey]: 'BULK' }),
  webhook: (id: string) => ({ [Table.partitionKey]: WEBHOOKS, [Table.sortKey]: `HOOK#${id}` }),
  rate: (target: string) => ({ [Table.partitionKey]: `LIMIT#${target}`, [Table.sortKey]: 'RATE' }),
  places: (target: string) => ({ [Table.partitionKey]: `LIMIT#${target}`, [Table.sortKey]: 'PLACES' }),
  idempotency: (owner: Owner, digest: string) => ({
    [Table.partitionKey]: `KEY#${ownerKey(owner)}#${digest}`,
    [Table.sortKey]: 'KEY',
  }),
};

/** The partition of all webhooks. */
export const WEBHOOKS = 'HOOKS';

/** Sort keys of executions begin with it and go on with the occurrence, so they sort by time. */
export const EXECUTION = 'RUN#';

/** A row as an item: the row as one JSON text, beside it only what keys, conditions and TTL need. */
export function rowItem(row: JobRow, token: string, expires: number | undefined) {
  const owner = ownerKey(row);
  return {
    ...Key.row(row.id),
    [byOwner.sortKey]: row.id,
    [byOwner.partitionKey]: owner,
    [byStatus.partitionKey]: `${owner}#${row.status}`,
    ...(statusOf(row) === 'running' && { [byRunning.partitionKey]: owner }),
    version: row.version,
    token,
    row: JSON.stringify(row),
    ...(expires !== undefined && { [Table.ttl]: expires }),
  };
}

/** An execution as an item. */
export function executionItem(id: string, execution: Execution, rank: number, expires: number) {
  return {
    ...Key.execution(id, execution.occurrence),
    rank,
    execution: JSON.stringify(execution),
    [Table.ttl]: expires,
  };
}
