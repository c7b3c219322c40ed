import type { MissedPolicy, OverlapPolicy, Precision } from '../../contract/schedule.ts';

/** A schedule as it is kept: checked, defaults filled in, all moments in Unix ms. */
export type Timetable = (OneTime | CronTable | Interval) & { precision: Precision };

export interface OneTime {
  kind: 'once';
  at: number;
}

export interface CronTable extends Recurrence {
  kind: 'cron';
  cron: string;
  tz: string;
  start?: number;
}

export interface Interval extends Recurrence {
  kind: 'every';
  every: number;
  /** Occurrences are anchor + k·every, k ≥ 0. */
  anchor: number;
}

/** What both kinds of recurring schedules have. */
export interface Recurrence {
  end?: number;
  limit?: number;
  overlap: OverlapPolicy;
  missed: MissedPolicy;
}

/** A schedule with more than one occurrence. */
export type Recurring = Exclude<Timetable, { kind: 'once' }>;

export function isRecurring(table: Timetable): table is Recurring {
  return table.kind !== 'once';
}
