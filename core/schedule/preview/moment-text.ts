import { DateTime, Duration, FixedOffsetZone } from 'luxon';
import type { PreviewMoment } from '../../../contract/preview.ts';
import { MINUTE } from '../../time/units.ts';
import { offsetAt } from '../transitions.ts';

/** A moment in UTC and as the clock of a zone shows it, fractions of a second only where there are any. */
export function previewMoment(at: number, tz: string): PreviewMoment {
  return { at, utc: utcText(at), local: localText(at, tz) };
}

/** ISO 8601 in UTC. */
export function utcText(at: number): string {
  return new Date(at).toISOString().replace('.000Z', 'Z');
}

/** Such as `Sun 2026-03-29 03:00:00 +02:00`. */
export function localText(at: number, tz: string): string {
  const fraction = at % 1000 === 0 ? '' : '.SSS';
  return inZone(at, tz).toFormat(`ccc yyyy-MM-dd HH:mm:ss${fraction} ZZ`);
}

/** What the clock of a zone shows, such as `02:30`, with seconds where there are any. */
export function clockText(at: number, tz: string): string {
  return inZone(at, tz).toFormat(at % MINUTE === 0 ? 'HH:mm' : 'HH:mm:ss');
}

/** The date in a zone, such as `2026-03-29`. */
export function dateText(at: number, tz: string): string {
  return inZone(at, tz).toFormat('yyyy-MM-dd');
}

/** A duration in words, such as `1 hour, 30 minutes`. */
export function durationText(ms: number): string {
  return Duration.fromMillis(ms, { locale: 'en' })
    .shiftTo('days', 'hours', 'minutes', 'seconds', 'milliseconds')
    .removeZeros()
    .toHuman();
}

function inZone(at: number, tz: string): DateTime {
  // Of a zone by name luxon would ask for its offset anew each time.
  const zone = FixedOffsetZone.instance(offsetAt(tz, at) / MINUTE);
  return DateTime.fromMillis(at, { zone, locale: 'en' });
}
