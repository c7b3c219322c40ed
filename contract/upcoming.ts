import type { Held } from './hold.ts';
import type { Namespace } from './namespaces.ts';

/** A time ahead, and of whom; moments are Unix ms or ISO 8601. */
export interface UpcomingFilter {
  product?: string;
  env?: string;
  /** Not earlier than now, which it is unless told. */
  from?: number | string;
  /** At most a day after `from`; an hour unless told. */
  to?: number | string;
  /** Jobs, at most 200, which it is unless told. */
  limit?: number;
}

/** A job and when it is due to run; times in Unix ms. */
export interface UpcomingJob {
  id: string;
  /** The named schedule whose job it is. */
  name?: string;
  namespace: Namespace;
  target: string;
  product: string;
  env: string;
  /** Its occurrences, the first sixty at most. */
  times: number[];
  /** Where there are more than sixty: how many, ... */
  count?: number;
  /** ... and the last one. */
  last?: number;
  /** When a run of it that waits for another attempt has that. */
  retry_at?: number;
  /** What keeps it from starting now. */
  held?: Held;
}

/** What is due to run in a time, the job that is due first first. */
export interface Upcoming {
  from: number;
  to: number;
  jobs: UpcomingJob[];
  /** How long a bucket is, ms: a minute, or 15 minutes where the time is longer than two hours. */
  bucket_ms: number;
  /** When a bucket begins, and how many runs of these jobs start in it: occurrences of those that are not held, and next attempts; those with none are left out. */
  buckets: [at: number, runs: number][];
  /** There may be more jobs than these. */
  more: boolean;
}
