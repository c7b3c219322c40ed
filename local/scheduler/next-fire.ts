import { Cron } from 'croner';
import { parseScheduleExpression } from './schedule-expression.ts';
import { instantOf, instantsOf, wallTime } from './zone.ts';

/** When a schedule fires; instants are milliseconds since the epoch. */
export interface Timing {
  readonly expression: string;
  readonly zone: string;
  /** First instant allowed; the first occurrence of a rate. Ignored by `at`, as the service does. */
  readonly start?: number | undefined;
  /** Last instant allowed ("on, or before"). Ignored by `at`. */
  readonly end?: number | undefined;
  /** Instant from which a rate without `start` counts: it fires at once, when created. */
  readonly anchor: number;
}

function nextOfRate(period: number, origin: number, after: number): number {
  const periods = Math.max(0, Math.floor((after - origin) / period) + 1);
  return origin + periods * period;
}

/**
 * croner enumerates local times on a calendar without transitions; each is then looked up in the zone. A local
 * time that does not exist is skipped, one that exists twice counts before the shift only ("runs only once and
 * does not repeat", the user guide), for wildcards in minutes and hours too.
 */
function nextOfCron(pattern: string, zone: string, after: number): number | null {
  const cron = new Cron(pattern, {
    paused: true,
    mode: '7-part',
    alternativeWeekdays: true,
    timezone: 'UTC',
  });
  let wall = cron.nextRun(new Date(wallTime(after, zone)));
  while (wall !== null) {
    const instant = instantsOf(wall.getTime(), zone)[0];
    if (instant !== undefined && instant > after) return instant;
    wall = cron.nextRun(wall);
  }
  return null;
}

/** The first instant strictly after `after` at which the schedule fires; null if there is none. */
export function nextFire(timing: Timing, after: number): number | null {
  const expression = parseScheduleExpression(timing.expression);
  if (expression === null) return null;
  if (expression.kind === 'at') {
    // Undocumented: an at() in a gap. Skipping it would lose it for good, so it fires late by the gap's length.
    const instant = instantOf(expression.wall, timing.zone);
    return instant > after ? instant : null;
  }
  const from = Math.max(after, (timing.start ?? Number.NEGATIVE_INFINITY) - 1);
  const next =
    expression.kind === 'rate'
      ? nextOfRate(expression.period, timing.start ?? timing.anchor, from)
      : nextOfCron(expression.pattern, timing.zone, from);
  return next !== null && next <= (timing.end ?? Number.POSITIVE_INFINITY) ? next : null;
}

/** The first occurrence of a schedule created or replaced at `now`: a past `at` is accepted and still due. */
export function firstFire(timing: Timing, now: number): number | null {
  return nextFire(timing, timing.expression.startsWith('at(') ? Number.NEGATIVE_INFINITY : now - 1);
}
