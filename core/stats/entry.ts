import type { Execution } from '../../contract/job.ts';
import { timeOf } from '../jobs/job-id.ts';
import type { StoredStatus } from '../jobs/outbox.ts';
import type { JobRow } from '../jobs/row.ts';
import type { RunInFlight } from '../jobs/run-in-flight.ts';
import type { Scope } from '../jobs/scope.ts';
import type { StatsEntry } from '../ports/stats-store.ts';
import { DAY, HOUR, MINUTE } from '../time/units.ts';
import { Count, changeOf } from './tally.ts';

/** The first moment of the hour (of UTC) that a moment is in, Unix ms. */
export const hourOf = (moment: number) => Math.floor(moment / HOUR) * HOUR;

/** The first moment of the minute that a moment is in, Unix ms. */
export const minuteOf = (moment: number) => Math.floor(moment / MINUTE) * MINUTE;

/** Delay from the end of a minute to its count, ms; an entry written later than half of it marks its hour. */
export const COUNTED_AFTER = MINUTE;

/** An hour is closed so long after its beginning, ms; what is written into it then no longer counts. */
export const CLOSED_AFTER = 48 * HOUR;

/** How long entries are kept, ms: as long as their hour can be counted again, and a day more. */
export const ENTRIES_KEPT = 72 * HOUR;

/** A new job, and when it is to run first, Unix ms. */
export type NewJob = Scope & { id: string; scheduled_at: number };

/** That a job was dispatched, at the moment its id tells; known until its first wake-up has found its row or none. */
export function dispatchEntry(job: NewJob, status: StoredStatus): StatsEntry {
  const tally = { [Count.dispatched]: 1, ...changeOf(undefined, status) };
  const at = timeOf(job.id);
  return { scope: scopeOf(job), at, key: `${job.id}#new`, rank: 0, tally, useful_until: job.scheduled_at };
}

/** That a job which was noted as dispatched is none. */
export function orphanEntry({ scheduled_at }: NewJob, dispatch: StatsEntry): StatsEntry {
  const tally = Object.fromEntries(Object.entries(dispatch.tally).map(([name, count]) => [name, -count]));
  return { ...dispatch, at: scheduled_at, key: `${dispatch.key}#none`, tally };
}

/** That a commit of a job changed its stored status. */
export function statusChangeEntry(row: JobRow, change: StatusChange): StatsEntry {
  const { version, at, from, to } = change;
  return { scope: scopeOf(row), at, key: `${row.id}#v${version}`, rank: 0, tally: changeOf(from, to) };
}

/** A change of a job's stored status by the commit of a version; without `to` the job is gone. */
export interface StatusChange {
  version: number;
  at: number;
  from: StoredStatus;
  to?: StoredStatus;
}

/**
 * How a run ended. It belongs to the hour it was claimed in; a run of more than a day to a day on from there, as what is
 * counted is closed some time. What a worker that was thought dead may have noted before is replaced by nothing then.
 */
export function runEntries(
  row: JobRow,
  run: RunInFlight,
  execution: Execution,
  rank: number,
  endedAt = execution.completed_at ?? run.claimed_at,
): StatsEntry[] {
  const { status, lag_ms, attempts } = execution;
  const days = Math.floor((endedAt - run.claimed_at) / DAY);
  const secondPrecision = row.schedule.precision === 'second' && !run.triggered && attempts > 0;
  const completed = status === 'completed';
  const retries = Math.max(0, attempts - 1);
  const tally = {
    [completed ? Count.completed : Count.failed]: 1,
    ...(completed && retries === 0 && { [Count.firstTry]: 1 }),
    ...(retries > 0 && { [Count.retries]: retries }),
    ...(secondPrecision && lag_ms !== undefined && { [Count.lag(lag_ms)]: 1 }),
  };
  const entry = { scope: scopeOf(row), key: `${row.id}#r${run.number}`, rank };
  const end = { ...entry, at: run.claimed_at + days * DAY, tally };
  return days > 0 ? [{ ...entry, at: run.claimed_at, tally: {} }, end] : [end];
}

const scopeOf = ({ product, env }: Scope): Scope => ({ product, env });
