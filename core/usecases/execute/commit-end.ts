import { NoCapacity } from '../../errors/run-error.ts';
import { advance, type JobEvent } from '../../jobs/advance.ts';
import { rankOf } from '../../jobs/end-run.ts';
import type { JobRow } from '../../jobs/row.ts';
import type { Ports } from '../../ports/ports.ts';
import { type Committed, decideAndCommit } from '../commit/decide-and-commit.ts';
import { purge } from '../commit/execute-effects.ts';

type Finish = Extract<JobEvent, { type: 'finish' }>;

/** Rounds of a commit and a note at most; one takes about two seconds, where what is refused is repeated. */
const ROUNDS = 500;

/** The last moment for that before the lease is over, ms: it must not come behind the look of a successor, a call takes a second, and clocks differ. */
const NOTED_BEFORE = 2000;

/**
 * Commits how an attempt ended. While the table refuses the row, that is written into the history: should the lease be over first, the worker
 * that takes the run for lost finds there that its target has answered, and does not call it again.
 * @param lasting the ports with the patience due to the end of a run that was done
 * @returns null when the job was deleted meanwhile
 */
export async function commitEnd(
  row: JobRow,
  event: Finish,
  ports: Ports,
  lasting: Ports,
): Promise<Committed | null> {
  const left = () => event.run.lease_until - ports.clock.now();
  // Past its lease a worker looks first whether the run is still its own, before it writes anything down.
  if (left() <= 0) return await decideAndCommit(row.id, event, lasting);
  const commit = () => unlessRefused(() => decideAndCommit(row.id, event, ports, row));
  let committed = await commit();
  if (committed !== 'refused') return committed;
  for (let round = 0; committed === 'refused' && left() > 0 && round < ROUNDS; round += 1) {
    const isTime = left() > NOTED_BEFORE;
    if (isTime && (await unlessRefused(() => note(row, event, ports))) !== 'refused') break;
    committed = await commit();
  }
  if (committed === 'refused') committed = await decideAndCommit(row.id, event, lasting);
  // The job was deleted meanwhile: what may be written down here goes too.
  if (!committed) await purge(row.id, lasting);
  return committed;
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
