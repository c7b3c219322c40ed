import type { MissedPolicy, OverlapPolicy, Precision } from '../../contract/schedule.ts';

/** A schedule as it is kept: checked, defaults filled in, all moments in Unix ms. */
export type ParsedSchedule = (OneTimeSchedule | CronSchedule | IntervalSchedule) & { precision: Precision };

export interface OneTimeSchedule {
  kind: 'once';
  at: number;
}

export interface CronSchedule extends Recurrence {
  kind: 'cron';
  cron: string;
  tz: string;
  start?: number;
}

export interface IntervalSchedule extends Recurrence {
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
export type RecurringSchedule = Exclude<ParsedSchedule, { kind: 'once' }>;

/** Whether two schedules have the same occurrences, but for where they end. */
export function isSameTiming(a: ParsedSchedule, b: ParsedSchedule): boolean {
  switch (a.kind) {
    case 'once':
      return b.kind === 'once' && a.at === b.at;
    case 'every':
      return b.kind === 'every' && a.every === b.every && a.anchor === b.anchor;
    case 'cron':
      return b.kind === 'cron' && a.cron === b.cron && a.tz === b.tz && a.start === b.start;
  }
}

/** Whether two schedules are the same in all that a caller can say of them. */
export function isSameSchedule(a: ParsedSchedule, b: ParsedSchedule): boolean {
  if (!isSameTiming(a, b) || a.precision !== b.precision) return false;
  if (!isRecurring(a) || !isRecurring(b)) return true;
  return a.limit === b.limit && a.end === b.end && a.overlap === b.overlap && a.missed === b.missed;
}

export function isRecurring(schedule: ParsedSchedule): schedule is RecurringSchedule {
  return schedule.kind !== 'once';
}
