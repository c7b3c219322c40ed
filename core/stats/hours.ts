import { HOUR, MINUTE } from '../time/units.ts';

/** The first moment of the hour (of UTC) that a moment is in, Unix ms. */
export const hourOf = (moment: number) => Math.floor(moment / HOUR) * HOUR;

/** The first moment of the minute that a moment is in, Unix ms. */
export const minuteOf = (moment: number) => Math.floor(moment / MINUTE) * MINUTE;

/** Delay from the end of a minute to its count, ms; an entry written later than half of it marks its hour. */
export const COUNTED_AFTER = MINUTE;

/** An hour is closed so long after its beginning, ms; what is written into it then no longer counts. */
export const CLOSED_AFTER = 48 * HOUR;

/** How long entries are kept, ms: as long as their hour can be counted again, and a day more. */
export const ENTRIES_KEPT = 72 * HOUR;
