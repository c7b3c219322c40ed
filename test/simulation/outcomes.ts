import type { Execution } from '../../contract/job.ts';
import type { JobRow } from '../../core/jobs/row.ts';
import { isPurged } from '../../core/jobs/tombstone.ts';

const endedRuns = ({ succeeded, failed }: JobRow) => succeeded + failed;

/** What a commit makes untrue of how the job's runs came to their end: only the commit that ends a run says it, and at once. */
export function outcomeViolations(before: JobRow, after: JobRow): string[] {
  if (isPurged(after)) return [];
  const ended = endedRuns(after) - endedRuns(before);
  if (ended === 0) {
    const same = JSON.stringify(before.last_outcome) === JSON.stringify(after.last_outcome);
    return same ? [] : ['the last outcome changed though no run ended'];
  }
  const found: string[] = [];
  if (after.last_outcome === undefined) found.push('a run ended and the job does not say how');
  const { consecutive_failures: row = 0 } = after;
  const failed = after.failed - before.failed;
  const wanted = failed === ended ? (before.consecutive_failures ?? 0) + failed : undefined;
  if (wanted !== undefined && row !== wanted)
    found.push(`${row} failures in a row where there are ${wanted}`);
  if (failed === 0 && row !== 0) found.push(`${row} failures in a row after a success`);
  if (row > 0 !== (after.last_outcome?.status === 'failed')) found.push('the last outcome is another one');
  return found;
}

/** What the history of a job says otherwise than its row, or tells too little of: each attempt that failed, with its error. */
export function attemptViolations(row: JobRow, executions: readonly Execution[]): string[] {
  const ran = executions.filter(({ status }) => status !== 'skipped');
  const last = row.last_outcome;
  const isTold = ran.some(
    ({ status, completed_at, error }) =>
      status === last?.status && completed_at === last.at && error?.code === last.code,
  );
  const unsaid = ran.filter(({ status, attempts, attempt_errors: errors = [] }) => {
    const numbers = errors.map(({ attempt }) => attempt);
    const failed = status === 'failed' ? attempts : attempts - 1;
    return JSON.stringify(numbers) !== JSON.stringify(Array.from({ length: failed }, (_, i) => i + 1));
  });
  return [
    ...(isTold || ran.length === 0 ? [] : ['its last outcome is that of no run in the history']),
    ...unsaid.map(
      ({ number, attempts }) => `run ${number} had ${attempts} attempts, and not all errors are told`,
    ),
  ];
}
