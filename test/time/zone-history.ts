import { DAY, SECOND } from '../../core/time/units.ts';

/** One move of a zone's clock: from `at` on, Unix ms, it is `after` ms ahead of UTC instead of `before`. */
export interface Transition {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** A stretch of time in which a zone's clock is not moved; `from` included, `to` not. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** What `Intl.DateTimeFormat` alone says of a zone between two moments. */
export interface ZoneHistory {
  readonly zone: string;
  readonly transitions: readonly Transition[];
  readonly stretches: readonly Stretch[];
}

/** The offset as `Intl` spells it, such as `GMT+10:30`, read into ms. */
function offsetReader(zone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  return (time) => {
    const [, sign, hours = 0, minutes = 0, seconds = 0] =
      /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(format.format(time)) ?? [];
    const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * SECOND;
    return sign === '-' ? -size : size;
  };
}

/**
 * Every move of a zone's clock in `[from, to)`, found by asking for its offset day by day and halving the days in
 * which it changed. It shares no code with the scheduler, so that the two can be held against each other.
 */
export function historyOf(zone: string, from: number, to: number): ZoneHistory {
  const offsetAt = offsetReader(zone);
  const transitions: Transition[] = [];
  let before = offsetAt(from);
  for (let day = from; day < to; day += DAY) {
    const after = offsetAt(Math.min(day + DAY, to));
    if (before === after) continue;
    let [last, first] = [day, Math.min(day + DAY, to)];
    while (first - last > SECOND) {
      const middle = last + Math.floor((first - last) / 2 / SECOND) * SECOND;
      if (offsetAt(middle) === before) last = middle;
      else first = middle;
    }
    transitions.push({ at: first, before, after });
    before = after;
  }
  const edges = [from, ...transitions.map(({ at }) => at), to];
  const stretches = edges.slice(1).map((end, i) => {
    const start = edges[i] ?? from;
    return { from: start, to: end, offset: transitions[i - 1]?.after ?? offsetAt(from) };
  });
  return { zone, transitions, stretches };
}

/** The instants at which a zone's clock shows a local time (written as the Unix ms that show it in UTC), in order. */
export function instantsShowing(history: ZoneHistory, wall: number): number[] {
  return history.stretches
    .filter(({ from, to, offset }) => wall - offset >= from && wall - offset < to)
    .map(({ offset }) => wall - offset);
}

/** When a local time runs: the first instant that shows it, or the first one after the gap that it is lost in. */
export function instantMeant(history: ZoneHistory, wall: number): number | undefined {
  const [first] = instantsShowing(history, wall);
  const gap = history.transitions.find(
    ({ at, before, after }) => wall >= at + before && wall < at + after && before < after,
  );
  return first ?? gap?.at;
}

/** Whether the local time shown at an instant was shown before, as the clock went back in between. */
export function isRepeated({ transitions }: ZoneHistory, time: number): boolean {
  return transitions.some(({ at, before, after }) => time >= at && time < at + (before - after));
}

/** Every zone of the running ICU. */
export const ZONES: readonly string[] = Intl.supportedValuesOf('timeZone');

/** 2024 to 2030. */
export const YEARS = { from: Date.UTC(2024, 0, 1), to: Date.UTC(2031, 0, 1) };
