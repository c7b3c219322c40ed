import type { RunFailure } from '../../../contract/errors.ts';
import type { Execution } from '../../../contract/job.ts';
import { lostWorkerEnd } from '../../jobs/abandon.ts';
import { isEndOf, rankOf } from '../../jobs/end-run.ts';
import type { JobRow } from '../../jobs/row.ts';
import type { RunInFlight } from '../../jobs/run-in-flight.ts';
import type { Ports } from '../../ports/ports.ts';
import { type Committed, decideAndCommit } from '../commit/decide-and-commit.ts';
import { executeEffects, purge } from '../commit/execute-effects.ts';

/**
 * Ends the runs that a commit abandoned, as their records say or with the failure where there is none; should the process die
 * before, its message does it when it comes again.
 */
export async function failAbandonedRuns(
  { decision, row }: Committed,
  failure: RunFailure,
  ports: Ports,
): Promise<void> {
  if (!decision.after.some((effect) => effect.type === 'fail-abandoned')) return;
  // One after another, so that those that are ended stay so, whatever becomes of this process at the next one.
  for (const run of row.runs.filter(({ state }) => state === 'abandoned')) {
    const end = await endOf(row, run, failure, ports);
    const committed = await decideAndCommit(row.id, { type: 'fail-abandoned', end }, ports);
    // It was deleted meanwhile: what was written down here goes too.
    if (!committed) return await purge(row.id, ports);
    await executeEffects(committed.decision.after, committed.row, ports);
  }
}

/**
 * How an abandoned run ended: as a worker of that very attempt wrote down, or else with the failure. It is written over
 * what was read, on condition that this still stands, and outranks what workers write down later: so all processes that end the run, however many at
 * once, end it in the same way.
 */
async function endOf(row: JobRow, run: RunInFlight, failure: RunFailure, ports: Ports): Promise<Execution> {
  const rank = rankOf(run);
  for (;;) {
    const standing = await ports.history.find(row.id, run.occurrence);
    if (standing?.rank === rank && standing.execution.number === run.number) return standing.execution;
    const ended = standing !== null && isEndOf(run, standing);
    const end = ended ? standing.execution : lostWorkerEnd(run, failure, ports.clock.now());
    if (await ports.history.replace(row.id, end, rank, standing?.rank)) {
      if (ended) ports.telemetry({ type: 'found-ended', row, run });
      return end;
    }
  }
}
