import { timeOf } from '../jobs/job-id.ts';
import { isEnded, isFailing, type JobRow, nextAttemptAt } from '../jobs/row.ts';
import type { RowChange } from '../jobs/row-change.ts';
import type { Scope } from '../jobs/scope.ts';
import type { Tally } from '../ports/stats-store.ts';
import { hourOf } from './hours.ts';
import { add, Count, ended, type Gauge, sumOf } from './tally.ts';

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

/** Jobs that came to be counted as something, or no longer are. */
function moved(before: JobRow | undefined, after: JobRow | undefined, epochs: readonly number[]): Tally {
  const isCancelled = after && isStanding(after) && after.status === 'cancelled';
  const gauges = epochs.map((epoch): Tally => {
    const [from, to] = [gaugesOf(before, epoch), gaugesOf(after, epoch)];
    const left = from.filter((gauge) => !to.includes(gauge)).map((gauge) => [Count.in(gauge, epoch), -1]);
    const come = to.filter((gauge) => !from.includes(gauge)).map((gauge) => [Count.in(gauge, epoch), 1]);
    return Object.fromEntries([...left, ...come]);
  });
  const cancelled = isCancelled && before?.status !== 'cancelled' && { [Count.cancelled]: 1 };
  return { ...sumOf(gauges), ...cancelled };
}

/**
 * What a job that is there counts as. None that has ended counts by its status, so most rows may go without a word. Being a function of one row, it adds up
 * to what the rows say of all changes from the epoch on, whatever came before.
 */
function gaugesOf(row: JobRow | undefined, epoch: number): Gauge[] {
  if (row === undefined || row.updated_at < epoch || !isStanding(row)) return [];
  const gauges: (Gauge | false)[] = [
    !isEnded(row) && row.status,
    isFailing(row) && 'failing',
    nextAttemptAt(row) !== undefined && 'retrying',
  ];
  return gauges.filter((gauge) => gauge !== false);
}

const isStanding = (row: JobRow) => row.deleted_at === undefined;
