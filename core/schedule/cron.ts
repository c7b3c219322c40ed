import { DAY, HOUR, MINUTE, SECOND } from '../time/units.ts';
import { type CronCalendar, cronCalendar } from './cron-calendar.ts';
import { offsetAt, type Transition, transitions } from './transitions.ts';

/**
 * The first occurrence strictly after `after` in an IANA zone, or null when there is none up to the year 9999.
 * @throws Error saying in words what is wrong with the expression
 */
export function nextCron(expression: string, tz: string, after: number): number | null {
  const calendar = cronCalendar(expression);
  let from = Math.floor(after / SECOND) * SECOND + SECOND;
  if (tz === 'UTC') return calendar.from(from);
  for (;;) {
    // Whatever time the clock shows from then on, the calendar names none before this.
    const named = calendar.from(from - DAY);
    if (named === null) return null;
    const begin = Math.max(from, named - DAY);
    const end = named + 2 * DAY;
    const found = firstBetween(calendar, tz, begin, end);
    if (found !== undefined) return found;
    from = end;
  }
}

/** The first occurrence from `begin` on and before `end`: the clock is followed from one of its changes to the next. */
function firstBetween(calendar: CronCalendar, tz: string, begin: number, end: number): number | undefined {
  let from = begin;
  const shown = (until: number, offset: number) => {
    const wall = calendar.from(from + offset);
    return wall !== null && wall < until + offset ? wall - offset : undefined;
  };
  for (const change of transitions(tz, begin - DAY, end - 1)) {
    const { at, before, after } = change;
    if (at >= begin) {
      const found = shown(at, before) ?? (isMadeUp(calendar, change) ? at : undefined);
      if (found !== undefined) return found;
    }
    // A fixed time that comes twice runs the first time only.
    from = Math.max(from, at, calendar.fields.isFixedTime ? at + before - after : at);
  }
  return shown(end, offsetAt(tz, end - 1));
}

/**
 * Whether times lost in a gap run at its end: those that are fixed, and those of wildcards and steps unless the cron names
 * the time that the clock shows at the instant at which they would have come (decision 2).
 */
function isMadeUp(calendar: CronCalendar, change: Transition): boolean {
  if (change.after <= change.before) return false;
  if (!calendar.fields.isFixedTime) return !isRepeatedByShift(calendar, change);
  const first = calendar.from(change.at + change.before);
  return first !== null && first < change.at + change.after;
}

/**
 * Whether a cron names each time that a change of the clock leaves out or repeats once more, later by as much as the clock is
 * moved: then the change neither costs nor adds a run.
 */
export function isRepeatedByShift(calendar: CronCalendar, { at, before, after }: Transition): boolean {
  const [low, high] = [at + Math.min(before, after), at + Math.max(before, after)];
  const size = high - low;
  // Times of one hour, or of one minute, are moved to one, where the cron names the same minutes and seconds.
  const unit = [HOUR, MINUTE].find((each) => size % each === 0) ?? SECOND;
  for (let wall = calendar.from(low); wall !== null && wall < high; ) {
    if (!calendar.names(wall + size)) return false;
    wall = calendar.from(wall - (wall % unit) + unit);
  }
  return true;
}

/** Whether the wall clock at `time` shows what the expression says; false where a gap moved the occurrence. */
export function matchesWallClock(expression: string, tz: string, time: number): boolean {
  const shown = time + offsetAt(tz, time);
  return cronCalendar(expression).names(Math.floor(shown / SECOND) * SECOND);
}
