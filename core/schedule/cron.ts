import { Cron, CronPattern } from 'croner';
import { NICKNAMES } from './cron-texts.ts';
import { gapAround, offsetAt } from './wall-clock.ts';

/**
 * Lists and ranges of clock times count as fixed times too, so each local time that exists twice runs
 * once; only wildcards and steps follow elapsed time through an overlap (docs/decisions/0002).
 */
const RULES = { fixedTimeRule: 'no-wildcard', sloppyRanges: false } as const;

/** Compiled patterns; a pattern and a zone always compile to the same thing, so this is only a memory. */
const compiled = new Map<string, Cron>();
const COMPILED_MAX = 2000;

/**
 * Parses a cron expression of the dialect of `time.md` §1 (OCPS 1.0–1.4) in an IANA zone.
 * @throws Error saying in words what is wrong with it
 */
export function parseCron(expression: string, tz: string): Cron {
  const key = `${tz} ${expression}`;
  const known = compiled.get(key);
  if (known) return known;
  const cron = new Cron(portable(expression), { timezone: tz, ...RULES });
  if (compiled.size >= COMPILED_MAX) compiled.clear();
  compiled.set(key, cron);
  return cron;
}

/** The fields of a cron expression as sets of numbers. */
export function cronFields(expression: string): CronPattern {
  return new CronPattern(portable(expression), 'UTC', RULES);
}

/** The first occurrence strictly after `after`, or null when there is none. */
export function nextCron(expression: string, tz: string, after: number): number | null {
  const next = parseCron(expression, tz).nextRun(new Date(after))?.getTime() ?? null;
  return tz === 'UTC' ? next : (madeUp(expression, tz, after, next) ?? next);
}

/** No zone changes its clock twice in so short a time, ms. */
const STEADY = 14 * 86_400_000;

const HOUR = 3_600_000;

/**
 * The end of a gap between `after` and `next` at which local times lost in it run. croner leaves them out where the gap
 * ends on another day than they have, and for wildcards and steps also where no time that the cron shows afterwards
 * stands in for them (docs/decisions/0002).
 */
function madeUp(expression: string, tz: string, after: number, next: number | null): number | undefined {
  const shown = after + offsetAt(tz, after);
  const bound = next === null ? Number.POSITIVE_INFINITY : next + offsetAt(tz, next);
  if (next !== null && next - after < STEADY && bound - shown === next - after) return;
  const calendar = parseCron(expression, 'UTC');
  const { isFixedTime } = cronFields(expression);
  let from = shown;
  for (let wall = calendar.nextRun(new Date(from)); wall; wall = calendar.nextRun(new Date(from))) {
    const local = wall.getTime();
    from = local;
    if (local >= bound) return;
    const gap = gapAround(tz, local);
    if (!gap) continue;
    if (next !== null && gap.end >= next) return;
    if (isFixedTime || !matchesWallClock(expression, tz, gap.elapsed)) return gap.end;
    // By whole hours all times of the same hour are moved to one hour, where the cron names the same minutes and seconds.
    const moved = offsetAt(tz, gap.elapsed) - (local - gap.elapsed);
    if (moved % HOUR === 0) from = local - (local % HOUR) + HOUR - 1;
  }
  return;
}

/** Whether the wall clock at `time` shows what the expression says; false where a gap moved the occurrence. */
export function matchesWallClock(expression: string, tz: string, time: number): boolean {
  return parseCron(expression, tz).match(new Date(time));
}

function portable(expression: string): string {
  const text = expression.trim();
  if (text === '@reboot') throw new Error('@reboot has no meaning for a schedule that is kept in the cloud');
  if (text.startsWith('@')) {
    if (Object.hasOwn(NICKNAMES, text)) return text;
    throw new Error(`unknown nickname; known: ${Object.keys(NICKNAMES).join(', ')}`);
  }
  const fields = text.split(/\s+/);
  if (fields.length < 5 || fields.length > 7) {
    throw new Error(`expected 5, 6 (seconds first) or 7 fields (year last), got ${text ? fields.length : 0}`);
  }
  const days = fields.length === 5 ? [2, 4] : [3, 5];
  if (fields.some((field, i) => field.includes('?') && !days.includes(i))) {
    throw new Error('"?" stands in the day fields only');
  }
  const year = fields[6];
  if (year !== undefined && (year.match(/\d+/g) ?? []).some((y, i) => !isStep(year, i) && Number(y) < 1970)) {
    throw new Error('years before 1970 are not portable');
  }
  return text;
}

/** Whether the i-th number of a year field is a step rather than a year. */
function isStep(field: string, index: number): boolean {
  const before = [...field.matchAll(/\d+/g)][index]?.index ?? 0;
  return field[before - 1] === '/';
}
