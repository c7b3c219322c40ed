import type { Ports } from '../ports/ports.ts';
import { CLOSED_AFTER, COUNTED_AFTER, HOUR, hourOf } from '../stats/hours.ts';
import { type NewJob, type Note, noteOfDispatch, noteOfOrphan } from '../stats/note.ts';
import { changed } from '../stats/tally.ts';

/**
 * Writes down what counts; again and again it counts once. One that comes late marks its hour, which is then counted
 * anew; one that comes when its hour is closed is dropped.
 */
export async function takeNote(note: Note, ports: Ports): Promise<void> {
  const late = () => ports.clock.now() - note.at;
  if (late() > CLOSED_AFTER - HOUR) return;
  if (late() > COUNTED_AFTER / 2) {
    const standing = await ports.stats.find(note);
    if (standing && !changed(standing, note.tally)) return;
    await mark(note, ports);
    return await ports.stats.note(note);
  }
  await ports.stats.note(note);
  if (late() > COUNTED_AFTER / 2) await mark(note, ports);
}

/** Takes back that a job was dispatched whose row never came. */
export async function takeBack(job: NewJob, ports: Ports): Promise<void> {
  const note = noteOfDispatch(job, 'scheduled');
  if (!(await ports.stats.find(note))) return;
  // Its hour is closed: what counts there is set off in the hour it was to run in.
  if (ports.clock.now() - note.at > CLOSED_AFTER - HOUR)
    return await takeNote(noteOfOrphan(job, note), ports);
  await mark(note, ports);
  await ports.stats.strike(note);
}

/** The mark is honoured a while after it was made, when the note it is about is there or gone. */
async function mark({ owner, at }: Note, ports: Ports): Promise<void> {
  await ports.stats.markLate({ owner, hour: hourOf(at), at: ports.clock.now() });
}
