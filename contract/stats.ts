/** What statistics are asked for; without `from` and `to`, of all time. */
export interface StatsFilter {
  product?: string;
  env?: string;
  /** Unix ms or ISO 8601; goes back to the full hour. */
  from?: number | string;
  /** Unix ms or ISO 8601; up to the full hour after it. */
  to?: number | string;
}

/**
 * Jobs and their runs in figures. `scheduled`, `queued`, `running` and `paused` are jobs in that state now; `total` are
 * the jobs dispatched, `cancelled` those cancelled, and all else the runs claimed, within the hours asked for.
 */
export interface Stats {
  total: number;
  scheduled: number;
  queued: number;
  running: number;
  /** Runs that came to a good end. */
  completed: number;
  /** Runs that failed after all their retries. */
  failed: number;
  cancelled: number;
  paused: number;
  /** Completed of all ended runs, 0–1; 0 when none has ended. */
  success_rate: number;
  completed_first_try: number;
  completed_after_retry: number;
  /** Retries of an ended run on average. */
  avg_retry_count: number;
  /** How late runs of second precision started, ms, to within 5 %. */
  lag_ms: { p50: number; p99: number };
}
