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

/** How many jobs need a look now. */
export interface JobCounts {
  /** Jobs whose last run failed, ended ones among them, and cancelled ones not. */
  failing: number;
  /** Jobs of which a run waits for another attempt. */
  retrying: number;
}

/**
 * Jobs and their runs in figures. `scheduled`, `queued`, `running`, `paused`, `failing` and `retrying` are jobs now; `total` are
 * the jobs dispatched, `cancelled` those cancelled, and all else the runs claimed, within the hours asked for.
 */
export interface Stats extends JobCounts {
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

/** What the runs of a stretch may be told apart by. */
export const SERIES_GROUPS = ['namespace', 'error'] as const;

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
  /** Has each point tell its runs apart, by namespace or, those that failed, by the code of the error. */
  group?: (typeof SERIES_GROUPS)[number];
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
  /** Its runs by namespaces, or by codes of errors those that failed in it; where that was asked for. */
  groups?: Record<string, { completed: number; failed: number }>;
}

/** Figures by stretches of time, oldest first, each of them, also where nothing was counted. */
export interface StatsSeries {
  by: (typeof SERIES_BY)[number];
  points: SeriesPoint[];
  /** By errors only the newest thousand executions that went wrong are told apart: there were more, and from this moment on all are counted, Unix ms. */
  grouped_from?: number;
}

/** The lag, ms, to within 5 %, that a share of the runs of a point did not exceed; undefined where none is known. */
export function lagWithin(lags: SeriesPoint['lag'], share: number): number | undefined {
  const wanted = lags.reduce((sum, [, runs]) => sum + runs, 0) * share;
  let seen = 0;
  return lags.find(([, runs]) => {
    seen += runs;
    return seen >= wanted;
  })?.[0];
}
