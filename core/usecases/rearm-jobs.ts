import type { Owner } from '../ports/job-store.ts';
import type { Ports } from '../ports/ports.ts';
import { carryOut } from './carry-out.ts';
import { settle } from './commit.ts';

/** How far a rearming has come; without `cursor` it is done. */
export interface RearmProgress {
  rearmed: number;
  cursor?: string;
}

const PAGE = 25;

/**
 * Sends and creates the wake-ups of one page of live jobs again, after a queue was purged or schedules were
 * lost. Wake-ups that still exist do no harm. Call again with the cursor until there is none.
 */
export async function rearmJobs(
  owners: readonly Owner[],
  ports: Ports,
  cursor?: string,
): Promise<RearmProgress> {
  const rows = await ports.jobs.list({
    owners,
    statuses: ['scheduled', 'queued', 'running'],
    limit: PAGE,
    ...(cursor !== undefined && { below: cursor }),
  });
  await Promise.all(rows.map((row) => rearmJob(row.id, ports)));
  const last = rows.at(-1);
  return { rearmed: rows.length, ...(rows.length === PAGE && last && { cursor: last.id }) };
}

async function rearmJob(id: string, ports: Ports): Promise<void> {
  const settled = await settle(id, { type: 'rearm' }, ports);
  if (settled) await carryOut(settled.decision.after, settled.row, ports);
}
