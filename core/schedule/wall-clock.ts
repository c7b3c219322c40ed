import { IANAZone } from 'luxon';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 86_400_000;

/** What the clock of an IANA zone shows at `time`, Unix ms, less UTC, in ms; for years from 1 on. */
export function offsetAt(tz: string, time: number): number {
  return Math.round(IANAZone.create(tz).offset(time) * MINUTE);
}

/** A stretch of local times that a clock leaves out. */
export interface Gap {
  /** The first instant after it, Unix ms. */
  end: number;
  /** The instant at which the local time asked about would have come had the clock not been moved, Unix ms. */
  elapsed: number;
}

/** The gap in which a local time, written as the Unix ms that show it in UTC, is lost; undefined when it exists. */
export function gapAround(tz: string, wall: number): Gap | undefined {
  const [before, after] = [offsetAt(tz, wall - DAY), offsetAt(tz, wall + DAY)];
  if (after <= before || [before, after].some((offset) => offsetAt(tz, wall - offset) === offset)) return;
  let [last, end] = [wall - after, wall - before];
  while (end - last > SECOND) {
    const middle = last + Math.floor((end - last) / 2 / SECOND) * SECOND;
    if (offsetAt(tz, middle) === before) last = middle;
    else end = middle;
  }
  return { end, elapsed: wall - before };
}

/** Whether the local time at `time`, Unix ms, is one that the zone's clock shows for the second time. */
export function isSecondShowing(tz: string, time: number): boolean {
  const [before, now] = [offsetAt(tz, time - DAY), offsetAt(tz, time)];
  return before > now && offsetAt(tz, time - (before - now)) === before;
}
