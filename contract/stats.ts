import type { Namespace } from './namespaces.ts';

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
  /** Runs by namespace, of those that have any. */
  namespaces: { [Name in Namespace]?: { completed: number; failed: number } };
}

/** Lengths of the stretches of a series. */
export const SERIES_BY = ['hour', 'day'] as const;

/** Which figures, and by what stretches of time. */
export interface SeriesFilter {
  product?: string;
  env?: string;
  /** `hour`, which it is unless told, of at most a week; `day` of at most ninety, each 24 hours from `from` on. */
  by?: (typeof SERIES_BY)[number];
  /** Unix ms or ISO 8601; goes back to the full hour; a day ago unless told. */
  from?: number | string;
  /** Now unless told. */
  to?: number | string;
}

/** What was counted in a stretch of time. */
export interface SeriesPoint {
  /** When it begins, Unix ms. */
  at: number;
  /** Jobs. */
  dispatched: number;
  cancelled: number;
  /** Runs, by the hour they were claimed in. */
  completed: number;
  completed_first_try: number;
  failed: number;
  retries: number;
  /** How late runs of second precision started: lags, ms, to within 5 %, and how many runs each stands for; by lag. */
  lag: [lag_ms: number, runs: number][];
}

/** Figures by stretches of time, oldest first, each of them, also where nothing was counted. */
export interface StatsSeries {
  by: (typeof SERIES_BY)[number];
  points: SeriesPoint[];
}
