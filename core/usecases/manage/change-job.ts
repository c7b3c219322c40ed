import type { Held } from '../../../contract/hold.ts';
import type { Job } from '../../../contract/job.ts';
import { defined } from '../../../contract/plain-data.ts';
import { noSuch } from '../../errors/request-error.ts';
import type { Command } from '../../jobs/advance.ts';
import type { Asked } from '../../jobs/caller.ts';
import { CANCELLED } from '../../jobs/defer.ts';
import { holdOn } from '../../jobs/hold.ts';
import type { JobRow } from '../../jobs/row.ts';
import type { Access } from '../../jobs/scope.ts';
import { isPurged } from '../../jobs/tombstone.ts';
import { toJob } from '../../jobs/view.ts';
import type { Ports } from '../../ports/ports.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { endLostRuns } from '../commit/end-lost-runs.ts';
import { executeEffects } from '../commit/execute-effects.ts';
import { existingRow } from './read-jobs.ts';

/**
 * Does what a caller asks of a job: one conditional write, with its effects around it.
 * @throws RequestError `NOT_FOUND`, `ILLEGAL_TRANSITION`, or `VALIDATION_ERROR` for a schedule that is none
 */
export async function changeJob(
  id: string,
  command: Command,
  asked: Asked,
  access: Access,
  ports: Ports,
): Promise<Job> {
  const row = await rowFor(command, id, access, ports);
  const asking = command.type === 'trigger' ? { ...command, ...(await holdOf(row, ports)) } : command;
  const committed = await decideAndCommit(id, { ...asking, asked }, ports, row);
  if (!committed) throw noSuch('job', id);
  await executeEffects(committed.decision.after, committed.row, ports);
  return toJob(await endLostRuns(committed, CANCELLED, ports));
}

/** What keeps the job from starting now. */
async function holdOf(row: JobRow, { holds, clock }: Ports): Promise<{ hold?: Held }> {
  return defined({ hold: holdOn(row, await holds.current(), clock.now()) });
}

/** A deletion that was broken off can be asked for again. */
async function rowFor(command: Command, id: string, access: Access, ports: Ports): Promise<JobRow> {
  if (command.type !== 'delete') return await existingRow(id, access, ports);
  const row = await ports.jobs.get(id);
  if (row && !isPurged(row) && access(row)) return row;
  throw noSuch('job', id);
}
