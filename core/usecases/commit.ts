import { advance, isCommand, type JobEvent } from '../jobs/advance.ts';
import { disarmAll } from '../jobs/arm.ts';
import type { Decision } from '../jobs/effects.ts';
import type { JobRow } from '../jobs/row.ts';
import { isPurged } from '../jobs/tombstone.ts';
import type { Ports } from '../ports/ports.ts';
import { heardOf } from '../webhooks/webhook.ts';
import { carryOut, forget } from './carry-out.ts';

/** Losing this often in a row to others means something is wrong: the event is returned to its sender. */
const TRIES = 12;

/** A decision that holds: its row, if it has one, is committed. */
export interface Settled {
  decision: Decision;
  /** The row after the decision. */
  row: JobRow;
}

/**
 * Decides about an event and commits the decision. Whoever loses the commit reads the row again and decides
 * again, so of all who try at once each decides on what the others left. Schedules of a generation that lost are removed.
 * @param row the row if it is known; it may be out of date
 * @returns null when there is no such job
 * @throws Error when the commit was lost many times in a row
 */
export async function settle(
  id: string,
  event: JobEvent,
  ports: Ports,
  row?: JobRow,
): Promise<Settled | null> {
  let current = standing(row ?? (await ports.jobs.get(id)), event);
  for (let tries = 0; tries < TRIES && current; tries += 1) {
    const heard = heardOf(await ports.webhooks.recent(), current);
    const decision = advance(current, event, ports.clock.now(), ports.random, heard);
    const next = decision.row;
    if (!next) return { decision, row: current };
    await carryOut(decision.before, next, ports);
    if (await ports.jobs.commit(next)) {
      const { dropped } = decision;
      if (dropped !== undefined) ports.telemetry({ type: 'events-dropped', row: next, count: dropped });
      tellEnds(decision, next, ports);
      return { decision, row: next };
    }
    if (next.gen !== current.gen) await carryOut(disarmAll(next, ports.clock.now()), next, ports);
    current = standing(await ports.jobs.get(id), event);
    // It was deleted meanwhile: what was written down before the commit goes too.
    if (!current) await forget(id, ports);
  }
  if (!current) return null;
  throw new Error(`job ${id} was changed by others ${TRIES} times in a row`);
}

/** The row, unless all of it is gone, or it is being deleted and a caller asks for something else. */
function standing(row: JobRow | null, event: JobEvent): JobRow | null {
  if (!row || isPurged(row)) return null;
  return row.deleted_at !== undefined && event.type !== 'delete' && isCommand(event) ? null : row;
}

function tellEnds({ before }: Decision, row: JobRow, ports: Ports): void {
  for (const effect of before) {
    if (effect.type !== 'record' || effect.execution.status === 'skipped') continue;
    ports.telemetry({ type: 'ended', row, execution: effect.execution });
  }
}
