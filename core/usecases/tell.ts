import { type News, noticesOf } from '../jobs/news.ts';
import type { JobRow } from '../jobs/row.ts';
import type { Ports } from '../ports/ports.ts';
import { noteOfChange } from '../stats/note.ts';
import { allSettled } from './all-settled.ts';
import { announce } from './announce.ts';
import { takeNote } from './take-note.ts';

/** Tells what commits changed to whom it concerns: statistics and webhooks. Telling it again changes nothing. */
export async function tell(news: readonly News[], row: JobRow, ports: Ports): Promise<void> {
  const changes = news.flatMap(({ version, at, from, to }) =>
    from === undefined ? [] : [noteOfChange(row, { version, at, from, ...(to && { to }) })],
  );
  await allSettled([
    ...changes.map((change) => takeNote(change, ports)),
    announce(noticesOf(news, row), ports),
  ]);
}
