import { defined } from '../../../contract/plain-data.ts';
import type { Scope } from '../../jobs/scope.ts';
import type { Ports } from '../../ports/ports.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { executeEffects } from '../commit/execute-effects.ts';

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
  scopes: readonly Scope[],
  ports: Ports,
  cursor?: string,
): Promise<RearmProgress> {
  const rows = await ports.jobs.list({
    scopes,
    statuses: ['scheduled', 'queued', 'running'],
    limit: PAGE,
    ...defined({ below: cursor }),
  });
  await Promise.all(rows.map((row) => rearmJob(row.id, ports)));
  const last = rows.at(-1);
  return { rearmed: rows.length, ...(rows.length === PAGE && last && { cursor: last.id }) };
}

async function rearmJob(id: string, ports: Ports): Promise<void> {
  const committed = await decideAndCommit(id, { type: 'rearm' }, ports);
  if (committed) await executeEffects(committed.decision.after, committed.row, ports);
}
