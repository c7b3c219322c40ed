import { isPurged } from '../../jobs/tombstone.ts';
import type { WakeUp } from '../../messages/wake-up.ts';
import type { Ports } from '../../ports/ports.ts';
import { revertDispatch } from '../../stats/record-stats.ts';

/**
 * Removes what a dispatch left behind that never committed its row: its schedule, its payload and that it was counted. Where
 * a tombstone stands the dispatch was a late repeat of one that was counted.
 */
export async function cleanUpOrphan(wake: WakeUp, ports: Ports): Promise<void> {
  if (wake.kind === 'tick') await ports.scheduler.remove(wake.schedule);
  const row = await ports.jobs.get(wake.job_id);
  if (row && !isPurged(row)) return;
  const payload = await ports.jobs.getPayload(wake.job_id);
  if (payload && !row) await revertDispatch({ ...payload.job, id: wake.job_id }, ports);
  await ports.jobs.deletePayload(wake.job_id);
}
