import { NoCapacity } from '../errors/no-capacity.ts';
import type { JobRow } from '../jobs/row.ts';
import type { Owner } from '../ports/job-store.ts';
import type { Ports } from '../ports/ports.ts';
import { allSettled } from './all-settled.ts';
import { carryOut } from './carry-out.ts';
import { settle } from './commit.ts';
import { countHours } from './count-hours.ts';

/** Jobs looked after side by side. */
const PAGE = 50;

/** With more messages than this to be received, jobs may be late and none is lost: they wait in the queue. */
const BACKLOG = 100;

/** One sweep looks after jobs for so long, ms; the next one, a minute later, goes on. */
const SLICE = 20_000;

/**
 * What is done every minute: jobs that do not go on by themselves are looked after, and what was noted is counted. It
 * tells that it has come to its end, as an alarm waits for that. Where there is no capacity, each part stops at the first
 * refusal: the next sweep goes on.
 * @param ports without patience
 */
export async function sweep(owners: readonly Owner[], ports: Ports): Promise<void> {
  try {
    const backlog = await ports.queue.backlog();
    const isDrained = backlog <= BACKLOG;
    if (!isDrained) ports.telemetry({ type: 'sweep-held', backlog });
    const checks = isDrained ? owners.map((owner) => checkJobs(owner, ports)) : [];
    await allSettled([...checks, countHours(owners, ports)]);
    ports.telemetry({ type: 'swept' });
  } catch (error) {
    if (!(error instanceof NoCapacity)) throw error;
    ports.telemetry({ type: 'sweep-held', error });
  }
}

/** Heals overdue jobs of a product and env, and tells and removes what a dead process left untold or half removed. */
async function checkJobs(owner: Owner, ports: Ports): Promise<void> {
  const until = ports.clock.now() + SLICE;
  let rows: JobRow[];
  let changed: boolean[];
  do {
    rows = await ports.jobs.toCheck([owner], ports.clock.now(), PAGE);
    const checks = rows.map((row) => checkJob(row, ports));
    // One that fails does not keep the others from their end.
    await allSettled(checks);
    changed = await Promise.all(checks);
  } while (rows.length === PAGE && changed.some(Boolean) && ports.clock.now() < until);
}

async function checkJob(row: JobRow, ports: Ports): Promise<boolean> {
  const settled = await settle(row.id, { type: 'check' }, ports, row);
  if (!settled) return false;
  const { decision } = settled;
  if (decision.row?.checked_at !== undefined) ports.telemetry({ type: 'overdue', row: settled.row });
  await carryOut(decision.after, settled.row, ports);
  return decision.row !== undefined || decision.after.length > 0;
}
