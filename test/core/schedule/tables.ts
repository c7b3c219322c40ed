import type {
  CronTable,
  Interval,
  OneTime,
  Recurrence,
  Timetable,
} from '../../../core/schedule/timetable.ts';

const defaults: Recurrence & { precision: Timetable['precision'] } = {
  overlap: 'skip',
  missed: 'latest',
  precision: 'second',
};

export type Cron = CronTable & { precision: Timetable['precision'] };
export type Every = Interval & { precision: Timetable['precision'] };

/** A timetable of each kind, with the defaults that `readSchedule` fills in. */
export const once = (at: number): OneTime & { precision: 'second' } => ({
  kind: 'once',
  at,
  precision: 'second',
});
export const cron = (expression: string, rest: Partial<Cron> = {}): Cron => ({
  kind: 'cron',
  cron: expression,
  tz: 'UTC',
  ...defaults,
  ...rest,
});
export const every = (ms: number, anchor: number, rest: Partial<Every> = {}): Every => ({
  kind: 'every',
  every: ms,
  anchor,
  ...defaults,
  ...rest,
});
