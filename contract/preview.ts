import type { Schedule, SchedulePatch } from './schedule.ts';

/** What {@link PreviewWarning}s are about. */
export const WARNING_CODES = [
  /** A local time that does not exist moves, merges or drops a run. */
  'DST_GAP',
  /** A local time that comes twice. */
  'DST_OVERLAP',
  /** A range of hours stands where minutes belong. */
  'MINUTES_FOR_HOURS',
  /** Every minute of the hours that were named. */
  'EVERY_MINUTE',
  /** Every second of the minutes or hours that were named. */
  'EVERY_SECOND',
  /** A step that begins anew before it has come round. */
  'UNEVEN_STEP',
  /** An interval that looks like seconds where ms are meant. */
  'SECONDS_FOR_MS',
  /** More than 1000 runs a day. */
  'FREQUENT',
  /** There is a last run. */
  'ENDS',
  /** A day of the month that some months lack. */
  'MISSING_DAY',
  /** Two day fields, of which either suffices. */
  'EITHER_DAY',
  /** Runs may be up to 60 s late. */
  'MINUTE_PRECISION',
] as const;

/** One of the codes of {@link WARNING_CODES}. */
export type WarningCode = (typeof WARNING_CODES)[number];

/** What ends a schedule: its `limit`, its `endDate`, or that its cron names no later year. */
export const END_CAUSES = ['limit', 'endDate', 'cron'] as const;
export type EndCause = (typeof END_CAUSES)[number];

/**
 * What wakes a job: the EventBridge expressions alone (`native`), a coarse `rate()` that looks after one EventBridge cannot
 * say (`coarse`), a one-time schedule (`one-time`), or a message alone as the moment is near (`queue`).
 */
export const TRANSPORTS = ['native', 'coarse', 'one-time', 'queue'] as const;

/** What is asked of a preview. */
export interface PreviewRequest {
  schedule: Schedule;
  /** Occurrences to list, 1–100; default 10. */
  count?: number;
  /** The moment of the imagined dispatch, Unix ms or ISO 8601; default now. */
  from?: number | string;
}

/** What is asked of a preview of a job. */
export interface JobPreviewRequest {
  /** What a reschedule would change; without it the preview is of the job as it is. */
  schedule?: SchedulePatch;
  /** Occurrences to list, 1–100; default 10. */
  count?: number;
}

/** One moment, Unix ms, in UTC and as the clock of the schedule's zone shows it. */
export interface PreviewMoment {
  at: number;
  /** ISO 8601. */
  utc: string;
  /** Such as `Sun 2026-03-29 03:00:00 +02:00`. */
  local: string;
}

/** One moment at which the job would run. */
export interface PreviewOccurrence extends PreviewMoment {
  /** Present on the last one there is: what ends the schedule. */
  ends_by?: EndCause;
}

/** Something about a schedule that may not be meant. */
export interface PreviewWarning {
  code: WarningCode;
  message: string;
  /** The moment it is about, Unix ms. */
  at?: number;
  /** What its message says to write instead: fields that take the place of those of the schedule. */
  suggested?: Pick<Schedule, 'cron' | 'every'>;
}

/** What a schedule means, without a job. */
export interface SchedulePreview {
  /** The moment the preview looks ahead from, Unix ms. */
  from: number;
  recurring: boolean;
  /** The zone of the local times. */
  tz: string;
  /** In plain English. */
  reading: string;
  occurrences: PreviewOccurrence[];
  /** What ends it, and the last run where it can be told. */
  ends?: { by: EndCause } & Partial<PreviewMoment>;
  warnings: PreviewWarning[];
  /** How AWS wakes it. */
  transport: {
    by: (typeof TRANSPORTS)[number];
    /** EventBridge Scheduler expressions; the timers at single occurrences are not among them. */
    expressions: string[];
    /** Zone the expressions are read in; `rate()` has none. */
    timezone?: string;
  };
  price: {
    /** For the next 30 days. */
    usd: number;
    /** Runs in the next 30 days. */
    runs: number;
    /** Invocations by EventBridge in the next 30 days that the price includes. */
    ticks: number;
    /** What the figure is made of and what it leaves out. */
    basis: string;
  };
}

/** What the calendar of a schedule is asked for with. */
export interface CalendarRequest {
  schedule: Schedule;
  /** The one under way in the zone of the schedule unless told. */
  year?: number;
}

/** A year of a schedule, as if it were dispatched now. */
export interface ScheduleCalendar {
  year: number;
  /** The zone whose days these are. */
  tz: string;
  /** Runs on each day of the year, from 1 January on. */
  days: number[];
  /** Changes of the clock that move, drop or double a run. */
  changes: PreviewWarning[];
}
