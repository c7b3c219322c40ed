import type { CronReading } from './cron-reader.ts';
import { isRepeated, type ZoneHistory } from './zone-history.ts';

/** A stretch of time, both ends included, Unix ms, looked through in steps of `step` ms. */
export interface Window {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/**
 * The occurrences of a cron in a window, found by asking every minute (or second) of it: a local time runs when the
 * clock shows it, for the second time only if wildcards name it; one lost in a gap runs at the gap's end, unless the
 * cron shows a wildcard's stand-in at the instant at which it would have come.
 */
export function scanForCron(cron: CronReading, history: ZoneHistory, window: Window): number[] {
  const found = new Set<number>();
  eachShown(history, window, (time, wall) => {
    if (cron.names(wall) && !(cron.isFixed && isRepeated(history, time))) found.add(time);
  });
  for (const { at, before, after } of history.transitions) {
    if (at < window.from || at > window.to) continue;
    for (let wall = at + before; wall < at + after; wall += window.step) {
      const standIn = wall + (after - before);
      if (cron.names(wall) && (cron.isFixed || !cron.names(standIn))) found.add(at);
    }
  }
  return [...found].sort((a, b) => a - b);
}

/** Calls `visit` for every step of a window with the instant and what the zone's clock shows then. */
export function eachShown(
  { stretches }: ZoneHistory,
  { from, to, step }: Window,
  visit: (time: number, wall: number) => void,
): void {
  for (const stretch of stretches) {
    const first = Math.max(Math.ceil(from / step) * step, stretch.from);
    const last = Math.min(to, stretch.to - 1);
    for (let time = first; time <= last; time += step) visit(time, time + stretch.offset);
  }
}
