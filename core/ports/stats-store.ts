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
  /** Jobs by status are those counted from this epoch on, see {@link Reading}; the first is 0. */
  epoch?: number;
  /** What is being rebuilt: no hour from it on is closed meanwhile. */
  lost?: Loss;
}

/** What the projector may not have read. */
export interface Loss {
  /** The first hour that may lack something, Unix ms; the last one is that of the epoch. */
  from: number;
  /** From then on nothing is missing, Unix ms. */
  epoch: number;
}

/** How far the projector has read the stream. */
export interface Reading {
  /** Which stream that is; empty before it has read anything. */
  stream: string;
  /** The latest moment of which it has read something, Unix ms. */
  read_to: number;
  /** Up to where it had read when it last went on after hours of nothing, and when that was, Unix ms. */
  gap?: { from: number; at: number };
  /** Moments from which on jobs by status are counted anew, each after something was lost; the oldest are forgotten. */
  epochs: number[];
  /** The first hour that may lack something of what was lost last. */
  from?: number;
  /** Counts the writes; the condition of each. */
  version: number;
}

/** How far a pass over the jobs of a scope has come, and what it has counted. */
export interface Recount {
  /** Which pass: later ones have higher stamps. */
  stamp: number;
  /** Jobs from this id on are counted. */
  below?: string;
  /** A job of which only a part of its history is counted. */
  within?: { id: string; cursor: string; seen?: number };
  /** By hour. */
  hours: Record<string, Tally>;
  done?: true;
  /** Counts the writes; the condition of each. */
  version: number;
}

/** Which hour of which product and env; Unix ms. */
export interface HourOf {
  scope: Scope;
  hour: number;
}

/** Which jobs changed in an hour, by the updates of its sum that told it, and that sum. */
export interface HourChanges {
  /** How many updates told something. */
  count: number;
  /** What the latest of them told, the last one first; undefined for one that told too much to be kept. */
  latest: (string[] | undefined)[];
  tally: Tally;
}

/** How far those who poll know the changes of a scope. */
export interface Position {
  /** The first moment of the hour, Unix ms. */
  hour: number;
  /** How many updates of the hour it knows, and of the hour before. */
  seen: number;
  before: number;
}

/** What is kept of which jobs changed: at most of this many updates, and of an update at most this many jobs. */
export const ToldMax = { updates: 3, jobs: 7 } as const;

/** The figures: a sum for each hour, and one of the hours that are over for good. */
export interface StatsStore {
  /**
   * Adds to the sum of an hour and notes how far its shard is counted, in one conditional write: so nothing is counted twice.
   * @param changed the ends of ids of jobs that changed, which that update tells
   * @returns undefined when that is done, or how far the shard is counted already where that reaches into the stretch
   */
  count(stretch: Stretch, tally: Tally, changed?: readonly string[]): Promise<string | undefined>;
  /** Which jobs changed in some hours, and their sums, in the same order (may lag by a moment). */
  changes(hours: readonly HourOf[]): Promise<HourChanges[]>;
  /** The sums of the hours from one to another, both included, oldest first (strongly consistent). */
  hours(scope: Scope, from: number, to: number): Promise<HourTally[]>;
  total(scope: Scope): Promise<Total | null>;
  /** Writes it if the version before stands; false when it does not. */
  putTotal(scope: Scope, total: Total): Promise<boolean>;
  /** Has no count of an hour be less than what was counted again, unless a later pass has said so. */
  raise(scope: Scope, hour: number, tally: Tally, stamp: number): Promise<void>;
  recount(scope: Scope): Promise<Recount | null>;
  /** Writes it if the version before stands; false when it does not. */
  putRecount(scope: Scope, recount: Recount): Promise<boolean>;
  reading(): Promise<Reading | null>;
  /** Writes it if the version before stands; false when it does not. */
  putReading(reading: Reading): Promise<boolean>;
  /** Has the stream tell of a moment, Unix ms, though no job changes. */
  pulse(at: number): Promise<void>;
}
