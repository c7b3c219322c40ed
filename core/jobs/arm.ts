import { defined } from '../../contract/plain-data.ts';
import { ScheduleName } from '../messages/wake-up.ts';
import { firstOccurrence } from '../schedule/occurrences.ts';
import { isRecurring } from '../schedule/parsed-schedule.ts';
import { firesNatively, tickOf } from '../schedule/tick.ts';
import type { Draft } from './draft.ts';
import type { Effect } from './effects.ts';
import { longAt } from './long-run.ts';
import type { JobRow } from './row.ts';
import { dueAt, type RunInFlight } from './run-in-flight.ts';

/** The effects that bring the job back at its next occurrence: none where the tick alone is precise enough. */
export function armNext(row: JobRow, now: number): Effect[] {
  const next = row.next_run_at;
  if (next === null) return [];
  const tickSuffices = row.schedule.precision === 'minute' && next > now && firesNatively(row.schedule, next);
  return tickSuffices ? [] : [timer(row, next, now)];
}

/** The timer at one occurrence. */
export function timer(row: JobRow, occurrence: number, now: number): Effect {
  const wake = { kind: 'timer', job_id: row.id, gen: row.gen, armed_at: now, occurrence } as const;
  return { type: 'arm', wake, at: occurrence };
}

/** The wake-up for the next attempt of a run that waits for one, or for the end of one that was abandoned; none while it is running. */
export function armRetry(row: JobRow, run: RunInFlight, now: number): Effect[] {
  if (run.state === 'running') return [];
  const ids = { job_id: row.id, gen: row.gen, armed_at: now };
  const { number, attempt, deferrals } = run;
  const due = dueAt(run);
  const wake = { kind: 'retry', ...ids, run: number, attempt, ...defined({ deferrals }), due } as const;
  return [{ type: 'arm', wake, at: due }];
}

/** The wake-up that looks at the runs at a moment: whether the workers have come back whose leases are over then, and which runs take long. */
export function look(row: JobRow, due: number, now: number): Effect {
  const wake = { kind: 'recover', job_id: row.id, gen: row.gen, armed_at: now, due } as const;
  return { type: 'arm', wake, at: due };
}

/** The look at a run that begins when it takes longer than expected; none where nothing is expected. */
export function armLong(row: JobRow, run: RunInFlight, now: number): Effect[] {
  const due = longAt(row, run);
  return due === undefined ? [] : [look(row, due, now)];
}

/**
 * What brings runs in flight on: the retry each waits for, and one look for each moment at which leases are over, as one
 * worker may have taken over many at once, or a run takes long.
 */
export function armRuns(row: JobRow, runs: readonly RunInFlight[], now: number): Effect[] {
  const leases = runs.flatMap((run) => (run.state === 'running' ? run.lease_until : []));
  const moments = new Set([...leases, ...runs.flatMap((run) => longAt(row, run) ?? [])]);
  return [
    ...runs.flatMap((run) => armRetry(row, run, now)),
    ...[...moments].map((moment) => look(row, moment, now)),
  ];
}

/**
 * The recurring schedules of a recurring job. They begin at an occurrence that is to come, also where others are due still: a
 * `rate()` fires at its start and in steps from there.
 */
export function armTick(row: JobRow, now: number): Effect[] {
  const { schedule, next_run_at: next } = row;
  if (!isRecurring(schedule) || next === null) return [];
  const from = next >= now ? next : (firstOccurrence(schedule, now) ?? next);
  return [{ type: 'arm-tick', schedule, from }];
}

/** Removes every schedule the job may have at this generation. */
export function disarmAll(row: JobRow, now: number): Effect[] {
  const ticks = isRecurring(row.schedule)
    ? tickOf(row.schedule).expressions.map((_, i) => ScheduleName.tick(row, i))
    : [];
  const wakes = [...armNext(row, now), ...row.runs.flatMap((run) => armRetry(row, run, now))];
  const names = wakes.flatMap((effect) => (effect.type === 'arm' ? [ScheduleName.wake(effect.wake)] : []));
  return [{ type: 'disarm', schedules: [...ticks, ...names] }];
}

/** Sends and creates again every wake-up a live job should have; those that still exist do no harm. */
export function rearm(draft: Draft): void {
  const { row, now } = draft;
  if (draft.live) draft.after.push(...armTick(row, now), ...armNext(row, now));
  draft.after.push(...armRuns(row, row.runs, now));
}
