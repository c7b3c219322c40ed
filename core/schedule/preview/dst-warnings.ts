import type { PreviewWarning } from '../../../contract/preview.ts';
import { daysOf } from '../count-cron.ts';
import { cronFields, matchesWallClock, nextCron } from '../cron.ts';
import type { CronTable } from '../timetable.ts';
import { type Transition, transitions } from '../transitions.ts';
import { clockText, dateText } from './moment-text.ts';

const SECOND = 1000;
const DAY = 86_400_000;

/**
 * A warning for each change of the clock after `from` and up to `until` that moves, merges, drops or doubles a run
 * (`time.md` §2). A cron that runs in every hour is not hurt by a clock that skips or repeats one, unless it names the
 * hours one by one.
 */
export function dstWarnings(table: CronTable, from: number, until: number): PreviewWarning[] {
  const { isFixedTime, hour } = cronFields(table.cron);
  if (!isFixedTime && hour.every(Boolean)) return [];
  return transitions(table.tz, from, until).flatMap((change) => {
    const gap = change.after > change.before;
    const named = timesNamed(table.cron, change);
    if (named.length === 0) return [];
    const message = gap ? gapMessage(table, change, named) : overlapMessage(table, change, named);
    return [{ code: gap ? ('DST_GAP' as const) : ('DST_OVERLAP' as const), message, at: change.at }];
  });
}

/** The wall-clock times, as if they were UTC, that a cron names among those that a change skips or repeats. */
function timesNamed(cron: string, { at, before, after }: Transition): number[] {
  const { second, minute, hour } = cronFields(cron);
  const low = at + Math.min(before, after);
  const high = at + Math.max(before, after);
  const days = new Set(daysOf(cron, low - DAY, high));
  const named: number[] = [];
  for (let wall = low; wall < high; wall += SECOND) {
    const time = new Date(wall);
    const fits = hour[time.getUTCHours()] && minute[time.getUTCMinutes()] && second[time.getUTCSeconds()];
    if (fits && days.has(wall - (wall % DAY))) named.push(wall);
  }
  return named;
}

function gapMessage({ cron, tz }: CronTable, { at, before }: Transition, named: number[]): string {
  const date = dateText(at + before, 'UTC');
  const [from, to] = [clockText(at + before, 'UTC'), clockText(at, tz)];
  const what = `On ${date} the clocks of ${tz} go from ${from} to ${to}`;
  const runs = named.length === 1 ? 'the run' : `the ${named.length} runs`;
  if (nextCron(cron, tz, at - 1) !== at || (matchesWallClock(cron, tz, at) && !cronFields(cron).isFixedTime))
    return `${what}: ${runs} at ${listed(named)} ${named.length === 1 ? 'does' : 'do'} not take place.`;
  if (matchesWallClock(cron, tz, at))
    return `${what}: ${runs} at ${listed(named)} and the one at ${to} are one, at ${to}.`;
  return named.length === 1
    ? `${what}: the run at ${listed(named)} starts at ${to}.`
    : `${what}: ${runs} at ${listed(named)} are one, at ${to}.`;
}

function overlapMessage({ cron, tz }: CronTable, { at, before }: Transition, named: number[]): string {
  const date = dateText(at + before - 1, 'UTC');
  const what = `On ${date} the clocks of ${tz} go back to ${clockText(at, tz)}: ${listed(named)} ${named.length === 1 ? 'comes' : 'come'} twice`;
  return cronFields(cron).isFixedTime
    ? `${what} and ${named.length === 1 ? 'runs' : 'run'} once, the first time.`
    : `${what} and ${named.length === 1 ? 'runs' : 'run'} both times, as wildcards and steps follow elapsed time.`;
}

/** The first few times. */
function listed(walls: readonly number[]): string {
  const texts = walls.slice(0, 3).map((wall) => clockText(wall, 'UTC'));
  return walls.length > 3 ? `${texts.join(', ')}, …` : texts.join(', ');
}
