import { ErrorCode } from '../../../contract/errors.ts';
import type { Job } from '../../../contract/job.ts';
import { RequestError } from '../../errors/request-error.ts';
import { commitOf } from '../../jobs/audit-record.ts';
import type { Asked } from '../../jobs/caller.ts';
import type { Access } from '../../jobs/scope.ts';
import { illegal } from '../../jobs/transitions.ts';
import { toJob } from '../../jobs/view.ts';
import type { Ports } from '../../ports/ports.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { executeEffects } from '../commit/execute-effects.ts';
import { existingRow } from './read-jobs.ts';

/**
 * Undoes a command on a recurring job, which is a command itself.
 * @throws RequestError `NOT_FOUND`, also for what the caller has no access to; `ILLEGAL_TRANSITION` with the reason where the job's
 * state does not allow it any more, or another command has changed the job since
 */
export async function undoCommand(id: string, asked: Asked, access: Access, ports: Ports): Promise<Job> {
  const commit = commitOf(id);
  if (!commit) throw illegal('Only a command on a single job can be undone.');
  const { job_id, version } = commit;
  const [row, of] = await Promise.all([
    existingRow(job_id, access, ports),
    ports.audit.find(job_id, version),
  ]);
  if (!of) throw noEntry(id);
  const event = { type: 'undo', of, asked: { ...asked, undoes: id } } as const;
  const committed = await decideAndCommit(job_id, event, ports, row);
  if (!committed) throw noEntry(id);
  await executeEffects(committed.decision.after, committed.row, ports);
  return toJob(committed.row);
}

/** That there is no such entry, for this caller. */
export function noEntry(id: string): RequestError {
  return new RequestError(ErrorCode.NotFound, `There is no command ${id.slice(0, 64)} that can be undone.`);
}
