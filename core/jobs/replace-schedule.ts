import { isRecurring, type ParsedSchedule } from '../schedule/parsed-schedule.ts';
import type { Random } from '../time/clock.ts';
import { armNext, armRuns, armTick, disarmAll } from './arm.ts';
import type { Draft } from './draft.ts';
import { isIdle } from './run-in-flight.ts';

/** Of two who change a job's schedule at once, each arms under a generation of its own, so that neither's is taken. */
const GENERATIONS = 1_000_000;

/**
 * Gives a job another schedule, `next` being its first occurrence: all wake-ups are armed under a new generation
 * before the commit, those of the old one go after it. Runs in flight are looked after under the new one.
 */
export function replaceSchedule(
  draft: Draft,
  schedule: ParsedSchedule,
  next: number | null,
  random: Random,
): void {
  const { row, now } = draft;
  const old = disarmAll(row, now);
  const gen = row.gen + 1 + Math.floor(random() * GENERATIONS);
  const waits = isRecurring(schedule) || next === null || next > now;
  draft.set({ schedule, gen, next_run_at: next, status: waits ? 'scheduled' : 'queued' });
  draft.clear('paused_at', 'paused_by', 'reason', 'completed_at');
  const last = Math.max(next ?? now, ...row.runs.map((run) => (isIdle(run) ? run.retry_at : now)));
  const keep = isRecurring(schedule) ? {} : { until: last };
  draft.before.push({ type: 'keep-payload', ...keep }, ...armTick(row, now), ...armNext(row, now));
  draft.before.push(...armRuns(row, row.runs, now));
  draft.after.push(...old);
}
