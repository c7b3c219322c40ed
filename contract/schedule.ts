/** What happens to an occurrence that is due while a run of the job is still going. */
export const OVERLAP_POLICIES = ['skip', 'allow', 'queue'] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** What happens to occurrences that could not run in time. */
export const MISSED_POLICIES = ['latest', 'skip', 'all'] as const;
export type MissedPolicy = (typeof MISSED_POLICIES)[number];

/** `second`: on the second; `minute`: left to EventBridge alone, up to 60 s late. */
export const PRECISIONS = ['second', 'minute'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** When a job runs, as a caller says it (docs/contract.md, 3). */
export interface Schedule {
  /** First moment it may run: Unix ms or ISO 8601, by the clocks of `tz` where it names no offset. */
  start_at?: number | string;
  /** Five fields, six with leading seconds, seven with trailing year, or `@daily` and its like. */
  cron?: string;
  /** Interval in ms, at least 1000; occurrences are exactly anchor + k·every. */
  every?: number;
  /** At most this many runs. */
  limit?: number;
  /** No occurrence after it, Unix ms or ISO 8601 as in `start_at`; one exactly on it runs. */
  endDate?: number | string;
  /** IANA zone that the cron, and moments without an offset, are read in; default UTC. */
  tz?: string;
  /** Alias of `tz`. */
  timezone?: string;
  overlap?: OverlapPolicy;
  missed?: MissedPolicy;
  precision?: Precision;
}

/** A change of a schedule: what is not named stays, null takes a field away. */
export type SchedulePatch = { [Field in keyof Schedule]?: Schedule[Field] | null };

/** How a failed run is tried again (docs/contract.md, 7). */
export interface RetryConfig {
  /** Delay before the first retry, ms; default 1000. */
  initialDelay?: number;
  /** No delay is longer, ms; default 300 000. */
  maxDelay?: number;
  /** Longest wait that a target can ask for by `Retry-After`, ms; default 86 400 000, a day. */
  maxRetryAfter?: number;
  /** Each delay is the one before times this; 1 is fixed; default 2. */
  backoffMultiplier?: number;
  /** Adds a random share of the delay; default false. */
  jitter?: boolean;
  /** The largest such share, 0–1; default 0.5. */
  jitterPercent?: number;
  /** When not empty, only these error codes are retried. */
  retryableErrors?: string[];
  /** Never retried; wins over `retryableErrors`. */
  nonRetryableErrors?: string[];
}
