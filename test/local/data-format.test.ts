import { createHash } from 'node:crypto';
import { Table } from '../../adapters/aws/table.ts';
import { FORMAT } from '../../local/data-directory.ts';
import { SCHEMA } from '../../local/scheduler/database.ts';

/** Of each format of data directories, what its table and its schedules are like. */
const FORMATS: Record<number, string> = {
  1: '73d1ae834219eca6',
  2: 'b0f63a8b1ea2d1dc',
  // Its rows say the state of each run.
  3: 'b0f63a8b1ea2d1dc',
  // Its documents and messages say their versions; all jobs are listed by their statuses.
  4: '1549168bf37a127a',
  // Brief jobs are in a list of their own, which says when to look at them.
  5: '2dfd916666fcba4d',
};

test('a change of the table or of what is kept of schedules needs the next format of data directories', () => {
  const kept = createHash('sha256').update(JSON.stringify(Table)).update(SCHEMA.replace(/\s+/g, ' '));
  expect({ [FORMAT]: kept.digest('hex').slice(0, 16) }).toEqual({ [FORMAT]: FORMATS[FORMAT] });
});
