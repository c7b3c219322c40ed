import type { StoredStatus } from '../jobs/did.ts';
import { timeOf } from '../jobs/job-id.ts';
import { isEnded, type JobRow } from '../jobs/row.ts';
import type { RowChange } from '../jobs/row-change.ts';
import type { Scope } from '../jobs/scope.ts';
import type { Tally } from '../ports/stats-store.ts';
import { hourOf } from './hours.ts';
import { add, Count, ended } from './tally.ts';

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
 */
export function figuresOf(change: RowChange): Figures[] {
  const { before, after } = change;
  const row = after ?? before;
  if (!row || before?.version === after?.version) return [];
  const { product, env } = row;
  const parts = [
    { at: after?.updated_at ?? change.at, tally: moved(before, after) },
    ...(before === undefined ? [{ at: timeOf(row.id), tally: { [Count.dispatched]: 1 } }] : []),
    ...(after?.did?.ended ?? []).map((run) => ({ at: run.at, tally: ended(run) })),
  ];
  const byHour = new Map<number, Tally>();
  for (const { at, tally } of parts) byHour.set(hourOf(at), add(byHour.get(hourOf(at)) ?? {}, tally));
  return [...byHour].flatMap(([hour, tally]) =>
    Object.keys(tally).length > 0 ? [{ scope: { product, env }, hour, tally }] : [],
  );
}

/** Jobs that came into a status or left one. */
function moved(before: JobRow | undefined, after: JobRow | undefined): Tally {
  const [from, to] = [gaugeOf(before), gaugeOf(after)];
  const isCancelled = after && isStanding(after) && after.status === 'cancelled';
  return {
    ...(from !== to && from && { [Count.in(from)]: -1 }),
    ...(from !== to && to && { [Count.in(to)]: 1 }),
    ...(isCancelled && before?.status !== 'cancelled' && { [Count.cancelled]: 1 }),
  };
}

/** The status under which a job counts among those that are there; none that has ended does, so its row may go at any time. */
function gaugeOf(row: JobRow | undefined): StoredStatus | undefined {
  return row && isStanding(row) && !isEnded(row) ? row.status : undefined;
}

const isStanding = (row: JobRow) => row.deleted_at === undefined;
