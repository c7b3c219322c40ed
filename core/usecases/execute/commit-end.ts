import { NoCapacity } from '../../errors/run-error.ts';
import { advance, type JobEvent } from '../../jobs/advance.ts';
import { rankOf } from '../../jobs/end-run.ts';
import type { JobRow } from '../../jobs/row.ts';
import type { Ports } from '../../ports/ports.ts';
import { type Committed, decideAndCommit } from '../commit/decide-and-commit.ts';

type Finish = Extract<JobEvent, { type: 'finish' }>;

/**
 * Commits how an attempt ended. While the table refuses the row, that is written into the history: should the lease be over first, whoever
 * takes the run for lost finds there that its target has answered, and does not call it again.
 * @param lasting the ports with the patience due to the end of a run that was done
 * @returns null when the job was deleted meanwhile
 */
export async function commitEnd(
  row: JobRow,
  event: Finish,
  ports: Ports,
  lasting: Ports,
): Promise<Committed | null> {
  // Past its lease a worker looks first whether the run is still its own, before it writes anything down.
  const isLate = () => ports.clock.now() >= event.run.lease_until;
  while (!isLate()) {
    const committed = await unlessRefused(() => decideAndCommit(row.id, event, ports, row));
    if (committed !== 'refused') return committed;
    if ((await unlessRefused(() => note(row, event, ports))) !== 'refused') break;
  }
  return await decideAndCommit(row.id, event, lasting);
}

/** Writes down how the run ended, if it did. */
async function note(row: JobRow, event: Finish, { history, clock, random }: Ports): Promise<void> {
  const { ended = [] } = advance(row, event, clock.now(), random);
  for (const execution of ended) await history.record(row.id, execution, rankOf(event.run));
}

async function unlessRefused<T>(work: () => Promise<T>): Promise<T | 'refused'> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NoCapacity) return 'refused';
    throw error;
  }
}
