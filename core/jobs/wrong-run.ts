import type { Execution } from '../../contract/job.ts';
import { Limits } from '../../contract/limits.ts';
import { defined } from '../../contract/plain-data.ts';
import type { WrongRun } from '../../contract/run.ts';
import { cutText } from '../text/bounds.ts';
import type { JobRow } from './row.ts';
import type { RowChange } from './row-change.ts';

/**
 * What went wrong by a change of a row: the runs that failed and the stretches that were skipped. It is a function of the change alone, so that
 * it is the same however late and how often it is read.
 */
export function wrongRunsOf({ before, after: row }: RowChange): WrongRun[] {
  if (!row || row.deleted_at !== undefined || before?.version === row.version) return [];
  const { events = [], ended = [] } = row.did ?? {};
  // Each run that fails is told at its end, in the same order.
  const errors = events.flatMap(({ event, error }) =>
    event === 'job.failed' ? [error ?? row.last_error] : [],
  );
  const failed = ended
    .filter(({ ok }) => !ok)
    .flatMap(({ attempts, failed: run }, i): Execution[] =>
      run ? [{ ...run, status: 'failed', attempts, ...defined({ error: errors[i] }) }] : [],
    );
  return [...failed, ...(row.skips ?? [])].flatMap((execution) => wrongRun(row, execution));
}

/** An execution as one that went wrong; none for a run that completed. */
export function wrongRun(row: JobRow, execution: Execution): WrongRun[] {
  const { number, occurrence, status, attempts, error, reason, detail, through, count } = execution;
  if (status === 'completed') return [];
  const { id: job_id, product, env, namespace, target } = row;
  const outcome = status === 'failed' ? 'failed' : reason === 'missed' ? 'missed' : 'skipped';
  const at = status === 'failed' ? (execution.completed_at ?? occurrence) : (through ?? occurrence);
  return [
    {
      job_id,
      ...defined({ name: row.declared?.name }),
      ...{ product, env, namespace, target, outcome, at, number, occurrence, attempts },
      ...(error && {
        error: { code: error.code, message: cutText(error.message, Limits.attemptErrorMessageLength) },
      }),
      ...defined({ reason, detail, through, count }),
    },
  ];
}
