import type { Namespace } from '../../contract/namespaces.ts';
import type { RetryPolicy } from '../retry/retry-policy.ts';
import { firstOccurrence } from '../schedule/occurrences.ts';
import { isRecurring, type ParsedSchedule } from '../schedule/parsed-schedule.ts';
import { armNext, armTick } from './arm.ts';
import { type Asked, creatorOf } from './caller.ts';
import type { Decision } from './effects.ts';
import type { Declared, JobRow } from './row.ts';
import { toDispatchResult } from './view.ts';

/** What a new job is made of. */
export interface NewJob {
  id: string;
  product: string;
  env: string;
  namespace: Namespace;
  target: string;
  schedule: ParsedSchedule;
  retry: RetryPolicy;
  timeout: number;
  fairness_key?: string;
  /** ms. */
  expected_duration?: number;
  /** It has an idempotency key, which gives the first answer again. */
  keyed?: boolean;
  /** It is the job of a named schedule, which was declared so. */
  declared?: Declared;
  /** The caller that dispatches or declares it. */
  asked?: Asked;
}

/** Creation arms first and commits second: a crash in between leaves a spurious wake-up, never a job without one. */
export function create({ keyed = false, asked, ...job }: NewJob, now: number): Decision & { row: JobRow } {
  const first = firstOccurrence(job.schedule, now) ?? now;
  const bare: JobRow = {
    ...job,
    status: isRecurring(job.schedule) || first > now ? 'scheduled' : 'queued',
    version: 1,
    gen: 1,
    scheduled_at: first,
    created_at: now,
    updated_at: now,
    next_run_at: first,
    execution_count: 0,
    succeeded: 0,
    failed: 0,
    runs: [],
    retry_count: 0,
    did: { events: [{ event: 'job.scheduled' }] },
    ...(asked && toldOf(job, asked)),
  };
  const row = keyed ? { ...bare, answer: toDispatchResult(bare) } : bare;
  const before = [...armTick(row, now), ...armNext(row, now)];
  return { before, row, after: [] };
}

/** A one-time job says itself who dispatched it, and costs no other write; of others the audit trail has an entry. */
function toldOf({ schedule, declared }: NewJob, asked: Asked): Partial<JobRow> {
  if (!isRecurring(schedule)) return { created_by: creatorOf(asked) };
  const command = { command: declared ? 'declare' : 'dispatch', ...asked } as const;
  return { commanded: { version: 1, count: 1 }, did: { events: [{ event: 'job.scheduled' }], command } };
}
