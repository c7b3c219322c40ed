import { nextCron } from '../../core/schedule/cron.ts';
import { nextOccurrence } from '../../core/schedule/occurrences.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../core/time/units.ts';
import { cron } from '../core/schedule/tables.ts';
import { instantMeant, type Transition, type ZoneHistory } from './zone-history.ts';

/** The local times around and inside the gap or overlap of a transition, written as the Unix ms that show them in UTC. */
export function wallsAround({ at, before, after }: Transition): number[] {
  const [start, end] = [at + Math.min(before, after), at + Math.max(before, after)];
  const middle = start + Math.floor((end - start) / 2 / MINUTE) * MINUTE;
  return [start, end]
    .flatMap((edge) => [edge - HOUR, edge - MINUTE, edge, edge + MINUTE])
    .concat(middle, end + HOUR);
}

/** The same to the second. */
export function secondsAround({ at, before, after }: Transition): number[] {
  return [at + before, at + after].flatMap((edge) => [edge - SECOND, edge + SECOND]);
}

/** Crons that name a local time and its day in different ways, and which days around it each names. */
export function cronsNaming(
  wall: number,
): { expression: string; days: (day: Date) => boolean; reach: number }[] {
  const date = new Date(wall);
  const time = `${date.getUTCMinutes()} ${date.getUTCHours()}`;
  const [day, month, weekday] = [date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCDay()];
  const sameDay = (other: Date) => other.getUTCDate() === day;
  const sameMonth = (other: Date) => other.getUTCMonth() + 1 === month;
  return [
    { expression: `${time} * * *`, days: () => true, reach: 2 },
    { expression: `${time} * * ${weekday}`, days: (other) => other.getUTCDay() === weekday, reach: 7 },
    { expression: `${time} ${day} * *`, days: sameDay, reach: 31 },
    {
      expression: `${time} ${day} ${month} *`,
      days: (other) => sameDay(other) && sameMonth(other),
      reach: 366,
    },
    {
      expression: `0 ${time} ${day} ${month} * ${date.getUTCFullYear()}`,
      days: (other) => other.getTime() === wall,
      reach: 1,
    },
  ];
}

/** The instants at which a local time runs on each of the named days within `reach` days, each once, in order. */
export function expected(
  history: ZoneHistory,
  wall: number,
  days: (day: Date) => boolean,
  reach: number,
): number[] {
  const shifts = Array.from({ length: 2 * reach + 1 }, (_, i) => (i - reach) * DAY);
  const walls = shifts.map((shift) => wall + shift).filter((local) => days(new Date(local)));
  const instants = walls.map((local) => instantMeant(history, local));
  return [...new Set(instants)].flatMap((instant) => instant ?? []).sort((a, b) => a - b);
}

/** What the scheduler makes of a cron from just before `first`: as many occurrences as asked for. */
export function scheduled(expression: string, tz: string, first: number, many: number): (number | null)[] {
  const table = cron(expression, { tz });
  const found: (number | null)[] = [];
  for (let time: number | null = first - 1; found.length < many && time !== null; ) {
    time = nextOccurrence(table, time);
    found.push(time);
  }
  return found;
}

/** Walks a cron from `from` to before `to`, and tells of each occurrence. */
export function* walk(expression: string, tz: string, from: number, to: number): Generator<number> {
  for (
    let time = nextCron(expression, tz, from - 1);
    time !== null && time < to;
    time = nextCron(expression, tz, time)
  )
    yield time;
}
