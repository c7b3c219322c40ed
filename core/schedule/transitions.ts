import { DAY, SECOND } from '../time/units.ts';
import { Cache } from './cache.ts';

/** A change of a zone's clock. */
export interface Transition {
  /** The first instant with the new offset, Unix ms. */
  at: number;
  /** Local time less UTC, ms. */
  before: number;
  after: number;
}

/**
 * How far apart the tz data are asked for a zone's offset, ms. Two changes of one clock are at least 6 days 23 hours apart (Gaza
 * and Hebron, 2040); a test goes through all zones, so that data in which they come closer are noticed.
 */
const STEP = 5 * DAY;

/** A zone's clock is read by stretches of so long, ms, and remembered: the data are asked once for each. */
const STRETCH = 12 * STEP;

interface Stretch {
  /** Local time less UTC at its beginning, ms. */
  offset: number;
  changes: readonly Transition[];
}

const stretches = new Cache<Stretch>(20_000);

/** What the clock of an IANA zone shows at `time`, Unix ms, less UTC, in ms; for years from 1 on. */
export function offsetAt(tz: string, time: number): number {
  if (tz === 'UTC') return 0;
  const { offset, changes } = stretchOf(tz, Math.floor(time / STRETCH));
  return changes.findLast(({ at }) => at <= time)?.after ?? offset;
}

/** The changes of a zone's clock after `from` and up to `until`, Unix ms, oldest first, as the tz data of this Node tell. */
export function transitions(tz: string, from: number, until: number): Transition[] {
  const found: Transition[] = [];
  if (tz === 'UTC') return found;
  for (let index = Math.floor(from / STRETCH); index <= Math.floor(until / STRETCH); index += 1) {
    for (const change of stretchOf(tz, index).changes) {
      if (change.at > from && change.at <= until) found.push(change);
    }
  }
  return found;
}

function stretchOf(tz: string, index: number): Stretch {
  return stretches.of(`${tz} ${index}`, () => readStretch(tz, index * STRETCH));
}

/** A change at the very beginning of a stretch is of that stretch. */
function readStretch(tz: string, begin: number): Stretch {
  const offset = readOffset(tz, begin - SECOND);
  const changes: Transition[] = [];
  let before = offset;
  for (let low = begin - SECOND; low < begin + STRETCH - SECOND; low += STEP) {
    const after = readOffset(tz, low + STEP);
    if (after !== before) changes.push({ at: changeBetween(tz, low, low + STEP, before), before, after });
    before = after;
  }
  return { offset, changes };
}

/** The first whole second after `low` and up to `high` whose offset is not `before`. */
function changeBetween(tz: string, low: number, high: number, before: number): number {
  let [last, first] = [low, high];
  while (first - last > SECOND) {
    const middle = last + Math.floor((first - last) / 2 / SECOND) * SECOND;
    if (readOffset(tz, middle) === before) last = middle;
    else first = middle;
  }
  return first;
}

const formats = new Cache<Intl.DateTimeFormat>(1000);
const formatOf = (timeZone: string) =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    hour: 'numeric',
    hourCycle: 'h23',
    timeZoneName: 'longOffset',
  });

/** The offset of a zone as `Intl` tells it, such as `GMT+10:30`, in ms. */
function readOffset(tz: string, time: number): number {
  const format = formats.of(tz, formatOf);
  const [, sign, ...parts] = /([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(format.format(time)) ?? [];
  const size = parts.reduce((sum, part) => sum * 60 + Number(part ?? 0), 0) * SECOND;
  return sign === '-' ? -size : size;
}
