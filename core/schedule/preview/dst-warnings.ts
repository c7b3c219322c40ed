import type { PreviewWarning } from '../../../contract/preview.ts';
import { SECOND } from '../../time/units.ts';
import { countNamed } from '../count-cron.ts';
import { isRepeatedByShift, matchesWallClock, nextCron } from '../cron.ts';
import { cronCalendar } from '../cron-calendar.ts';
import type { CronSchedule } from '../parsed-schedule.ts';
import { type Transition, transitions } from '../transitions.ts';
import { clockText, dateText } from './moment-text.ts';

/** Times that a message tells of by name. */
const LISTED = 3;

/** The times among those that a change skips or repeats that a cron names. */
interface Named {
  count: number;
  /** The first few, as if they were UTC. */
  first: number[];
}

/**
 * A warning for each change of the clock after `from` and up to `until` that moves, merges, drops or doubles a run
 * (docs/time.md, 3). Wildcards of a cron that runs in every hour are not hurt by a clock that skips or repeats time, where it names
 * as many later by as much as the clock is moved: `15 * * * *` by an hour, but not by half an hour.
 */
export function dstWarnings(schedule: CronSchedule, from: number, until: number): PreviewWarning[] {
  const calendar = cronCalendar(schedule.cron);
  const { isFixedTime, hour } = calendar.fields;
  const goesOn = !isFixedTime && hour.every(Boolean);
  return transitions(schedule.tz, from, until).flatMap((change) => {
    if (goesOn && isRepeatedByShift(calendar, change)) return [];
    const gap = change.after > change.before;
    const named = timesNamed(schedule.cron, change);
    if (named.count === 0) return [];
    const message = gap ? gapMessage(schedule, change, named) : overlapMessage(schedule, change, named);
    return [{ code: gap ? ('DST_GAP' as const) : ('DST_OVERLAP' as const), message, at: change.at }];
  });
}

function timesNamed(cron: string, { at, before, after }: Transition): Named {
  const calendar = cronCalendar(cron);
  const [low, high] = [at + Math.min(before, after), at + Math.max(before, after)];
  const first: number[] = [];
  for (let wall = calendar.from(low); first.length < LISTED && wall !== null && wall < high; ) {
    first.push(wall);
    wall = calendar.from(wall + SECOND);
  }
  return { first, count: countNamed(cron, low, high) };
}

function gapMessage({ cron, tz }: CronSchedule, { at, before }: Transition, named: Named): string {
  const date = dateText(at + before, 'UTC');
  const [from, to] = [clockText(at + before, 'UTC'), clockText(at, tz)];
  const what = `On ${date} the clocks of ${tz} go from ${from} to ${to}`;
  const runs = named.count === 1 ? 'the run' : `the ${named.count} runs`;
  if (
    nextCron(cron, tz, at - SECOND) !== at ||
    (matchesWallClock(cron, tz, at) && !cronCalendar(cron).fields.isFixedTime)
  )
    return `${what}: ${runs} at ${listed(named)} ${named.count === 1 ? 'does' : 'do'} not take place.`;
  if (matchesWallClock(cron, tz, at))
    return `${what}: ${runs} at ${listed(named)} and the one at ${to} are one, at ${to}.`;
  return named.count === 1
    ? `${what}: the run at ${listed(named)} starts at ${to}.`
    : `${what}: ${runs} at ${listed(named)} are one, at ${to}.`;
}

function overlapMessage({ cron, tz }: CronSchedule, { at, before }: Transition, named: Named): string {
  const date = dateText(at + before - SECOND, 'UTC');
  const what = `On ${date} the clocks of ${tz} go back to ${clockText(at, tz)}: ${listed(named)} ${named.count === 1 ? 'comes' : 'come'} twice`;
  return cronCalendar(cron).fields.isFixedTime
    ? `${what} and ${named.count === 1 ? 'runs' : 'run'} once, the first time.`
    : `${what} and ${named.count === 1 ? 'runs' : 'run'} both times, as wildcards and steps follow elapsed time.`;
}

/** The first few times. */
function listed({ first, count }: Named): string {
  const texts = first.map((wall) => clockText(wall, 'UTC')).join(', ');
  return count > first.length ? `${texts}, …` : texts;
}
