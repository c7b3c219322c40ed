import type { Scope } from '../jobs/scope.ts';

/** Counts by name. Tallies are put together by adding what has the same name. */
export type Tally = Record<string, number>;

/** What was counted in an hour of a product and env. */
export interface HourTally {
  /** Its first moment, Unix ms. */
  hour: number;
  tally: Tally;
}

/** Which hour, and how far a shard of the stream is counted in it by a sum. */
export interface Stretch {
  scope: Scope;
  /** Unix ms. */
  hour: number;
  shard: string;
  /** The sequences of the first and the last change that are counted. */
  first: string;
  last: string;
}

/** The sum of all closed hours of a scope. */
export interface Total {
  tally: Tally;
  /** Hours before it are in the tally, Unix ms. */
  closed_to: number;
  /** Counts the writes; the condition of each. */
  version: number;
}

/** The figures: a sum for each hour, and one of the hours that are over for good. */
export interface StatsStore {
  /**
   * Adds to the sum of an hour and notes how far its shard is counted, in one conditional write: so nothing is counted twice.
   * @returns undefined when that is done, or how far the shard is counted already where that reaches into the stretch
   */
  count(stretch: Stretch, tally: Tally): Promise<string | undefined>;
  /** The sums of the hours from one to another, both included, oldest first (strongly consistent). */
  hours(scope: Scope, from: number, to: number): Promise<HourTally[]>;
  total(scope: Scope): Promise<Total | null>;
  /** Writes it if the version before stands; false when it does not. */
  putTotal(scope: Scope, total: Total): Promise<boolean>;
}
