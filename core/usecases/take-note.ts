import type { Payload } from '../jobs/payload.ts';
import type { JobRow } from '../jobs/row.ts';
import type { Ports } from '../ports/ports.ts';
import { CLOSED_AFTER, COUNTED_AFTER, HOUR, hourOf } from '../stats/hours.ts';
import { type NewJob, type Note, noteOfDispatch, noteOfOrphan } from '../stats/note.ts';
import { changed } from '../stats/tally.ts';

/**
 * Writes down what counts; again and again it counts once. One that comes late marks its hour, which is then counted
 * anew; one that comes when its hour is closed is dropped.
 */
export async function takeNote(note: Note, ports: Ports): Promise<void> {
  if (!isLate(note, ports)) {
    await ports.stats.note(note);
    return await markIfLate(note, ports);
  }
  if (isClosed(note, ports)) return;
  const standing = await ports.stats.find(note);
  if (standing && !changed(standing, note.tally)) return;
  await mark(note, ports);
  await ports.stats.note(note);
}

/** Notes that there is a new job, and keeps its payload: in one call, unless the note comes late. */
export async function noteNewJob(row: JobRow, payload: Payload, ports: Ports): Promise<void> {
  const note = noteOfDispatch(row, row.status);
  if (isLate(note, ports)) {
    await ports.jobs.putPayload(row.id, payload);
    return await takeNote(note, ports);
  }
  await ports.jobs.putPayload(row.id, payload, note);
  await markIfLate(note, ports);
}

/** Takes back that a job was dispatched whose row never came. */
export async function takeBack(job: NewJob, ports: Ports): Promise<void> {
  const note = noteOfDispatch(job, 'scheduled');
  if (!(await ports.stats.find(note))) return;
  // Its hour is closed: what counts there is set off in the hour it was to run in.
  if (isClosed(note, ports)) return await takeNote(noteOfOrphan(job, note), ports);
  await mark(note, ports);
  await ports.stats.strike(note);
}

const lateness = (note: Note, ports: Ports) => ports.clock.now() - note.at;
const isLate = (note: Note, ports: Ports) => lateness(note, ports) > COUNTED_AFTER / 2;
const isClosed = (note: Note, ports: Ports) => lateness(note, ports) > CLOSED_AFTER - HOUR;

async function markIfLate(note: Note, ports: Ports): Promise<void> {
  if (isLate(note, ports)) await mark(note, ports);
}

/** The mark is honoured a while after it was made, when the note it is about is there or gone. */
async function mark({ owner, at }: Note, ports: Ports): Promise<void> {
  await ports.stats.markLate({ owner, hour: hourOf(at), at: ports.clock.now() });
}
