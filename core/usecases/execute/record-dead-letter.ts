import { UNDELIVERED } from '../../jobs/dead-letter.ts';
import { isPurged } from '../../jobs/tombstone.ts';
import type { WakeUp } from '../../messages/wake-up.ts';
import type { Ports } from '../../ports/ports.ts';
import { revertDispatch } from '../../stats/record-stats.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { endLostRuns } from '../commit/end-lost-runs.ts';
import { executeEffects } from '../commit/execute-effects.ts';

/** Records the run of a dead-lettered wake-up as failed. */
export async function recordDeadLetter(wake: WakeUp, ports: Ports): Promise<void> {
  ports.telemetry({ type: 'dead-letter', job_id: wake.job_id, kind: wake.kind });
  const committed = await decideAndCommit(wake.job_id, { type: 'dead-letter', wake }, ports);
  if (!committed) return await cleanUpOrphan(wake, ports);
  await executeEffects(committed.decision.after, committed.row, ports);
  await endLostRuns(committed, UNDELIVERED, ports);
}

/**
 * Removes what a dispatch left behind that never committed its row: its schedule, its payload and that it was counted. Where
 * a tombstone stands the dispatch was a late repeat of one that was counted.
 */
export async function cleanUpOrphan(wake: WakeUp, ports: Ports): Promise<void> {
  if (wake.kind === 'tick') await ports.scheduler.remove(wake.schedule);
  const row = await ports.jobs.get(wake.job_id);
  if (row && !isPurged(row)) return;
  const payload = await ports.jobs.getPayload({ id: wake.job_id });
  if (payload && !row) await revertDispatch({ ...payload.job, id: wake.job_id }, ports);
  await ports.jobs.deletePayloads(wake.job_id);
}
