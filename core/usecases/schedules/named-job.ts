import type { NamedSchedule } from '../../../contract/named-schedule.ts';
import { NoCapacity } from '../../errors/run-error.ts';
import type { Caller } from '../../jobs/caller.ts';
import type { Undeclaration } from '../../jobs/declare.ts';
import { CANCELLED } from '../../jobs/defer.ts';
import type { JobRow } from '../../jobs/row.ts';
import { toJob } from '../../jobs/view.ts';
import type { NameHolder } from '../../ports/name-store.ts';
import type { Ports } from '../../ports/ports.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { endLostRuns } from '../commit/end-lost-runs.ts';
import { executeEffects } from '../commit/execute-effects.ts';

/** A process that took a name longer ago and has not written the row of its job is dead, ms: an invocation of the API is shorter. */
export const ROW_EXPECTED = 120_000;

/** How often and how long the row of a job is waited for whose name another process took a moment ago; times, and ms in between. */
const LOOK_AGAIN = { times: 20, every: 100 };

/** A named schedule as callers see it. */
export function toNamedSchedule(row: JobRow): NamedSchedule {
  const { name = '', by: declared_by = 'call' } = row.declared ?? {};
  return { name, declared_by, job: toJob(row) };
}

/** Whether a job no longer stands for its schedule: it was cancelled or deleted. */
export function isGone({ deleted_at, status }: JobRow): boolean {
  return deleted_at !== undefined || status === 'cancelled';
}

/**
 * The row of the job that holds a name; a moment later where another process is about to write it.
 * @param digest of the declaration that may do what the other process has not done, where there is one
 * @throws NoCapacity when it does not come
 */
export async function expectedRow(
  { job_id, digest: made, held_at }: NameHolder,
  name: string,
  digest: string | undefined,
  { jobs, clock }: Ports,
): Promise<JobRow | null> {
  for (let looks = 1; ; looks += 1) {
    const row = await jobs.get(job_id);
    if (row || made === digest || clock.now() - held_at > ROW_EXPECTED) return row;
    if (looks === LOOK_AGAIN.times)
      throw new NoCapacity(`The schedule ${name} is being declared by another call.`);
    await clock.sleepUntil(clock.now() + LOOK_AGAIN.every);
  }
}

/** Cancels the job of a schedule, unless it has ended; its history stays. */
export async function endJob(
  row: JobRow,
  undeclaration: Undeclaration,
  by: Caller,
  ports: Ports,
): Promise<void> {
  const asked = { ...by, reason: undeclaration.reason };
  const event = { type: 'undeclare', undeclaration, asked } as const;
  const committed = await decideAndCommit(row.id, event, ports, row);
  // It was deleted meanwhile.
  if (!committed) return;
  await executeEffects(committed.decision.after, committed.row, ports);
  await endLostRuns(committed, CANCELLED, ports);
}
