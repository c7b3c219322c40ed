import type {
  CronSchedule,
  IntervalSchedule,
  OneTimeSchedule,
  ParsedSchedule,
  Recurrence,
} from '../../../core/schedule/parsed-schedule.ts';

const defaults: Recurrence & { precision: ParsedSchedule['precision'] } = {
  overlap: 'skip',
  missed: 'latest',
  precision: 'second',
};

export type Cron = CronSchedule & { precision: ParsedSchedule['precision'] };
export type Every = IntervalSchedule & { precision: ParsedSchedule['precision'] };

/** A schedule of each kind, with the defaults that `readSchedule` fills in. */
export const once = (at: number): OneTimeSchedule & { precision: 'second' } => ({
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
