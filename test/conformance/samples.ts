import { randomUUID } from 'node:crypto';
import type { JobRow } from '../../core/jobs/row.ts';
import type { RunningRun } from '../../core/jobs/run-in-flight.ts';
import type { Scope } from '../../core/jobs/scope.ts';

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
  return {
    id: nextId(),
    ...scope,
    namespace: 'actions',
    target: 'payments:charge',
    status: 'scheduled',
    version: 1,
    gen: 1,
    schedule: { kind: 'once', at: CREATED + 60_000, precision: 'second' },
    retry: { retries: 3 },
    timeout: 30_000,
    scheduled_at: CREATED + 60_000,
    created_at: CREATED,
    updated_at: CREATED,
    next_run_at: CREATED + 60_000,
    execution_count: 0,
    succeeded: 0,
    failed: 0,
    runs: [],
    retry_count: 0,
    ...fields,
  };
}

/** The version after `row`. */
export function nextVersion(row: JobRow, fields: Partial<JobRow> = {}): JobRow {
  return { ...row, ...fields, version: row.version + 1 };
}

/** A run that a worker has. */
export function leasedRun(): RunningRun {
  return {
    state: 'running',
    number: 1,
    occurrence: CREATED + 60_000,
    attempt: 1,
    lost: 0,
    started_by: 'wake-up',
    claimed_at: CREATED + 60_000,
    started_at: CREATED + 60_000,
    lease_until: CREATED + 120_000,
  };
}
