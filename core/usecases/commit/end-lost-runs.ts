import type { RunFailure } from '../../../contract/errors.ts';
import { lostWorkerEnd } from '../../jobs/abandon.ts';
import { isEndOf, rankOf } from '../../jobs/end-run.ts';
import type { RecordedExecution } from '../../jobs/recorded-execution.ts';
import type { JobRow } from '../../jobs/row.ts';
import { type AbandonedRun, hasLostAttempt, type WaitingRun } from '../../jobs/run-in-flight.ts';
import type { Ports } from '../../ports/ports.ts';
import { type Committed, decideAndCommit } from './decide-and-commit.ts';
import { executeEffects, purge } from './execute-effects.ts';

/**
 * Ends the runs whose worker was lost and that no other worker calls: those that a commit abandoned, as their records say or with the
 * failure where there is none, and those that wait in a paused job, if a record says that they have ended. Should the process die before,
 * a message about the run has it done.
 * @returns the row as it is then
 */
export async function endLostRuns(
  { decision, row }: Committed,
  failure: RunFailure,
  ports: Ports,
): Promise<JobRow> {
  if (!decision.after.some((effect) => effect.type === 'end-lost')) return row;
  let latest = row;
  // One after another, so that those that are ended stay so, whatever becomes of this process at the next one.
  for (const run of row.runs) {
    const end =
      run.state === 'abandoned'
        ? await endOf(row, run, failure, ports)
        : row.status === 'paused' && hasLostAttempt(run)
          ? await recordOf(row, run, ports)
          : undefined;
    if (!end) continue;
    const committed = await decideAndCommit(row.id, { type: 'end-lost', end, of: run }, ports);
    // It was deleted meanwhile: what was written down here goes too.
    if (!committed) {
      await purge(row.id, ports);
      return latest;
    }
    latest = committed.row;
    await executeEffects(committed.decision.after, committed.row, ports);
  }
  return latest;
}

/** How a run that waits ended, as a worker of that very attempt wrote down; undefined where none did. */
async function recordOf(row: JobRow, run: WaitingRun, ports: Ports): Promise<RecordedExecution | undefined> {
  const standing = await ports.history.find(row.id, run.occurrence);
  if (standing === null || !isEndOf(run, standing)) return undefined;
  ports.telemetry({ type: 'found-ended', row, run });
  return standing;
}

/**
 * How an abandoned run ended: as a worker of that very attempt wrote down, or else with the failure. It is written over
 * what was read, on condition that this still stands, and outranks what workers write down later: so all processes that end the run, however many at
 * once, end it in the same way.
 */
async function endOf(
  row: JobRow,
  run: AbandonedRun,
  failure: RunFailure,
  ports: Ports,
): Promise<RecordedExecution> {
  const rank = rankOf(run);
  for (;;) {
    const standing = await ports.history.find(row.id, run.occurrence);
    if (standing?.rank === rank && standing.execution.number === run.number) return standing;
    const ended = standing !== null && isEndOf(run, standing);
    const end = ended ? standing.execution : lostWorkerEnd(run, failure, ports.clock.now());
    if (await ports.history.replace(row.id, end, rank, standing?.rank)) {
      if (ended) ports.telemetry({ type: 'found-ended', row, run });
      return { execution: end, rank };
    }
  }
}
