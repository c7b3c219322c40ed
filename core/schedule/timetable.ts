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

/** Whether two schedules have the same occurrences, but for where they end. */
export function isSameTiming(a: Timetable, b: Timetable): boolean {
  switch (a.kind) {
    case 'once':
      return b.kind === 'once' && a.at === b.at;
    case 'every':
      return b.kind === 'every' && a.every === b.every && a.anchor === b.anchor;
    case 'cron':
      return b.kind === 'cron' && a.cron === b.cron && a.tz === b.tz && a.start === b.start;
  }
}

export function isRecurring(table: Timetable): table is Recurring {
  return table.kind !== 'once';
}
