import type { Outcome } from '../../core/jobs/finish.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import type { RunInFlight } from '../../core/jobs/run-in-flight.ts';

/** A result that is too large for a row: it is in the history before the end of its run is committed. */
export const LARGE = 'x'.repeat(500);

/** Some runs have a result that stands in the row of their job, and some have a larger one. */
export const mixed = (row: JobRow, run: RunInFlight) =>
  (row.created_at + run.number) % 2 === 1 ? LARGE : null;

/** How an attempt ended: well with the result, or with an error of a code, which is as large where there is but one. */
export function outcome(code: string | undefined, result: string | null, { retry }: JobRow): Outcome {
  const message = (retry.retries === 0 ? result : null) ?? code ?? '';
  return code ? { ok: false, failure: { code, message } } : { ok: true, result };
}
