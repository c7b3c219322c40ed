import type { Payload } from '../jobs/payload.ts';
import type { JobRow } from '../jobs/row.ts';
import type { Ports } from '../ports/ports.ts';
import type { StatsEntry } from '../ports/stats-store.ts';
import { HOUR } from '../time/units.ts';
import { CLOSED_AFTER, COUNTED_AFTER, dispatchEntry, hourOf, type NewJob, orphanEntry } from './entry.ts';
import { changed } from './tally.ts';

/**
 * Writes down what counts; again and again it counts once. One that comes late marks its hour, which is then counted
 * anew; one that comes when its hour is closed is dropped.
 */
export async function recordStats(entry: StatsEntry, ports: Ports): Promise<void> {
  if (!isLate(entry, ports)) {
    await ports.stats.put(entry);
    return await markIfLate(entry, ports);
  }
  if (isClosed(entry, ports)) return;
  const standing = await ports.stats.find(entry);
  if (standing && !changed(standing, entry.tally)) return;
  await mark(entry, ports);
  await ports.stats.put(entry);
}

/** Writes the entry of a new job, and keeps its payload: in one call, unless the entry comes late. */
export async function recordNewJob(row: JobRow, payload: Payload, ports: Ports): Promise<void> {
  const entry = dispatchEntry(row, row.status);
  if (isLate(entry, ports)) {
    await ports.jobs.putPayload(row, payload);
    return await recordStats(entry, ports);
  }
  await ports.jobs.putPayload(row, payload, entry);
  await markIfLate(entry, ports);
}

/** Takes back that a job was dispatched whose row never came. */
export async function revertDispatch(job: NewJob, ports: Ports): Promise<void> {
  const entry = dispatchEntry(job, 'scheduled');
  if (!(await ports.stats.find(entry))) return;
  // Its hour is closed: what counts there is set off in the hour it was to run in.
  if (isClosed(entry, ports)) return await recordStats(orphanEntry(job, entry), ports);
  await mark(entry, ports);
  await ports.stats.remove(entry);
}

const lateness = (entry: StatsEntry, ports: Ports) => ports.clock.now() - entry.at;
const isLate = (entry: StatsEntry, ports: Ports) => lateness(entry, ports) > COUNTED_AFTER / 2;
const isClosed = (entry: StatsEntry, ports: Ports) => lateness(entry, ports) > CLOSED_AFTER - HOUR;

async function markIfLate(entry: StatsEntry, ports: Ports): Promise<void> {
  if (isLate(entry, ports)) await mark(entry, ports);
}

/** The mark is honored a while after it was made, when the entry it is about is there or gone. */
async function mark({ scope, at }: StatsEntry, ports: Ports): Promise<void> {
  await ports.stats.markLate({ scope, hour: hourOf(at), at: ports.clock.now() });
}
