import { DAY } from '../time/units.ts';
import { offsetAt, transitions } from './transitions.ts';

/** Whether the local time at `time`, Unix ms, is one that the zone's clock shows for the second time. */
export function isSecondShowing(tz: string, time: number): boolean {
  return transitions(tz, time - DAY, time).some(({ at, before, after }) => time < at + (before - after));
}

/**
 * The instant at which a zone's clock shows a local time, written as the Unix ms that show it in UTC: the first one where it
 * comes twice, and the first after the gap where it is left out.
 */
export function instantOf(tz: string, wall: number): number {
  const changes = transitions(tz, wall - DAY, wall + DAY);
  for (const { at, before, after } of changes) {
    if (wall < at + before) return wall - before;
    if (wall < at + after) return at;
  }
  return wall - offsetAt(tz, wall + DAY);
}
