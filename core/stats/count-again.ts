import type { Execution } from '../../contract/job.ts';
import { defined } from '../../contract/plain-data.ts';
import { timeOf } from '../jobs/job-id.ts';
import type { JobRow } from '../jobs/row.ts';
import type { HourTally, Loss, Recount, Tally, Total } from '../ports/stats-store.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import { hourOf } from './hours.ts';
import { add, Count, ended } from './tally.ts';

type Hours = Recount['hours'];

/** The total with the hours that may lack something open again. @param hours the sums of at least those that are closed */
export function reopen(total: Total, lost: Loss, hours: readonly HourTally[]): Total {
  const closed = hours.filter(({ hour }) => hour >= lost.from && hour < total.closed_to);
  const taken = closed.map(({ tally }) => Object.entries(tally).map(([name, count]) => [name, -count]));
  const tally = taken.reduce<Tally>((sum, each) => add(sum, Object.fromEntries(each)), total.tally);
  const closed_to = Math.min(total.closed_to, lost.from);
  return { ...total, tally, closed_to, lost, version: total.version + 1 };
}

/** Adds what a row itself says: that its job was dispatched, and that it was cancelled. */
export function withRow(hours: Hours, row: JobRow, lost: Loss): Hours {
  const { completed_at: at, last_outcome: last } = row;
  // A run that ends after it takes the moment of a cancellation away.
  const isKnown = row.status === 'cancelled' && at !== undefined && (last === undefined || last.at < at);
  const dispatched = withTally(hours, timeOf(row.id), { [Count.dispatched]: 1 }, lost);
  return isKnown ? withTally(dispatched, at, { [Count.cancelled]: 1 }, lost) : dispatched;
}

/** Adds the runs of executions, but for what a worker wrote down whose commit was lost. @param seen an occurrence that is added already */
export function withRuns(
  hours: Hours,
  row: JobRow,
  executions: readonly Execution[],
  lost: Loss,
  seen?: number,
): Hours {
  const isNew = (run: Execution) =>
    run.status !== 'skipped' && run.occurrence !== seen && isKnownEnd(row, run);
  return executions.filter(isNew).reduce((sum, run) => {
    const at = run.counts_at ?? run.started_at ?? run.occurrence;
    const isTimed = row.schedule.precision === 'second' && run.attempts > 0;
    const { status, attempts, lag_ms: lag } = run;
    return withTally(
      sum,
      at,
      ended({ at, ok: status === 'completed', attempts, ...(isTimed && defined({ lag })) }, row),
      lost,
    );
  }, hours);
}

/** Whether the row knows of it: what a worker wrote down whose commit was lost is not how a run ended. */
export function isKnownEnd({ execution_count, runs }: JobRow, { number }: Execution): boolean {
  return number <= execution_count && runs.every((run) => run.number !== number);
}

/** Whether occurrences of a job may have been skipped: those of a one-time job only by a command. */
export function mayHaveSkips({ schedule, status, gen }: JobRow): boolean {
  return isRecurring(schedule) || status === 'cancelled' || gen > 1;
}

function withTally(hours: Hours, at: number, tally: Tally, { from, epoch }: Loss): Hours {
  const hour = hourOf(at);
  if (hour < from || hour > epoch) return hours;
  return { ...hours, [hour]: add(hours[hour] ?? {}, tally) };
}
