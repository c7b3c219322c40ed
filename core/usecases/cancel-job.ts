import type { Job } from '../../contract/job.ts';
import { toJob } from '../jobs/view.ts';
import type { Ports } from '../ports/ports.ts';
import { carryOut } from './carry-out.ts';
import { settle } from './commit.ts';
import { existingRow } from './read-jobs.ts';

/**
 * Cancels a job and removes its schedules; safe to repeat.
 * @throws RequestError `NOT_FOUND` or `ILLEGAL_TRANSITION`
 */
export async function cancelJob(id: string, reason: string | undefined, ports: Ports): Promise<Job> {
  const row = await existingRow(id, ports);
  const event = { type: 'cancel', ...(reason !== undefined && { reason }) } as const;
  const settled = await settle(id, event, ports, row);
  if (!settled) return toJob(await existingRow(id, ports));
  await carryOut(settled.decision.after, settled.row, ports);
  return toJob(settled.row);
}
