import type { Reading, Total } from '../ports/stats-store.ts';
import { DAY, HOUR, MINUTE } from '../time/units.ts';
import { hourOf } from './hours.ts';

/** What a batch of the stream tells of how far it is read. */
export interface Read {
  stream: string;
  /** Its first and its last moment, Unix ms. */
  first: number;
  last: number;
}

/** A change so old, ms, was nearly dropped, and others may have been: a stream keeps them for 24 h. */
const OLD = 23 * HOUR;

/** How far it has read is noted so often, ms. */
const NOTED_EVERY = 10 * MINUTE;

/** Nothing was read for so long, ms: where no job changes either, the stream is made to tell something. */
export const QUIET = 15 * MINUTE;

/**
 * It has read nothing for so long, ms: one shard may continue with what is young while another begins where the stream does, so for a day it is kept
 * where the gap began.
 */
const GAP = 2 * HOUR;

/**
 * What a shard that was behind the others may lack is a day older than what was read last, and counts in an hour up to 25 h earlier.
 */
const BEFORE = DAY + 25 * HOUR;

/** Hours longer ago than this stay what they are, ms: what is counted of an outage is one item while it is. */
const LONGEST = 14 * DAY;

/** An epoch begins so much later than it is noted, ms: projectors know of it by then, as they ask every {@link KNOWN_FOR}. */
const AHEAD = 2 * MINUTE;

/** How long a projector goes by what it has read of itself, ms. */
export const KNOWN_FOR = 30_000;

/** Epochs that are counted by: two of a rebuild, and one that another loss has cut short. */
const EPOCHS = 3;

/** What is known where nothing was noted yet: all was read until a moment, Unix ms. */
export const readUntil = (read_to: number): Reading => ({ stream: '', read_to, epochs: [], version: 0 });

/** The epochs by which jobs in a status are counted. */
export function epochsOf(reading: Reading | null): number[] {
  return [0, ...(reading?.epochs ?? [])].slice(-EPOCHS);
}

/**
 * What is noted of a batch, if anything: that something may have been lost before it, as it is old or of a stream not known, or how far the stream is
 * read. What is lost while a loss is dealt with is older than its epoch, and so dealt with too.
 */
export function readOn(reading: Reading, { stream, first, last }: Read, now: number): Reading | undefined {
  const { epochs, read_to, gap } = reading;
  const isOld = now - first > OLD && now - (epochs.at(-1) ?? Number.NEGATIVE_INFINITY) > OLD;
  const isOther = ![stream, ''].includes(reading.stream);
  if (isOld || isOther) return lose({ ...reading, stream }, now);
  if (stream === reading.stream && last - read_to < NOTED_EVERY) return undefined;
  const isGap = last - read_to > GAP && (!gap || now - gap.at > DAY);
  return {
    ...reading,
    stream,
    read_to: Math.max(last, read_to),
    ...(isGap && { gap: { from: read_to, at: now } }),
    version: reading.version + 1,
  };
}

/**
 * Notes that what was written up to now may not have been read.
 * @param from what was written before was, Unix ms; unless told, up to where the stream was read before the latest gap
 */
export function lose(reading: Reading, now: number, from?: number): Reading {
  const { gap, read_to } = reading;
  const read = gap && now - gap.at <= DAY ? gap.from : read_to;
  // What was lost before may not have been begun with.
  const first = Math.min(from ?? read - BEFORE, reading.from ?? now);
  return {
    ...reading,
    from: hourOf(Math.max(first, now - LONGEST)),
    // None twice, as what counts by it would count twice, and whole, as it is part of a name.
    epochs: [
      ...reading.epochs,
      Math.max(Math.ceil(now) + AHEAD, (reading.epochs.at(-1) ?? Number.NEGATIVE_INFINITY) + 1),
    ].slice(-EPOCHS),
    version: reading.version + 1,
  };
}

/** The index of all jobs has what was written so long ago, ms. */
const INDEXED = 2 * MINUTE;

/** What counts in an hour is written within 25 h of its beginning; one more for clocks that differ. */
const SETTLED = 26 * HOUR;

/**
 * The pass over all jobs that comes next, and when: one at once, by which jobs by status are counted from the epoch on, and one
 * when all that counts in the hours of the loss is written.
 */
export function nextPass({ epoch = 0, lost }: Total): { stamp: number; at: number } | undefined {
  if (!lost) return undefined;
  if (epoch < lost.epoch) return { stamp: lost.epoch, at: lost.epoch + INDEXED };
  return { stamp: lost.epoch + 1, at: lost.epoch + SETTLED };
}
