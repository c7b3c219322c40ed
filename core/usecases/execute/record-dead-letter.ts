import { UNDELIVERED } from '../../jobs/dead-letter.ts';
import { isPurged } from '../../jobs/tombstone.ts';
import type { WakeUp } from '../../messages/wake-up.ts';
import type { Ports } from '../../ports/ports.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { endLostRuns } from '../commit/end-lost-runs.ts';
import { executeEffects, purge } from '../commit/execute-effects.ts';

/** Records the run of a dead-lettered wake-up as failed. */
export async function recordDeadLetter(wake: WakeUp, ports: Ports): Promise<void> {
  ports.telemetry({ type: 'dead-letter', job_id: wake.job_id, kind: wake.kind });
  const committed = await decideAndCommit(wake.job_id, { type: 'dead-letter', wake }, ports);
  if (!committed) return await cleanUpOrphan(wake, ports);
  await executeEffects(committed.decision.after, committed.row, ports);
  await endLostRuns(committed, UNDELIVERED, ports);
}

/** Removes what stands without a row: what a dispatch left behind that never committed one, and what a worker wrote down that died while its job was deleted. */
export async function cleanUpOrphan(wake: WakeUp, ports: Ports): Promise<void> {
  if (wake.kind === 'tick') await ports.scheduler.remove(wake.schedule);
  const row = await ports.jobs.get(wake.job_id);
  if (row && !isPurged(row)) return;
  await purge(wake.job_id, ports);
}
