import { NoCapacity } from '../../errors/run-error.ts';
import { advance, isCommand, type JobEvent } from '../../jobs/advance.ts';
import { disarmAll } from '../../jobs/arm.ts';
import type { Decision } from '../../jobs/effects.ts';
import type { JobRow } from '../../jobs/row.ts';
import { CROWD, isUnderWay } from '../../jobs/run-in-flight.ts';
import { isPurged } from '../../jobs/tombstone.ts';
import type { Ports } from '../../ports/ports.ts';
import { untilWon } from '../../retry/until-won.ts';
import { executeEffects, purge } from './execute-effects.ts';

/**
 * Commits lost in a row after which a caller is told, and an event is sent on. The end of a run is tried
 * more often, or its target would be called again: all runs of a job may end at once, and come to tell it with others.
 */
const TRIES = { command: 40, event: 100 };

/**
 * A process that has lost so often is one of many, and pauses before it tries again: at most this long, ms, of which chance takes a
 * part, so that not all come back at once. The pause doubles with each loss.
 */
const PAUSE = { after: 3, first: 20, longest: 500 };

/** A caller is told after this long, ms, in any case: an invocation of the API has 29 s. */
const COMMAND_MS = 15_000;

/** How long nothing of a job begins while a command is committed that has lost so often, ms: it may have many runs to arm or to end. */
const HOLD_MS = 5000;

/** A decision that holds: its row, if it has one, is committed. */
export interface Committed {
  decision: Decision;
  /** The row after the decision. */
  row: JobRow;
}

/**
 * Decides about an event and commits the decision. A process that loses the commit reads the row again and decides
 * again, so of all that try at once each decides on what the others left. Schedules of a generation that lost are removed.
 * @param row the row if it is known; it may be out of date
 * @returns null when there is no such job
 * @throws NoCapacity when the commit was lost many times in a row
 */
export async function decideAndCommit(
  id: string,
  event: JobEvent,
  ports: Ports,
  row?: JobRow,
): Promise<Committed | null> {
  let current = standing(row ?? (await ports.jobs.get(id)), event);
  let asked = event;
  const { maxTimeout } = ports.settings;
  const begun = ports.clock.now();
  return await untilWon(
    `job ${id}`,
    async (lost) => {
      if (!current) return { won: null };
      const decision = advance(current, asked, ports.clock.now(), ports.random, maxTimeout);
      const next = decision.row;
      if (!next) return { won: { decision, row: current } };
      await executeEffects(decision.before, next, ports);
      if (await ports.jobs.commit(next)) {
        tellEnds(decision, next, ports);
        return { won: { decision, row: next } };
      }
      const isLate = isCommand(event) && ports.clock.now() - begun > COMMAND_MS;
      if (next.gen !== current.gen) await executeEffects(disarmAll(next, ports.clock.now()), next, ports);
      if (isLate) throw new NoCapacity(`job ${id} was changed by others for ${COMMAND_MS} ms`);
      const longest = pauseAfter(lost, current, event);
      if (longest > 0) await pause(longest, ports);
      current = standing(await ports.jobs.get(id), event);
      if (current && event.type === 'wake' && hasBegun(decision, current)) asked = { ...event, begun: true };
      if (current && isCommand(event) && longest > 0) current = await hold(current, ports);
      if (current) return undefined;
      // It was deleted meanwhile: what was written down before the commit goes too.
      await purge(id, ports);
      return { won: null };
    },
    isCommand(event) ? TRIES.command : TRIES.event,
  );
}

/**
 * Whether runs that a lost decision started are in the row all the same: its commit got no answer and was done, and others came after it; or another
 * receiver of the same message was first.
 */
function hasBegun({ after }: Decision, { runs }: JobRow): boolean {
  return after.some(
    (effect) =>
      effect.type === 'run' &&
      runs.some(
        ({ number, started_by }) => number === effect.run.number && started_by === effect.run.started_by,
      ),
  );
}

/** The row on hold, so that its runs leave it to the command; as it is where that commit is lost too. */
async function hold(row: JobRow, ports: Ports): Promise<JobRow> {
  const now = ports.clock.now();
  if ((row.held_until ?? now) > now) return row;
  const { before, row: held } = advance(row, { type: 'hold', until: now + HOLD_MS }, now, ports.random);
  if (!held) return row;
  await executeEffects(before, held, ports);
  return (await ports.jobs.commit(held)) ? held : row;
}

/**
 * The longest pause after a number of losses, ms; 0 for none. In a crowd it comes from the first loss on, and the more runs the longer, as all
 * are about to end. What a caller asks of the job goes before the many.
 */
function pauseAfter(lost: number, { runs }: JobRow, event: JobEvent): number {
  const crowd = runs.filter(isUnderWay).length / CROWD;
  const losses = crowd >= 1 ? lost + PAUSE.after : lost - PAUSE.after;
  if (losses < 0) return 0;
  if (isCommand(event)) return PAUSE.first;
  return Math.max(1, crowd) * Math.min(PAUSE.longest, PAUSE.first * 2 ** losses);
}

async function pause(longest: number, { clock, random }: Ports): Promise<void> {
  await clock.sleepUntil(clock.now() + random() * longest);
}

/** The row, unless all of it is gone, or it is being deleted and a caller asks for something else. */
function standing(row: JobRow | null, event: JobEvent): JobRow | null {
  if (!row || isPurged(row)) return null;
  return row.deleted_at !== undefined && event.type !== 'delete' && isCommand(event) ? null : row;
}

function tellEnds({ ended = [] }: Decision, row: JobRow, ports: Ports): void {
  for (const execution of ended) ports.telemetry({ type: 'ended', row, execution });
}
