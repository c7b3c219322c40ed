import { MINUTE } from '../../core/time/units.ts';
import { firstFire, nextFire } from './next-fire.ts';
import { type ScheduleDefinition, timingOf } from './schedule-model.ts';
import type { Plan, Schedule } from './schedule-store.ts';

/** How late the service fires, in milliseconds; drawn anew for every occurrence. */
export type Lateness = () => number;

/** The precision of the service: what is overdue by more was slept through. */
const PRECISION = MINUTE;

const NEVER: Plan = { occurrence: null, due: null };

/** `due` is never before `earliest`, whatever the lateness says. */
function planFor(occurrence: number | null, earliest: number, lateness: Lateness): Plan {
  return occurrence === null ? NEVER : { occurrence, due: Math.ceil(earliest + Math.max(0, lateness())) };
}

/**
 * The plan of a schedule created or replaced at `now`; a past `at` is due from now on. A flexible window changes
 * nothing: its first instant is as good as any other.
 */
export function firstPlan(definition: ScheduleDefinition, now: number, lateness: Lateness): Plan {
  if (definition.State === 'DISABLED') return NEVER;
  const occurrence = firstFire(timingOf(definition, now), now);
  return planFor(occurrence, Math.max(occurrence ?? 0, now), lateness);
}

/**
 * The plan of a schedule whose occurrence has just been taken at `now`. Occurrences that were slept through by
 * more than the service's precision are left out, so that a machine that wakes up does not fire a burst.
 */
export function nextPlan(schedule: Schedule, now: number, lateness: Lateness): Plan {
  if (schedule.occurrence === null) return NEVER;
  const after = Math.max(schedule.occurrence, now - PRECISION);
  const occurrence = nextFire(timingOf(schedule.definition, schedule.modified), after);
  return planFor(occurrence, occurrence ?? 0, lateness);
}

/** Whether the schedule's due time passed, by more than the service's precision, before `started`. */
export function wasMissed(schedule: Schedule, started: number): boolean {
  return schedule.due !== null && schedule.due < started - PRECISION;
}
