import { offsetAt } from './wall-clock.ts';

const DAY = 86_400_000;

/** A change of a zone's clock. */
export interface Transition {
  /** The first instant with the new offset, Unix ms. */
  at: number;
  /** Local time less UTC, ms. */
  before: number;
  after: number;
}

/** The changes of a zone's clock after `from` and up to `until`, oldest first; two within a day would not be seen. */
export function transitions(tz: string, from: number, until: number): Transition[] {
  const found: Transition[] = [];
  if (tz === 'UTC') return found;
  let before = offsetAt(tz, from);
  for (let start = from; start < until; start += DAY) {
    const end = Math.min(start + DAY, until);
    const after = offsetAt(tz, end);
    if (before !== after) found.push({ at: changeBetween(tz, start, end), before, after });
    before = after;
  }
  return found;
}

/** The first instant after `low` that has the offset of `high`. */
function changeBetween(tz: string, low: number, high: number): number {
  const after = offsetAt(tz, high);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(tz, middle) === after) high = middle;
    else low = middle;
  }
  return high;
}
