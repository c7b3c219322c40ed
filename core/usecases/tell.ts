import type { News } from '../jobs/news.ts';
import type { JobRow } from '../jobs/row.ts';
import type { Ports } from '../ports/ports.ts';
import { noteOfChange } from '../stats/note.ts';
import { takeNote } from './take-note.ts';

/** Tells what commits changed to whom it concerns: statistics. Telling it again changes nothing. */
export async function tell(news: readonly News[], row: JobRow, ports: Ports): Promise<void> {
  await Promise.all(
    news.map(async ({ version, at, from, to }) => {
      if (from !== undefined)
        await takeNote(noteOfChange(row, { version, at, from, ...(to && { to }) }), ports);
    }),
  );
}
