import { randomUUID } from 'node:crypto';
import type { JobRow } from '../../core/jobs/row.ts';
import type { Scope } from '../../core/jobs/scope.ts';
import { once } from '../core/schedule/tables.ts';
import { jobRow, runningRun } from '../rows.ts';

const CREATED = Date.UTC(2030, 0, 1);

let made = 0;

/** An id above all that were made before it in this process. */
export function nextId(): string {
  made += 1;
  return `job_${String(made).padStart(26, '0')}`;
}

/** A scope that no other test has. */
export function newScope(): Scope {
  return { product: `product-${randomUUID()}`, env: 'dev' };
}

/** The first version of a one-time job, as a dispatch writes it. */
export function newRow(scope: Scope, fields: Partial<JobRow> = {}): JobRow {
  const job = { id: nextId(), ...scope, schedule: once(CREATED + 60_000), retry: { retries: 3 } };
  return { ...jobRow(CREATED, job), ...fields };
}

/** The version after `row`. */
export function nextVersion(row: JobRow, fields: Partial<JobRow> = {}): JobRow {
  return { ...row, ...fields, version: row.version + 1 };
}

/** A run that a worker has. */
export const leasedRun = () => runningRun(CREATED + 60_000);

/** What a row has of a run that has been under way for so long that lists have it. */
export const longRunning = () => ({ runs: [leasedRun()], updated_at: leasedRun().started_at + 5000 });
