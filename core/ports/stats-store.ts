import type { Scope } from '../jobs/scope.ts';

/** The sum of an hour's entries up to `counted_to`, Unix ms, which is the hour's end when it is complete. */
export interface HourTally {
  /** Its first moment, Unix ms. */
  hour: number;
  counted_to: number;
  tally: Tally;
  /** Counts the writes; the condition of each. */
  version: number;
}

/** The sum of all closed hours of a scope, and where counting stands. */
export interface Total {
  tally: Tally;
  /** Hours before it are in the tally, Unix ms. */
  closed_to: number;
  /** The hour that is being counted, Unix ms; those before it are complete. */
  hour: number;
  /** Counts the writes; the condition of each. */
  version: number;
}

/** An hour that a late entry was written into, and when, Unix ms: it has to be counted again. */
export interface LateHour {
  scope: Scope;
  hour: number;
  at: number;
}

/**
 * What is counted, as entries that are kept for some days and sums of them that are kept. A sum and how far it has come
 * are one item, written on condition of its version: so nothing is counted twice.
 */
export interface StatsStore {
  /** Writes an entry, unless one of a higher rank has its key. */
  put(entry: StatsEntry): Promise<void>;
  /** Removes an entry. */
  remove(entry: StatsEntryKey): Promise<void>;
  /** The tally of an entry that is written (strongly consistent), or null. */
  find(entry: StatsEntryKey): Promise<Tally | null>;
  /** The tallies of an hour's entries from one moment to before another, both full minutes (strongly consistent). */
  entries(scope: Scope, hour: number, from: number, to: number): Promise<Tally[]>;
  /** The sums of the hours from one to another, both included, oldest first. */
  hours(scope: Scope, from: number, to: number): Promise<HourTally[]>;
  /** Writes a sum if the version before stands; false when it does not. */
  putHour(scope: Scope, hour: HourTally): Promise<boolean>;
  total(scope: Scope): Promise<Total | null>;
  /** Writes it if the version before stands; false when it does not. */
  putTotal(scope: Scope, total: Total): Promise<boolean>;
  /** Marks an hour to be counted again. */
  markLate(late: LateHour): Promise<void>;
  /** The marked hours. */
  lateHours(): Promise<LateHour[]>;
  /** Takes the mark away unless it was made anew since. */
  unmark(late: LateHour): Promise<void>;
}

/** Counts by name. Tallies of different jobs and times are put together by adding what has the same name. */
export type Tally = Record<string, number>;

/**
 * Something that counts, under a key of its own: however often it is written down, it counts once. Its moment is the
 * same at every writing too, so that it always belongs to the same hour.
 */
export interface StatsEntry {
  scope: Scope;
  /** Unix ms. */
  at: number;
  key: string;
  /** An entry of a higher rank replaces one of the same key. */
  rank: number;
  tally: Tally;
  /** It may be looked for until then, Unix ms, and some days longer. */
  useful_until?: number;
}

/** Where an entry stands. */
export type StatsEntryKey = Pick<StatsEntry, 'scope' | 'at' | 'key'>;
