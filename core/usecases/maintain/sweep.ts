import type { Hold } from '../../../contract/hold.ts';
import { defined } from '../../../contract/plain-data.ts';
import { NoCapacity } from '../../errors/run-error.ts';
import { holdOn } from '../../jobs/hold.ts';
import type { JobRow } from '../../jobs/row.ts';
import type { Scope } from '../../jobs/scope.ts';
import type { Ports } from '../../ports/ports.ts';
import { closeHours } from '../../stats/close-hours.ts';
import { decideAndCommit } from '../commit/decide-and-commit.ts';
import { allSettled, executeEffects } from '../commit/execute-effects.ts';
import { rebuildStats } from './rebuild-stats.ts';
import { openWindow, releaseHeld } from './release-held.ts';

/** Jobs looked after side by side. */
const PAGE = 50;

/** With more messages than this to be received, jobs may be late and none is lost: they wait in the queue. */
const BACKLOG = 100;

/** One sweep looks after jobs for so long, ms; the next one, a minute later, continues. */
const SLICE = 20_000;

/**
 * What is done every minute: jobs that do not go on by themselves are looked after, those whose hold is over are woken, hours are closed, and lost
 * statistics are rebuilt. It
 * tells that it has come to its end, as an alarm waits for that. Where there is no capacity, each part stops at the first
 * refusal: the next sweep continues.
 * @param ports without patience
 * @param others what else is done each minute
 */
export async function sweep(
  scopes: readonly Scope[],
  ports: Ports,
  others: () => Promise<void> = async () => undefined,
): Promise<void> {
  try {
    const backlog = await ports.queue.backlog();
    const isDrained = backlog <= BACKLOG;
    if (!isDrained) ports.telemetry({ type: 'sweep-held', backlog });
    const holds = isDrained ? await ports.holds.list() : [];
    const checks = isDrained ? scopes.map((scope) => lookAfter(scope, holds, ports)) : [];
    await allSettled([...checks, closeHours(scopes, ports), rebuildStats(scopes, ports), others()]);
    ports.telemetry({ type: 'swept' });
  } catch (error) {
    if (!(error instanceof NoCapacity)) throw error;
    ports.telemetry({ type: 'sweep-held', error });
  }
}

async function lookAfter(scope: Scope, holds: readonly Hold[], ports: Ports): Promise<void> {
  const until = ports.clock.now() + SLICE;
  await allSettled([checkJobs(scope, holds, until, ports), releaseHeld(scope, holds, until, ports)]);
}

/** Heals overdue jobs of a product and env, and removes what a dead process left half removed. */
async function checkJobs(scope: Scope, holds: readonly Hold[], until: number, ports: Ports): Promise<void> {
  let rows: JobRow[];
  let changed: boolean[];
  do {
    rows = await ports.jobs.listOverdue([scope], ports.clock.now(), PAGE);
    const checks = rows.map((row) => checkJob(row, holds, ports));
    // One that fails does not keep the others from their end.
    await allSettled(checks);
    changed = await Promise.all(checks);
  } while (rows.length === PAGE && changed.some(Boolean) && ports.clock.now() < until);
}

/** @returns whether the job was there: then its entry in the index of what is overdue is not what it was */
async function checkJob(row: JobRow, holds: readonly Hold[], ports: Ports): Promise<boolean> {
  const hold = holdOn(row, holds, ports.clock.now());
  await openWindow(hold, ports);
  const event = { type: 'heal-overdue', ...defined({ hold }) } as const;
  const committed = await decideAndCommit(row.id, event, ports, row);
  if (!committed) return false;
  const { decision } = committed;
  const isHealed = decision.row !== undefined && decision.row.healed_at === decision.row.updated_at;
  if (isHealed) ports.telemetry({ type: 'overdue', row: committed.row });
  await executeEffects(decision.after, committed.row, ports);
  return true;
}
