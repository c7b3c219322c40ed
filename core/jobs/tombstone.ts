import { Limits } from '../../contract/limits.ts';
import { HOUR } from '../time/units.ts';
import type { JobRow } from './row.ts';

/** So much longer than its idempotency key a row is kept, ms: for clocks that differ, and a repeat that is slow. */
const MARGIN = HOUR;

/** Until when a row has to be there because an idempotency key may ask for its answer, Unix ms; undefined without one. */
export function keyHoldsUntil(row: JobRow): number | undefined {
  return row.answer && row.created_at + Limits.idempotencyWindowMs + MARGIN;
}

/**
 * What stays of a deleted job while its idempotency key holds: its answer, and the place of its id, which no stalled repeat
 * can create again. None of the texts that a job gathers stay, and no sweep looks for anything to do about it.
 */
export function tombstoneOf(row: JobRow, now: number): JobRow {
  const {
    last_error: _error,
    last_outcome: _outcome,
    last_execution: _execution,
    reason: _reason,
    skips: _skips,
    did: _did,
    created_by: _creator,
    inline: _inline,
    ...rest
  } = row;
  return { ...rest, version: row.version + 1, updated_at: now, runs: [], purged_at: now };
}

/** Whether all that belonged to the job is gone. */
export function isPurged(row: JobRow): boolean {
  return row.purged_at !== undefined;
}
