import { HOUR } from '../time/units.ts';

/** The first moment of the hour (of UTC) that a moment is in, Unix ms. */
export const hourOf = (moment: number) => Math.floor(moment / HOUR) * HOUR;

/**
 * An hour is closed so long after its beginning, ms: what counts in it was committed within 25 h of its beginning, and the stream
 * keeps that for 24 h.
 */
export const CLOSED_AFTER = 50 * HOUR;
