import { CronPattern } from 'croner';
import { Cache } from './cache.ts';
import { cronFault } from './cron-fault.ts';
import { NICKNAMES } from './cron-texts.ts';

/**
 * Lists and ranges of clock times count as fixed times too, so each local time that exists twice runs
 * once; only wildcards and steps follow elapsed time through an overlap (decision 2).
 */
const RULES = { fixedTimeRule: 'no-wildcard' } as const;

/** The years that a cron may name: those before 1970 are not portable, and steps over all years count from it (OCPS 1.2, 4.2). */
export const YEARS = { first: 1970, last: 9999 } as const;

/** The fields of a cron expression as sets of numbers: a flag for each number that a field may have, from its lowest on. */
export interface CronFields
  extends Pick<
    CronPattern,
    | 'second'
    | 'minute'
    | 'hour'
    | 'day'
    | 'month'
    | 'dayOfWeek'
    | 'lastDayOfMonth'
    | 'lastWeekday'
    | 'nearestWeekdays'
    | 'starDOM'
    | 'starDOW'
    | 'useAndLogic'
    | 'isFixedTime'
  > {
  /** The years it names; undefined where it names all of them. */
  years?: ReadonlySet<number>;
}

/** An expression always reads the same. */
const known = new Cache<CronFields>(2000);

/**
 * Reads a cron expression of the dialect (docs/time.md, 1: OCPS 1.0–1.4).
 * @throws Error saying in words what is wrong with it, in the caller's own
 */
export function cronFields(expression: string): CronFields {
  return known.of(expression, read);
}

function read(expression: string): CronFields {
  const fault = cronFault(expression);
  if (fault !== undefined) throw new Error(fault);
  const text = expression.trim();
  const { year, starYear, ...fields } = new CronPattern(withYearSteps(text), 'UTC', RULES);
  if (starYear) return fields;
  return { ...fields, years: new Set(year.flatMap((flag, number) => (flag ? [number] : []))) };
}

/** croner counts the years of a step from 0; a range says from when on. */
function withYearSteps(text: string): string {
  const parts = (NICKNAMES[text] ?? text).split(/\s+/);
  const years = parts[6]?.replace(/(?<=^|,)\*(?=\/|,|$)/g, `${YEARS.first}-${YEARS.last}`);
  return years === undefined || parts[6] === '*' ? parts.join(' ') : [...parts.slice(0, 6), years].join(' ');
}
