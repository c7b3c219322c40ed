import type { StoredStatus } from '../jobs/did.ts';
import { timeOf } from '../jobs/job-id.ts';
import { isEnded, type JobRow } from '../jobs/row.ts';
import type { RowChange } from '../jobs/row-change.ts';
import type { Scope } from '../jobs/scope.ts';
import type { Tally } from '../ports/stats-store.ts';
import { hourOf } from './hours.ts';
import { add, Count, ended, sumOf } from './tally.ts';

/** What counts in one hour of a product and env. */
export interface Figures {
  scope: Scope;
  /** Its first moment, Unix ms. */
  hour: number;
  tally: Tally;
}

/**
 * What a change counts, by the hours it counts in: a function of the change alone, so that it counts the same however late and how
 * often it is read. A change that only repeats the row counts nothing.
 * @param epochs from which on jobs by status are counted: a row that was last written before one is in no status by it
 */
export function figuresOf(change: RowChange, epochs: readonly number[] = [0]): Figures[] {
  const { before, after } = change;
  const row = after ?? before;
  if (!row || before?.version === after?.version) return [];
  const { product, env } = row;
  const parts = [
    { at: after?.updated_at ?? change.at, tally: moved(before, after, epochs) },
    ...(before === undefined ? [{ at: timeOf(row.id), tally: { [Count.dispatched]: 1 } }] : []),
    ...(after?.did?.ended ?? []).map((run) => ({ at: run.at, tally: ended(run, row) })),
  ];
  const byHour = new Map<number, Tally>();
  for (const { at, tally } of parts) byHour.set(hourOf(at), add(byHour.get(hourOf(at)) ?? {}, tally));
  return [...byHour].flatMap(([hour, tally]) =>
    Object.keys(tally).length > 0 ? [{ scope: { product, env }, hour, tally }] : [],
  );
}

/** Jobs that came into a status or left one. */
function moved(before: JobRow | undefined, after: JobRow | undefined, epochs: readonly number[]): Tally {
  const isCancelled = after && isStanding(after) && after.status === 'cancelled';
  const gauges = epochs.map((epoch): Tally => {
    const [from, to] = [gaugeOf(before, epoch), gaugeOf(after, epoch)];
    if (from === to) return {};
    return { ...(from && { [Count.in(from, epoch)]: -1 }), ...(to && { [Count.in(to, epoch)]: 1 }) };
  });
  const cancelled = isCancelled && before?.status !== 'cancelled' && { [Count.cancelled]: 1 };
  return { ...sumOf(gauges), ...cancelled };
}

/**
 * The status under which a job counts among those that are there; none that has ended does, so its row may go at any time. Being a function of
 * one row, it adds up to what the rows say of all changes from the epoch on, whatever came before.
 */
function gaugeOf(row: JobRow | undefined, epoch: number): StoredStatus | undefined {
  return row && row.updated_at >= epoch && isStanding(row) && !isEnded(row) ? row.status : undefined;
}

const isStanding = (row: JobRow) => row.deleted_at === undefined;
